// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/packet_cells.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "halfopen/net/cidr_tree.hpp"
#include "halfopen/net/icmp.hpp"

namespace halfopen {
namespace {

/// First selectors of runs that no rule cuts; 0 is always one. Above 65535: no cut.
using Cuts = std::set<std::uint32_t>;

void cut_around(Cuts& cuts, const PortRange& range) {
  cuts.insert(range.first);
  if (range.last < 65535) cuts.insert(std::uint32_t{range.last} + 1);
}

PortRange every_code(std::uint8_t type) {
  return {icmp_selector({type, 0}), icmp_selector({type, 255})};
}

/// Cuts within one type's codes are made in the other's, too.
void mirror(Cuts& cuts, std::uint8_t from, std::uint8_t to) {
  const PortRange codes = every_code(from);
  std::vector<std::uint32_t> found;
  for (const std::uint32_t cut : cuts) {
    if (cut >= codes.first && cut <= codes.last) found.push_back(cut);
  }
  for (const std::uint32_t cut : found) cuts.insert(cut - codes.first + every_code(to).first);
}

bool is_message_protocol(IpProtocol protocol, IpFamily family) {
  return protocol == (family == IpFamily::v4 ? kIcmp : kIcmpV6);
}

/// A request type and the type that answers it (icmp_reply); echo replies keep the code.
struct Exchange {
  std::uint8_t request;
  std::uint8_t reply;
};

std::vector<Exchange> exchanges(IpFamily family) {
  std::vector<Exchange> found;
  for (std::uint32_t type = 0; type < 256; ++type) {
    const auto request = static_cast<std::uint8_t>(type);
    if (const auto reply = icmp_reply(family, {request, 0})) {
      found.push_back({request, reply->type});
    }
  }
  return found;
}

bool keeps_code(IpFamily family, std::uint8_t request) {
  return request == echo_request(family).type;
}

Cuts cuts_of(IpProtocol protocol, IpFamily family, std::span<const NetworkAclEntry> holding) {
  Cuts cuts{0};
  for (const NetworkAclEntry& rule : holding) {
    if (const auto range = matched_selectors(rule, protocol)) cut_around(cuts, *range);
  }
  if (!is_message_protocol(protocol, family)) return cuts;
  for (const Exchange& pair : exchanges(family)) {
    cut_around(cuts, every_code(pair.request));
    if (keeps_code(family, pair.request)) {
      cut_around(cuts, every_code(pair.reply));
      mirror(cuts, pair.request, pair.reply);
      mirror(cuts, pair.reply, pair.request);
    } else {
      const Selector exact = icmp_selector({pair.reply, 0});
      cut_around(cuts, {exact, exact});
    }
  }
  return cuts;
}

/// 2 to the power of the bits that a set of addresses fills, roughly: for weighing only.
double weight_of(const AddressSet& set) {
  double weight = 0;
  for (const auto& run : set.bits.intervals()) {
    weight += static_cast<double>(run.last - run.first) + 1;
  }
  return weight;
}

std::vector<CidrBlock> blocks_of(std::span<const NetworkAclEntry> rules,
                                 std::span<const CidrBlock> more, IpFamily family) {
  std::vector<CidrBlock> blocks;
  for (const NetworkAclEntry& rule : rules) {
    if (rule.cidr.family() == family) blocks.push_back(rule.cidr);
  }
  for (const CidrBlock& block : more) {
    if (block.family() == family) blocks.push_back(block);
  }
  return blocks;
}

}  // namespace

bool has_selectors(IpProtocol protocol, IpFamily family) {
  return filters_ports(protocol) || is_message_protocol(protocol, family);
}

PacketCells::PacketCells(std::span<const NetworkAclEntry> rules, std::span<const CidrBlock> more) {
  for (const IpFamily family : kIpFamilies) {
    const CidrTree tree(blocks_of(rules, more, family));
    std::vector<AddressSet> runs(tree.nodes().size(), AddressSet{family, {}});
    const auto boundaries = tree.boundaries(family);
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
      const AddressBits last =
          i + 1 < boundaries.size() ? boundaries[i + 1].first - 1 : last_address_bits(family);
      runs[boundaries[i].node].bits.append(boundaries[i].first, last);
    }
    std::map<std::vector<std::size_t>, std::uint32_t> known;  // which rules hold a class
    // The addresses in no block are never let through: no cells. Nor are there any for a block that
    // its sub-blocks fill.
    for (std::size_t node = 1; node < runs.size(); ++node) {
      if (runs[node].empty()) continue;
      std::vector<NetworkAclEntry> holding;
      std::vector<std::size_t> which;
      for (std::size_t rule = 0; rule < rules.size(); ++rule) {
        if (!rules[rule].cidr.contains(tree.nodes()[node].block)) continue;
        holding.push_back(rules[rule]);
        which.push_back(rule);
      }
      if (holding.empty()) continue;
      const auto index = static_cast<std::uint32_t>(classes_.size());
      like_.push_back(known.emplace(std::move(which), index).first->second);
      blocks_.push_back(tree.nodes()[node].block);
      add_class(runs[node], holding);
    }
  }
}

