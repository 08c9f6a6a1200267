// SPDX-License-Identifier: Apache-2.0
// Ways between classes of hosts: which filters are asked about whose address.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "halfopen/analysis/end_classes.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {

/// A filter on a way, told for every pair of hosts that the way serves.
struct Gate {
  enum class Whose : std::uint8_t { client_acl, client_groups, server_acl, server_groups, other };
  Whose whose = Whose::other;
  EndClasses::FilterId filter = EndClasses::kUnknownFilter;  ///< of `other`
  Direction direction = Direction::ingress;
  bool looks_at_client = false;
  std::optional<IpAddress> remote;  ///< of a gateway, in the place of client or server
};

struct GatedLeg {
  LegPath::End end = LegPath::End::delivered;
  std::vector<Gate> gates;
};

struct GatedSegment {
  bool beside_previous = false;  ///< another way of the same stretch
  bool translated = false;
  GatedLeg request;
  GatedLeg reply;
};

struct GatedWay {
  std::vector<GatedSegment> segments;
  bool embeds_address = false;
};

/// Traces each pair of ways once, between two hosts that stand for all. Borrows snapshot and
/// classes.
class RoutedWays {
 public:
  RoutedWays(const Snapshot& snapshot, const EndClasses& classes)
      : snapshot_(snapshot), classes_(classes) {}

  /// The way between hosts in different subnets.
  const GatedWay& between(EndClasses::WayId client, EndClasses::WayId server);

 private:
  GatedWay trace(EndClasses::WayId client, EndClasses::WayId server) const;
  GatedLeg gated(const LegPath& leg, Leg which, const PathSegment& segment, const Location& client,
                 const Location& server) const;

  const Snapshot& snapshot_;
  const EndClasses& classes_;
  std::unordered_map<std::uint64_t, GatedWay> known_;
};

}  // namespace halfopen
