// SPDX-License-Identifier: Apache-2.0
#include "rule_sets.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include "bench/generate_export.hpp"

namespace halfopen::bench {
namespace {

constexpr std::array<std::uint16_t, 16> kServices = {80,   443,  22,   25,   53,   110,  143, 389,
                                                     1521, 3306, 3389, 5432, 6379, 8080, 123, 161};
constexpr std::array<PortRange, 12> kRanges = {{{1024, 65535},
                                                {0, 1023},
                                                {32768, 60999},
                                                {137, 139},
                                                {2000, 2100},
                                                {5000, 5999},
                                                {6660, 6670},
                                                {8000, 8999},
                                                {9000, 9099},
                                                {27000, 27050},
                                                {33434, 33600},
                                                {49152, 65535}}};
constexpr PortRange kEveryPort{};

bool chance(Dice& dice, std::uint32_t percent) { return dice.below(100) < percent; }

std::uint32_t action_of(Dice& dice) { return chance(dice, 70) ? 1 : 0; }

HeaderRule deny_all() { return {HeaderBox::all(IpFamily::v4), 0}; }

CidrBlock block(std::uint32_t address, int length) {
  return {IpAddress(IpFamily::v4, address), length};
}

/// Lists name some services over and over, and some ports of their own.
PortRange exact_port(Dice& dice) {
  const std::uint16_t port = chance(dice, 70)
                                 ? kServices[dice.below(kServices.size())]
                                 : static_cast<std::uint16_t>(1024 + 331 * dice.below(100));
  return {port, port};
}

PortRange port_range(Dice& dice) {
  if (chance(dice, 60)) return kRanges[dice.below(3)];
  return kRanges[dice.below(kRanges.size())];
}

std::optional<IpProtocol> protocol_of(Dice& dice) {
  const std::uint32_t side = dice.below(100);
  if (side < 70) return kTcp;
  if (side < 88) return kUdp;
  if (side < 93) return kIcmp;
  return std::nullopt;
}

/// A block as accounts write them: from 10.0.0.0/8, or anything.
CidrBlock account_block(Dice& dice) {
  constexpr std::array<int, 5> kLengths = {8, 16, 20, 24, 32};
  const std::uint32_t side = dice.below(100);
  if (side < 25) return CidrBlock::all(IpFamily::v4);
  const int length = kLengths[dice.below(kLengths.size())];
  if (side < 75) return block(0x0a000000U | (dice.bits() & 0x000f1fffU), length);
  return block(dice.bits(), length);
}

void draw_ports(Dice& dice, std::uint32_t percent_exact, std::uint32_t percent_range,
                PortRange& ports) {
  const std::uint32_t side = dice.below(100);
  if (side < percent_exact) {
    ports = exact_port(dice);
  } else if (side < percent_exact + percent_range) {
    ports = port_range(dice);
  }
}

/// Networks that nest: a block is most often a part of one drawn before.
class BlockTree {
 public:
  explicit BlockTree(Dice& dice) : dice_(dice) {
    for (int i = 0; i < 24; ++i) drawn_.push_back(block(dice.bits(), 16));
  }

  CidrBlock draw(int length) {
    const CidrBlock& base = drawn_[dice_.below(static_cast<std::uint32_t>(drawn_.size()))];
    if (chance(dice_, 35) && base.prefix_length() == length) return base;
    const auto span = static_cast<std::uint32_t>(base.last() - base.first());
    const auto address = static_cast<std::uint32_t>(base.first()) + (dice_.bits() & span);
    drawn_.push_back(block(address, length));
    return drawn_.back();
  }

