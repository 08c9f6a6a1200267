// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/conversation.hpp"

#include <algorithm>
#include <bitset>
#include <utility>

#include "halfopen/flowlog/saturated_sum.hpp"
#include "halfopen/ports/service_port.hpp"

namespace halfopen {
namespace {

constexpr std::uint8_t kSyn = 2;
constexpr std::uint8_t kSynAck = 18;

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash ^= word;
  hash *= 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

/// Ports of the table of services. Client systems do not pick most of them unasked.
bool is_listed(std::uint16_t port) {
  static const std::bitset<65536> kListed = [] {
    std::bitset<65536> ports;
    for (const ServicePortRow& row : service_port_rows()) ports.set(row.port);
    return ports;
  }();
  return kListed.test(port);
}

/// Ports of the system. Some clients have one of them, too: NFS, rsh.
bool is_low(std::uint16_t port) { return port < 1024; }

void add(LegCounts& sum, const LegCounts& more) {
  sum.accepted = saturated_sum(sum.accepted, more.accepted);
  sum.rejected = saturated_sum(sum.rejected, more.rejected);
  sum.bytes = saturated_sum(sum.bytes, more.bytes);
  sum.first_accept = std::min(sum.first_accept, more.first_accept);
  sum.last_accept = std::max(sum.last_accept, more.last_accept);
  sum.first_reject = std::min(sum.first_reject, more.first_reject);
  sum.last_reject = std::max(sum.last_reject, more.last_reject);
  sum.flags = static_cast<std::uint8_t>(sum.flags | more.flags);
}

}  // namespace

std::size_t ConversationHash::operator()(const ConversationKey& key) const {
  std::uint64_t hash = key.protocol.number;
  for (const IpAddress& address : {key.a, key.b}) {
    hash = mix(hash, static_cast<std::uint64_t>(address.bits()));
    hash = mix(hash, static_cast<std::uint64_t>(address.bits() >> 64U));
  }
  return mix(hash, (std::uint64_t{key.a_port} << 16U) | key.b_port);
}

PlacedRecord place(const FlowRecord& record) {
  const bool forward = std::pair(record.source, record.source_port) <=
                       std::pair(record.destination, record.destination_port);
  PlacedRecord placed;
  placed.leg = forward ? 0 : 1;
  placed.key = {record.protocol, record.source, record.destination, record.source_port,
                record.destination_port};
  if (!forward) {
    std::swap(placed.key.a, placed.key.b);
    std::swap(placed.key.a_port, placed.key.b_port);
  }
  return placed;
}

void add(InterfaceView& view, std::size_t leg, const FlowRecord& record) {
  LegCounts& counts = view.legs[leg];
  // A record that does not tell its packets had one at least.
  const std::uint64_t packets = std::max<std::uint64_t>(record.packets, 1);
  counts.bytes = saturated_sum(counts.bytes, record.bytes);
  counts.flags = static_cast<std::uint8_t>(counts.flags | record.tcp_flags);
  if (record.action == FlowAction::accept) {
    counts.accepted = saturated_sum(counts.accepted, packets);
    counts.first_accept = std::min(counts.first_accept, record.start);
    counts.last_accept = std::max(counts.last_accept, record.end);
  } else {
    counts.rejected = saturated_sum(counts.rejected, packets);
    counts.first_reject = std::min(counts.first_reject, record.start);
    counts.last_reject = std::max(counts.last_reject, record.end);
    if (record.reject_reason == "BPA") view.blocked_by_bpa = true;
  }
  if (record.direction == FlowDirection::unknown) return;
  const bool source_is_own = record.direction == FlowDirection::egress;
  view.own_ends = static_cast<std::uint8_t>(view.own_ends | (source_is_own == (leg == 0) ? 1 : 2));
}

void add(InterfaceView& view, const InterfaceView& more) {
  for (std::size_t leg = 0; leg < view.legs.size(); ++leg) add(view.legs[leg], more.legs[leg]);
  view.own_ends = static_cast<std::uint8_t>(view.own_ends | more.own_ends);
  view.blocked_by_bpa = view.blocked_by_bpa || more.blocked_by_bpa;
}

bool is_under_way(const LegCounts& leg) { return leg.flags != 0 && (leg.flags & kSyn) == 0; }

std::array<LegCounts, 2> joined_legs(std::span<const InterfaceView> views) {
  std::array<LegCounts, 2> legs;
  for (const InterfaceView& view : views) {
    for (std::size_t leg = 0; leg < legs.size(); ++leg) {
      add(legs[leg], view.legs[leg]);
      const bool dies = view.legs[leg].rejected != 0 && view.legs[leg].accepted == 0;
      legs[leg].refused = legs[leg].refused || (dies && view.legs[1 - leg].accepted != 0);
    }
  }
  return legs;
}

ServerSide server_side(const ConversationKey& key, const std::array<LegCounts, 2>& legs) {
  const LegCounts& from_a = legs[0];
  const LegCounts& from_b = legs[1];
  if (key.protocol == kTcp) {
    const auto answers = [](const LegCounts& leg) { return (leg.flags & kSynAck) == kSynAck; };
    const auto calls = [&](const LegCounts& leg) {
      return (leg.flags & kSyn) != 0 && !answers(leg);
    };
    if (answers(from_a) != answers(from_b)) return answers(from_a) ? ServerSide::a : ServerSide::b;
    if (calls(from_a) != calls(from_b)) return calls(from_a) ? ServerSide::b : ServerSide::a;
  }
  for (const auto& serves : {is_listed, is_low}) {
    const bool a_serves = serves(key.a_port);
    if (a_serves != serves(key.b_port)) return a_serves ? ServerSide::a : ServerSide::b;
  }
  if (from_a.refused != from_b.refused) return from_a.refused ? ServerSide::a : ServerSide::b;
  if (key.a_port != key.b_port) return key.a_port < key.b_port ? ServerSide::a : ServerSide::b;
  if (from_a.seen() != from_b.seen()) return from_a.seen() ? ServerSide::b : ServerSide::a;
  return from_b.first() < from_a.first() ? ServerSide::a : ServerSide::b;
}

}  // namespace halfopen
