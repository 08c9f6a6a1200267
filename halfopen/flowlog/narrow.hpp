// SPDX-License-Identifier: Apache-2.0
// How narrow a reply rule may be for what a log recorded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/analysis/flow_cache.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen {

/// How many connections had which client port. 1 KiB for each run of 256 ports that occurs.
class PortCounts {
 public:
  void add(std::uint16_t port);
  void add(const PortCounts& more);

  std::uint64_t total() const { return total_; }
  std::uint64_t of(std::uint16_t port) const;
  /// Linear in the ports of the range.
  std::uint64_t within(const PortRange& range) const;
  /// The narrowest range that holds at least `wanted` connections, the lowest of several. `wanted`
  /// is 1 to total(). Linear in the ports.
  PortRange narrowest(std::uint64_t wanted) const;

 private:
  using Page = std::array<std::uint32_t, 256>;

  std::array<std::unique_ptr<Page>, 256> pages_;
  std::map<std::uint16_t, std::uint64_t> carried_;  ///< what did not fit into a page
  std::uint64_t total_ = 0;
};

/// A range that a reply rule could have, and what it would have cost.
struct NarrowChoice {
  enum class Kind : std::uint8_t {
    recorded,  ///< the narrowest range with every recorded connection
    profiles,  ///< the range of client profiles
    share,     ///< the narrowest range with most recorded connections
  };
  Kind kind = Kind::recorded;
  std::string name;  ///< profiles: their names; share: "99.9%"
  PortRange range;
  std::uint64_t kept = 0;
  std::uint64_t hang = 0;  ///< connections whose replies would die
};

std::string_view to_string(NarrowChoice::Kind kind);

/// A share of the recorded connections that a narrower range is told for.
struct NarrowShare {
  std::uint64_t thousandths = 0;
  const char* name = "";
};
inline constexpr NarrowShare kNarrowShares[] = {{999, "99.9%"}, {990, "99%"}, {950, "95%"}};

/// The ranges of default_client_profiles(), each once, with the names of all that have it.
std::vector<std::pair<PortRange, std::string>> narrow_profiles();

/// Replies to clients' own ports that cross one edge of a subnet.
struct NarrowReply {
  std::string subnet;  ///< empty: the snapshot is a network ACL alone
  std::string acl;     ///< empty: nobody knows it
  Direction direction = Direction::egress;
  IpFamily family = IpFamily::v4;
  IpProtocol protocol;
  std::uint64_t connections = 0;
  /// What was recorded, then shares, then profiles by what they cost.
  std::vector<NarrowChoice> choices;
};

/// The client ports of recorded connections that worked, by the edges that their replies crossed.
/// Memory is bounded by edges: at most 256 KiB for an edge, family and protocol.
class NarrowTally {
 public:
  /// `edges` as FlowCache tells them; TCP and UDP only.
  void add(std::span<const std::uint32_t> edges, IpFamily family, IpProtocol protocol,
           std::uint16_t client_port);
  void add(const NarrowTally& more);

  /// Ordered by subnet, ACL, direction, family and protocol.
  std::vector<NarrowReply> settle(const FlowCache& flows) const;
  /// Connections whose replies cross no edge that is known.
  std::uint64_t without_edge() const { return without_edge_; }

 private:
  static std::size_t place_of(std::uint32_t edge, IpFamily family, IpProtocol protocol);
  PortCounts& at(std::size_t place);

  std::vector<std::unique_ptr<PortCounts>> counts_;  ///< by place_of()
  std::uint64_t without_edge_ = 0;
};

/// What could be chosen for these ports.
std::vector<NarrowChoice> narrow_choices(const PortCounts& ports);

}  // namespace halfopen