 private:
  Dice& dice_;
  std::vector<CidrBlock> drawn_;
};

/// Percentages of a shape.
struct Mix {
  std::uint32_t any_source;
  std::uint32_t any_destination;
  std::uint32_t long_prefix;  ///< /24 to /32, of those that are no wildcard
  std::uint32_t exact_source_port;
  std::uint32_t source_port_range;
  std::uint32_t exact_port;
  std::uint32_t port_range;
};
constexpr Mix kAcl = {1, 1, 96, 0, 0, 68, 12};
constexpr Mix kFirewall = {25, 12, 94, 5, 8, 60, 12};

int draw_length(Dice& dice, const Mix& mix) {
  if (!chance(dice, mix.long_prefix)) return 16 + static_cast<int>(dice.below(8));
  return chance(dice, 45) ? 32 : 24 + static_cast<int>(dice.below(8));
}

HeaderRule draw_rule(Dice& dice, const Mix& mix, BlockTree& sources, BlockTree& destinations) {
  HeaderRule rule{HeaderBox::all(IpFamily::v4), action_of(dice)};
  rule.box.protocol = protocol_of(dice);
  if (!chance(dice, mix.any_source)) rule.box.source = sources.draw(draw_length(dice, mix));
  if (!chance(dice, mix.any_destination)) {
    rule.box.destination = destinations.draw(draw_length(dice, mix));
  }
  if (!rule.box.protocol || !filters_ports(*rule.box.protocol)) return rule;
  draw_ports(dice, mix.exact_source_port, mix.source_port_range, rule.box.source_ports);
  draw_ports(dice, mix.exact_port, mix.port_range, rule.box.selectors);
  return rule;
}

/// A rule that takes nearly everything would shadow the rest of the list.
int narrow_fields(const HeaderBox& box) {
  return static_cast<int>(box.protocol.has_value()) +
         static_cast<int>(box.source.prefix_length() > 0) +
         static_cast<int>(box.destination.prefix_length() > 0) +
         static_cast<int>(box.source_ports != kEveryPort) +
         static_cast<int>(box.selectors != kEveryPort);
}

/// Fields of a rule as one text, to tell equal rules.
std::string fields_of(const HeaderBox& box) {
  return to_string(box.source) + ' ' + to_string(box.destination) + ' ' +
         to_string(box.source_ports) + ' ' + to_string(box.selectors) + ' ' +
         (box.protocol ? to_string(*box.protocol) : "*");
}

/// One line; nothing if it is no rule.
std::optional<HeaderBox> parse_classbench(const std::string& line) {
  std::array<unsigned, 16> v{};
  const int read = std::sscanf(  // NOLINT(cert-err34-c): the count is checked
      line.c_str(), "@%u.%u.%u.%u/%u %u.%u.%u.%u/%u %u : %u %u : %u %x/%x", &v[0], &v[1], &v[2],
      &v[3], &v[4], &v[5], &v[6], &v[7], &v[8], &v[9], &v[10], &v[11], &v[12], &v[13], &v[14],
      &v[15]);
  if (read != 16) return std::nullopt;
  HeaderBox box = HeaderBox::all(IpFamily::v4);
  box.source = block(v[0] << 24 | v[1] << 16 | v[2] << 8 | v[3], static_cast<int>(v[4]));
  box.destination = block(v[5] << 24 | v[6] << 16 | v[7] << 8 | v[8], static_cast<int>(v[9]));
  box.source_ports = {static_cast<std::uint16_t>(v[10]), static_cast<std::uint16_t>(v[11])};
  box.selectors = {static_cast<std::uint16_t>(v[12]), static_cast<std::uint16_t>(v[13])};
  if (v[15] == 0xff) box.protocol = IpProtocol{static_cast<std::uint8_t>(v[14])};
  return box;
}

}  // namespace

Rules network_acl_rules(std::size_t count, std::uint32_t seed) {
  Dice dice(seed);
  Rules rules;
  while (rules.size() + 1 < count) {
    HeaderRule rule{HeaderBox::all(IpFamily::v4), action_of(dice)};
    rule.box.protocol = protocol_of(dice);
    rule.box.source = account_block(dice);
    if (rule.box.protocol && filters_ports(*rule.box.protocol)) {
      draw_ports(dice, 55, 30, rule.box.selectors);
    }
    if (narrow_fields(rule.box) < 1) continue;
    rules.push_back(rule);
  }
  rules.push_back(deny_all());
  return rules;
}

Rules five_tuple_rules(std::size_t count, std::uint32_t seed) {
  Dice dice(seed);
  Rules rules = network_acl_rules(count, seed);
  for (HeaderRule& rule : rules) {
    if (&rule == &rules.back()) break;
    do {
      rule.box.destination = account_block(dice);
    } while (narrow_fields(rule.box) < 2);
    if (rule.box.selectors != kEveryPort) draw_ports(dice, 10, 25, rule.box.source_ports);
  }
  return rules;
}

Rules shaped_rules(Shape shape, std::size_t count, std::uint32_t seed) {
  Dice dice(seed);
  BlockTree sources(dice);
  BlockTree destinations(dice);
  Rules rules;
  std::set<std::string> known;
  while (rules.size() + 1 < count) {
    const bool firewall = shape == Shape::firewall || (shape == Shape::mixture && chance(dice, 15));
    const HeaderRule rule = draw_rule(dice, firewall ? kFirewall : kAcl, sources, destinations);
    if (narrow_fields(rule.box) < 3) continue;
    if (known.insert(fields_of(rule.box)).second) rules.push_back(rule);
  }
  rules.push_back(deny_all());
  return rules;
}

std::optional<Rules> read_classbench(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  Dice dice(1);
  Rules rules;
  for (std::string line; std::getline(file, line);) {
    if (const auto box = parse_classbench(line)) rules.push_back({*box, action_of(dice)});
  }
  rules.push_back(deny_all());
  return rules;
}

}  // namespace halfopen::bench