void PacketCells::add_class(const AddressSet& addresses, std::span<const NetworkAclEntry> holding) {
  const auto index = static_cast<std::uint32_t>(classes_.size());
  classes_.push_back(addresses);
  weights_.push_back(weight_of(addresses));
  const IpProtocol messages = addresses.family == IpFamily::v4 ? kIcmp : kIcmpV6;
  std::set<std::uint8_t> named{kTcp.number, kUdp.number, messages.number};
  for (const NetworkAclEntry& rule : holding) {
    if (rule.protocol >= 0) named.insert(static_cast<std::uint8_t>(rule.protocol));
  }
  named_.emplace_back();
  for (const std::uint8_t number : named) named_.back().set(number);
  for (const std::uint8_t number : named) add_protocol(index, IpProtocol{number}, 1, holding);
  for (std::uint32_t number = 0; number < 256; ++number) {
    if (named.contains(static_cast<std::uint8_t>(number))) continue;
    add_protocol(index, IpProtocol{static_cast<std::uint8_t>(number)},
                 static_cast<std::uint16_t>(256 - named.size()), holding);
    return;
  }
}

void PacketCells::add_protocol(std::uint32_t addresses, IpProtocol protocol,
                               std::uint16_t protocols, std::span<const NetworkAclEntry> holding) {
  const IpFamily family = classes_[addresses].family;
  const Cuts cuts = cuts_of(protocol, family, holding);
  CellRange range{static_cast<std::uint32_t>(cells_.size()), 0};
  for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
    const std::uint32_t last = std::next(cut) == cuts.end() ? 65535 : *std::next(cut) - 1;
    cells_.push_back({addresses,
                      protocol,
                      protocols,
                      {static_cast<std::uint16_t>(*cut), static_cast<std::uint16_t>(last)}});
  }
  range.last = static_cast<std::uint32_t>(cells_.size());
  if (is_message_protocol(protocol, family)) {
    add_message_classes(range, family);
  } else if (filters_ports(protocol)) {
    connections_.push_back({range, range, false});
  } else {
    // One cell, unless it is ICMP's number in IPv6: then a message is taken to answer itself.
    for (std::uint32_t i = range.first; i < range.last; ++i) {
      connections_.push_back({{i, i + 1}, {i, i + 1}, true});
    }
  }
}

CellRange PacketCells::cells_within(CellRange all, const PortRange& selectors) const {
  CellRange range{all.last, all.first};
  for (std::uint32_t i = all.first; i < all.last; ++i) {
    if (cells_[i].selectors.first < selectors.first || cells_[i].selectors.last > selectors.last) {
      continue;
    }
    range.first = std::min(range.first, i);
    range.last = i + 1;
  }
  return range;
}

void PacketCells::add_echo_classes(CellRange all, std::uint8_t request, std::uint8_t reply) {
  const CellRange asked = cells_within(all, every_code(request));
  const CellRange answered = cells_within(all, every_code(reply));
  for (std::uint32_t i = 0; i < asked.last - asked.first; ++i) {
    const CellRange ask{asked.first + i, asked.first + i + 1};
    const CellRange answer{answered.first + i, answered.first + i + 1};
    connections_.push_back({ask, answer, true});
    connections_.push_back({answer, ask, true});
  }
}

void PacketCells::add_message_classes(CellRange all, IpFamily family) {
  for (const Exchange& pair : exchanges(family)) {
    if (keeps_code(family, pair.request)) {
      add_echo_classes(all, pair.request, pair.reply);
      continue;
    }
    const Selector exact = icmp_selector({pair.reply, 0});
    const CellRange ask = cells_within(all, every_code(pair.request));
    const CellRange answer = cells_within(all, {exact, exact});
    connections_.push_back({ask, answer, false});
    connections_.push_back({answer, ask, false});
  }
}

bool PacketCells::matched(const NetworkAclEntry& rule, CellBits& bits) const {
  bits.assign(words(), 0);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const PacketCell& cell = cells_[i];
    if (classes_[cell.addresses].family != rule.cidr.family()) continue;
    const CidrBlock& block = blocks_[cell.addresses];
    if (!rule.cidr.contains(block)) {
      if (block.contains(rule.cidr)) {
        const auto overlap = classes_[cell.addresses].bits & AddressSet::of(rule.cidr).bits;
        if (!overlap.empty()) return false;
      }
      continue;
    }
    if (cell.protocols > 1 && rule.protocol >= 0) {
      // The cell stands for every protocol that is not named; a rule that names one cuts it.
      if (!named_[cell.addresses].test(static_cast<std::size_t>(rule.protocol))) return false;
      continue;
    }
    const auto range = matched_selectors(rule, cell.protocol);
    if (!range) continue;
    if (range->last < cell.selectors.first || range->first > cell.selectors.last) continue;
    if (range->first > cell.selectors.first || range->last < cell.selectors.last) return false;
    bits[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  return true;
}

double PacketCells::selector_weight(const PacketCell& cell) const {
  if (!has_selectors(cell.protocol, classes_[cell.addresses].family)) return cell.protocols;
  return cell.selectors.size();
}

}  // namespace halfopen
