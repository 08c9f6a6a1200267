// SPDX-License-Identifier: Apache-2.0
// Where an interface of a log stands in a snapshot, and what stands in its way there.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/flowlog/cause_ledger.hpp"
#include "halfopen/flowlog/conversation.hpp"
#include "halfopen/flowlog/flow_cause.hpp"
#include "halfopen/flowlog/interface_table.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {

struct LogPlace {
  std::optional<std::uint32_t> subnet;
  std::optional<std::uint32_t> acl;
  std::optional<std::uint32_t> groups;
};

/// Finds places in a snapshot, which must outlive it. Answers are remembered; a lookup is O(1)
/// after the first of its kind.
class LogPlaces {
 public:
  explicit LogPlaces(const Snapshot& snapshot);

  /// By the interface's id, else by its address, else the only network ACL of a snapshot without
  /// subnets. None if nothing of that is loaded, or several places have the address.
  const std::optional<LogPlace>& find(std::string_view interface_id, const IpAddress& own);

  /// Whether the interface has `address` rather than `other`, by the snapshot. A NAT gateway that
  /// has neither stands for the public one: to the hosts behind it, it is the rest of the world.
  /// None if it is not loaded, has both, or neither.
  std::optional<bool> stands_at(std::string_view interface_id, const IpAddress& address,
                                const IpAddress& other) const;

 private:
  std::optional<LogPlace> look(const NetworkInterface* interface, const IpAddress& own) const;
  const NetworkInterface* interface(std::string_view id) const;

  const Snapshot& snapshot_;
  std::unordered_map<std::string_view, const NetworkInterface*> interfaces_;
  std::map<std::pair<const NetworkInterface*, IpAddress>, std::optional<LogPlace>> found_;
};

/// Both ends of a conversation.
struct ServedEnds {
  IpAddress server;
  IpAddress client;
  bool a_serves = false;  ///< the server is the key's `a`
};

/// On whose side the interface of a view stands: by flow-direction; else, in the end, by the
/// interface's AddressPair; else the private one of two addresses; else by the snapshot, which may
/// be null.
PlaceHint place_hint(const InterfaceTable& interfaces, const LogPlaces* places,
                     const ServedEnds& ends, const InterfaceView& view);

/// What rejects a packet there. Security groups are asked for requests only: a reply passes them.
/// Coming in, the network ACL is met first, going out the groups. A packet between two hosts of one
/// subnet meets no network ACL (VPC User Guide, network ACL basics).
FlowBlame blame_at(CompiledSnapshot& model, const LogPlace& place, Direction direction,
                   const IpAddress& remote, const Packet& packet, bool is_request);

}  // namespace halfopen
