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
    const auto first = static_cast<std::uint32_t>(block.first().bits());
    ranges_.push_back({first, static_cast<std::uint32_t>(block.last().bits()) - first});
  }
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    tallies_[static_cast<std::size_t>(direction)].resize(acl.entries(direction).size() + 1);
  }
  remotes_.resize(FlowColumns::kMost);
  selectors_.resize(FlowColumns::kMost);
  protocols_.resize(FlowColumns::kMost);
  rejected_.resize(FlowColumns::kMost);
  answers_.resize(FlowColumns::kMost);
}

void RuleCounter::take(const FlowColumns& columns) {
  const auto inside = [&](std::uint32_t address) {
    bool found = false;
    for (const Range& range : ranges_) found |= address - range.first <= range.size;
    return found;
  };
  std::uint64_t crossings = 0;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const bool ingress = direction == Direction::ingress;
    const auto& own = ingress ? columns.destination : columns.source;
    const auto& remote = ingress ? columns.source : columns.destination;
    std::size_t count = 0;
    for (std::size_t i = 0; i < columns.rows; ++i) {
      // Written in any case, kept if it crosses: no branch that hangs on the data.
      remotes_[count] = remote[i];
      selectors_[count] = selector_of(columns.protocol[i], columns.destination_port[i]);
      protocols_[count] = columns.protocol[i];
      rejected_[count] = columns.action[i] == FlowAction::reject ? 1 : 0;
      count += subnets_.empty() || (inside(own[i]) && !inside(remote[i])) ? 1U : 0U;
    }
    take_crossing(direction, count);
    crossings = std::max<std::uint64_t>(crossings, subnets_.empty() ? count : crossings + count);
  }
  outside_ += columns.rows - crossings;
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

bool RuleCounter::is_inside(const IpAddress& address) const {
  return std::any_of(subnets_.begin(), subnets_.end(), [&](const CidrBlock& block) {
    return block.family() == address.family() && block.contains(address);
  });
}

/// One by one: IPv6 records are not in the columns.
void RuleCounter::take_v6(const FlowRecord& record) {
  bool crosses = false;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    const bool ingress = direction == Direction::ingress;
    const IpAddress& own = ingress ? record.destination : record.source;
    const IpAddress& remote = ingress ? record.source : record.destination;
    if (!subnets_.empty() && (!is_inside(own) || is_inside(remote))) continue;
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
