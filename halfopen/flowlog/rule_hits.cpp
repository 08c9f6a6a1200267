// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/rule_hits.hpp"

#include <algorithm>

#include "halfopen/acl/first_match.hpp"

namespace halfopen {
namespace {

constexpr Selector kEcho = icmp_selector({8, 0});

/// What a rule looks at beside addresses and protocol.
Selector selector_of(std::uint8_t protocol, std::uint16_t port) {
  return protocol == kIcmp.number ? kEcho : port;
}

Packet packet_of(const FlowRecord& record) {
  Packet packet = {record.source,      record.destination,      record.protocol,
                   record.source_port, record.destination_port, {}};
  if (is_icmp(record.protocol)) packet.icmp = echo_request(record.source.family());
  return packet;
}

}  // namespace

RuleCounter::RuleCounter(const NetworkAcl& acl, std::vector<CidrBlock> subnets)
    : acl_(acl),
      subnets_(std::move(subnets)),
      lists_{Classifier::of(acl, Direction::ingress), Classifier::of(acl, Direction::egress)} {
  for (const CidrBlock& block : subnets_) {
    if (block.family() != IpFamily::v4) continue;
    const auto first = static_cast<std::uint32_t>(block.first());
    ranges_.push_back({first, static_cast<std::uint32_t>(block.last()) - first});
  }
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    tallies_[static_cast<std::size_t>(direction)].resize(acl.entries(direction).size() + 1);
  }
  ways_.resize(FlowColumns::kMost);
  remotes_.resize(FlowColumns::kMost);
  selectors_.resize(FlowColumns::kMost);
  protocols_.resize(FlowColumns::kMost);
  rejected_.resize(FlowColumns::kMost);
  answers_.resize(FlowColumns::kMost);
}

/// Bit 0: it enters one of the subnets; bit 1: it leaves one. Within a subnet no ACL is asked.
std::uint8_t RuleCounter::ways(std::uint32_t source, std::uint32_t destination) const {
  bool enters = false;
  bool leaves = false;
  bool stays = false;
  for (const Range& range : ranges_) {
    const bool from = source - range.first <= range.size;
    const bool to = destination - range.first <= range.size;
    enters |= to;
    leaves |= from;
    stays |= from && to;
  }
  return stays ? std::uint8_t{0} : static_cast<std::uint8_t>((enters ? 1 : 0) | (leaves ? 2 : 0));
}

void RuleCounter::take(const FlowColumns& columns) {
  for (std::size_t i = 0; i < columns.rows; ++i) {
    ways_[i] = subnets_.empty() ? 3 : ways(columns.source[i], columns.destination[i]);
    outside_ += ways_[i] == 0 ? 1U : 0U;
  }
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const bool ingress = direction == Direction::ingress;
    const auto& remote = ingress ? columns.source : columns.destination;
    std::size_t count = 0;
    for (std::size_t i = 0; i < columns.rows; ++i) {
      // Written in any case, kept if it crosses: no branch that hangs on the data.
      remotes_[count] = remote[i];
      selectors_[count] = selector_of(columns.protocol[i], columns.destination_port[i]);
      protocols_[count] = columns.protocol[i];
      rejected_[count] = columns.action[i] == FlowAction::reject ? 1 : 0;
      count += (static_cast<unsigned>(ways_[i]) >> (ingress ? 0U : 1U)) & 1U;
    }
    take_crossing(direction, count);
  }
  for (const FlowRecord& record : columns.others) take_v6(record);
}

void RuleCounter::take_crossing(Direction direction, std::size_t count) {
  const auto side = static_cast<std::size_t>(direction);
  lists_[side].classify(PacketColumns::crossing(direction, remotes_.data(), selectors_.data(),
                                                protocols_.data(), count),
                        answers_.data());
  Tally& tally = tallies_[side];
  const auto otherwise = static_cast<std::uint32_t>(tally.size() - 1);
  for (std::size_t i = 0; i < count; ++i) {
    ++tally[std::min(answers_[i], otherwise)][rejected_[i]];
  }
}

/// One by one: IPv6 records are not in the columns.
void RuleCounter::take_v6(const FlowRecord& record) {
  const auto in = [](const CidrBlock& block, const IpAddress& address) {
    return block.family() == address.family() && block.contains(address);
  };
  const bool stays = std::any_of(subnets_.begin(), subnets_.end(), [&](const CidrBlock& block) {
    return in(block, record.source) && in(block, record.destination);
  });
  bool crosses = false;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const IpAddress& own = direction == Direction::ingress ? record.destination : record.source;
    const bool inside = std::any_of(subnets_.begin(), subnets_.end(),
                                    [&](const CidrBlock& block) { return in(block, own); });
    if (stays || (!subnets_.empty() && !inside)) continue;
    crosses = true;
    const Decision decision = first_match(acl_, direction, packet_of(record));
    const auto entries = acl_.entries(direction);
    const std::size_t rule = decision.entry == nullptr
                                 ? entries.size()
                                 : static_cast<std::size_t>(decision.entry - entries.data());
    ++tallies_[static_cast<std::size_t>(direction)][rule]
              [record.action == FlowAction::reject ? 1 : 0];
  }
  outside_ += crosses ? 0U : 1U;
}

RuleHits RuleCounter::hits() const {
  RuleHits hits;
  hits.outside = outside_;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const Tally& tally = tallies_[static_cast<std::size_t>(direction)];
    const auto entries = acl_.entries(direction);
    for (std::size_t i = 0; i < tally.size(); ++i) {
      const Decision decision =
          i < entries.size() ? Decision{entries[i].action, &entries[i]} : Decision{};
      hits.rules.push_back(
          {direction, rule_label(decision), decision.action, tally[i][0], tally[i][1]});
    }
  }
  return hits;
}

}  // namespace halfopen
