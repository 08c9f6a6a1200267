// SPDX-License-Identifier: Apache-2.0
// One connection as the interfaces on its way saw it: both directions joined.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <unordered_map>

#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// One direction.
struct LegCounts {
  std::uint64_t accepted = 0;  ///< packets
  std::uint64_t rejected = 0;
  std::uint64_t bytes = 0;                                               ///< of both
  std::int64_t first_accept = std::numeric_limits<std::int64_t>::max();  ///< start of the record
  std::int64_t last_accept = std::numeric_limits<std::int64_t>::min();   ///< end of the record
  std::int64_t first_reject = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_reject = std::numeric_limits<std::int64_t>::min();
  std::uint8_t flags = 0;  ///< joined over all records
  bool refused = false;    ///< of joined legs: some interface let only the other direction through

  bool seen() const { return accepted != 0 || rejected != 0; }
  std::int64_t first() const { return first_accept < first_reject ? first_accept : first_reject; }
  std::int64_t last() const { return last_accept > last_reject ? last_accept : last_reject; }
};

/// The two ends in an order of their own: `a` is the lower address, then the lower port.
struct ConversationKey {
  IpProtocol protocol;
  IpAddress a;
  IpAddress b;
  std::uint16_t a_port = 0;
  std::uint16_t b_port = 0;

  friend bool operator==(const ConversationKey&, const ConversationKey&) = default;
};

struct ConversationHash {
  std::size_t operator()(const ConversationKey& key) const;
};

/// What one interface saw of a conversation.
struct InterfaceView {
  std::uint32_t interface = 0;    ///< as InterfaceTable numbers it
  std::array<LegCounts, 2> legs;  ///< from a to b, from b to a
  std::uint8_t own_ends = 0;      ///< by flow-direction: 1 is a, 2 is b, 3 a contradiction
  bool blocked_by_bpa = false;    ///< some record was rejected by VPC block public access

  std::int64_t first() const {
    return legs[0].first() < legs[1].first() ? legs[0].first() : legs[1].first();
  }
  std::int64_t last() const {
    return legs[0].last() > legs[1].last() ? legs[0].last() : legs[1].last();
  }
};

/// The record's conversation, and which of its legs it is.
struct PlacedRecord {
  ConversationKey key;
  std::size_t leg = 0;
};
PlacedRecord place(const FlowRecord& record);
void add(InterfaceView& view, std::size_t leg, const FlowRecord& record);
/// Two views of one interface become one.
void add(InterfaceView& view, const InterfaceView& more);
/// True if flags say that the packets of this TCP leg opened no connection: FIN or RST, no SYN.
/// No flag at all says nothing: ACK is not recorded (VPC User Guide, flow log records,
/// `tcp-flags`).
bool is_under_way(const LegCounts& leg);
/// The two legs, joined over all interfaces.
std::array<LegCounts, 2> joined_legs(std::span<const InterfaceView> views);

/// Which end serves, told from flags, ports and times.
enum class ServerSide : std::uint8_t { a, b };

/// In this order: the end that sent SYN-ACK, or to which SYN went; the end whose port is in the
/// table of services while the other's is not; the end whose port is below 1024 while the other's
/// is not (NFS clients have such ports, so the table comes first); the end that an interface
/// rejected altogether while it accepted what went to it: who is not let through gets no answer, so
/// that was the reply; the lower port; the end that was spoken to first; b. A request that is
/// rejected is a first word, too. `legs` are those of all interfaces.
ServerSide server_side(const ConversationKey& key, const std::array<LegCounts, 2>& legs);

}  // namespace halfopen
