// SPDX-License-Identifier: Apache-2.0
// What became of connections, where, by whose doing, and what it cost.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// What became of a conversation, as one interface saw it.
enum class FlowFate : std::uint8_t {
  works,       ///< both directions were accepted
  half_open,   ///< the request was accepted, the reply rejected, and never accepted
  denied,      ///< the request was rejected, and never accepted
  unanswered,  ///< the request was accepted, and no reply was seen
  reply_only,  ///< no request was seen: it began before the log, or elsewhere
};
std::string_view to_string(FlowFate fate);

/// Where a reject happened, seen from the interface.
enum class FlowPlace : std::uint8_t {
  unknown,  ///< nobody knows whose side the interface stands on
  server,   ///< at the server's interface
  client,   ///< at the client's
};
std::string_view to_string(FlowPlace place);

/// What a snapshot says of a reject.
struct FlowBlame {
  enum class Kind : std::uint8_t {
    none,         ///< no snapshot, or the interface's place is not known
    acl,          ///< a rule of a network ACL
    groups,       ///< security groups
    bpa,          ///< VPC block public access, by the log's own word
    contradicts,  ///< the snapshot allows it: it was another one then
    unknown,      ///< the snapshot cannot tell
  };
  Kind kind = Kind::none;
  std::string filter;  ///< the id of the ACL or of the groups
  std::string rule;    ///< the number, or `*`

  friend auto operator<=>(const FlowBlame&, const FlowBlame&) = default;
};
std::string_view to_string(FlowBlame::Kind kind);

/// Client profiles that are told apart; those of default_client_profiles(), in their order.
inline constexpr std::size_t kMostProfiles = 12;

/// What connections cost.
struct FlowSum {
  std::uint64_t conversations = 0;
  std::uint64_t packets = 0;  ///< rejected ones; of unanswered conversations the accepted ones
  std::uint64_t bytes = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  /// Conversations whose client port a profile has.
  std::array<std::uint64_t, kMostProfiles> by_profile{};
  /// The conversation that came first, for a look.
  IpAddress client;
  IpAddress server;
  std::uint16_t client_port = 0;

  /// By the profiles' names; those without a conversation are left out.
  std::map<std::string, std::uint64_t> clients() const;
};

/// Adds what `more` cost to `sum`, which may be empty yet. Sums stop at the end of their type.
void add(FlowSum& sum, const FlowSum& more);

/// One cause, and what it cost.
struct FlowCause : FlowSum {
  FlowFate fate = FlowFate::half_open;  ///< half_open, denied or unanswered
  FlowPlace place = FlowPlace::unknown;
  std::string interface_id;
  IpProtocol protocol;
  std::uint16_t server_port = 0;
  FlowBlame blame;
};

/// Half-open ones first, then denied, then unanswered; each by what they cost, then by name.
void sort_causes(std::vector<FlowCause>& causes);

}  // namespace halfopen
