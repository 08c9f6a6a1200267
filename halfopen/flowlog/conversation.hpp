// SPDX-License-Identifier: Apache-2.0
// What an interface saw of one connection: both directions joined.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
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
  std::uint8_t flags = 0;  ///< joined over accepted records

  bool seen() const { return accepted != 0 || rejected != 0; }
  std::int64_t first() const { return first_accept < first_reject ? first_accept : first_reject; }
  std::int64_t last() const { return last_accept > last_reject ? last_accept : last_reject; }
};

/// The two ends in an order of their own: `a` is the lower address, then the lower port.
struct ConversationKey {
  std::uint32_t interface = 0;  ///< as InterfaceTable numbers it
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

struct Conversation {
  std::array<LegCounts, 2> legs;  ///< from a to b, from b to a
  bool blocked_by_bpa = false;    ///< some record was rejected by VPC block public access
  std::int64_t last() const {
    return legs[0].last() > legs[1].last() ? legs[0].last() : legs[1].last();
  }
};

/// The record's conversation, and which of its legs it is.
struct PlacedRecord {
  ConversationKey key;
  std::size_t leg = 0;
};
PlacedRecord place(const FlowRecord& record, std::uint32_t interface);
void add(Conversation& conversation, std::size_t leg, const FlowRecord& record);

/// Which end serves, told from flags, ports and times.
enum class ServerSide : std::uint8_t { a, b };

/// In this order: the end that sent SYN-ACK, or to which SYN went; the end whose port is a
/// service's (below 1024 or in the table of services) while the other's is not; the lower port; the
/// end that was spoken to first; b. A request that is rejected is a first word, too.
ServerSide server_side(const ConversationKey& key, const Conversation& conversation);

}  // namespace halfopen
