// SPDX-License-Identifier: Apache-2.0
// Follows packets from hop to hop. Used by trace_path() alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/vpc/path.hpp"

namespace halfopen {

/// Where a segment begins or ends.
struct PathEnd {
  enum class Role : std::uint8_t { client, server, gateway, host };
  Location place;
  IpAddress address;
  Role role = Role::gateway;    ///< gateway, host: the address is fixed, no end of the question
  std::string gateway_id = {};  ///< of a gateway that stands in no subnet (regional NAT)
  const HostClass* known = nullptr;  ///< of a host: what stands there, if no interface tells it

  bool fixed() const { return role == Role::gateway || role == Role::host; }
  bool in_subnet() const { return place.kind == Location::Kind::subnet; }
};

/// How a packet leaves a VPC for an outside host, and how replies come back in.
struct Way {
  bool routed = false;  ///< false: no routes are loaded, the edges alone decide
  RouteTarget target = RouteTarget::other;
  std::string id;
  bool by_default_route = false;
};

/// One question. Not reusable.
class PathTracer {
 public:
  PathTracer(const Snapshot& snapshot, IpProtocol protocol)
      : snapshot_(snapshot), topology_(snapshot.topology()), protocol_(protocol) {}

  Path trace(const PathEnd& client, const PathEnd& server);

 private:
  using Legs = std::vector<LegPath>;

  // path.cpp: segments and both legs of them
  void segment(const PathEnd& client, const PathEnd& server, const std::string& name);
  void add_segments(const PathEnd& client, const std::string& name, const Legs& requests,
                    const Legs& replies);
  Legs edges(const PathEnd& sender, const PathEnd& receiver, Leg leg);

  // path_leave.cpp: out of a subnet
  Legs leave(const PathEnd& sender, const PathEnd& receiver, Leg leg);
  Legs follow(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
              Leg leg);
  Legs to_internet(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
                   Leg leg);
  /// Why a peering connection does not lead from a VPC to an address; none: it does.
  std::optional<std::pair<std::string, std::string>> peering_refusal(const VpcPeering& peering,
                                                                     Topology::VpcNumber own,
                                                                     const PathEnd& far);
  Legs to_peer(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
               Leg leg);
  Legs to_endpoint(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
                   Leg leg);
  Legs to_vpn(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
              Leg leg);

  // path_nat.cpp
  Legs to_nat(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
              Leg leg);
  Legs back_from_nat(const PathEnd& gateway, const PathEnd& client, const PathEnd& server);
  Legs from_regional_nat(const PathEnd& sender, const PathEnd& receiver);
  void beyond_nat(const PathEnd& client, const PathEnd& server, const Legs& requests);

  // path_enter.cpp: into a subnet, from another one or from outside
  void arrive(LegPath& path, const PathEnd& sender, const PathEnd& receiver, Leg leg);
  Way way_to(const PathEnd& inside, const PathEnd& outside);
  Legs enter(const PathEnd& sender, const PathEnd& receiver, const Way& way, Leg leg);
  bool passes_internet_gateway(LegPath& path, const PathEnd& inside, const PathEnd& outside,
                               bool inside_starts);
  std::optional<IpAddress> public_of(const PathEnd& end) const;
  std::string no_way_place(const PathEnd& inside, const PathEnd& outside) const;

  // path_transit.cpp
  Legs to_transit(LegPath path, const Route& route, const PathEnd& sender, const PathEnd& receiver,
                  Leg leg);
  Legs across_transit(LegPath path, const TransitGatewayAttachment& own, const PathEnd& sender,
                      const PathEnd& receiver, Leg leg);
  Legs to_attachment(LegPath path, const std::string& id, const PathEnd& sender,
                     const PathEnd& receiver, Leg leg);
  Legs from_transit(LegPath path, const TransitGatewayAttachment& attachment, std::string_view zone,
                    const PathEnd& sender, const PathEnd& receiver, Leg leg);
  std::vector<std::uint32_t> attachment_subnets(const TransitGatewayAttachment& attachment,
                                                std::string_view zone) const;
  Legs beyond_attachment(LegPath path, const TransitGatewayAttachment& far, const PathEnd& sender,
                         const PathEnd& receiver, Leg leg);
  const TransitGatewayAttachment* far_attachment(LegPath& path, const TransitGatewayAttachment& own,
                                                 const PathEnd& outside);
  bool knows_routes(std::uint32_t table) const;
  Legs enter_by_transit(const PathEnd& sender, const PathEnd& receiver, const std::string& id,
                        Leg leg);

  // path_tracer.cpp: what a hop adds
  void add_acl(LegPath& path, std::uint32_t subnet, Direction direction, const PathEnd& remote);
  void add_groups(LegPath& path, const PathEnd& own, Direction direction, const PathEnd& remote);
  void add_gateway(LegPath& path, std::string id, std::string text);
  LegPath stop(LegPath path, LegPath::End end, std::string code, std::string text,
               std::string place, const PathEnd& sender, const PathEnd& receiver, Leg leg);
  std::optional<std::uint32_t> look_up(LegPath& path, std::uint32_t table, const PathEnd& to);
  std::string route_place(std::uint32_t table, const IpAddress& address) const;
  /// True if the gateway is attached to the VPC, or if nothing is known of such gateways.
  bool is_attached(std::string_view id, RouteTarget target, Topology::VpcNumber vpc) const;
  /// The gateway whose own address an end is, and that no connection ends at.
  std::optional<std::string> gateway_at(const PathEnd& end);
  /// True if a loaded VPC has the end's address among its blocks.
  bool in_loaded_vpc(const PathEnd& end);
  void narrow_to_kind(const PathEnd& end);
  bool has_public_way(const PathEnd& inside);
  void narrow(const PathEnd& end, const AddressSet& same);
  const HostClass* host(const PathEnd& end);
  void note(std::string code, std::string text);
  Topology::VpcNumber vpc(const PathEnd& end) const { return topology_.vpc_of(end.place.index); }
  bool same_subnet(const PathEnd& a, const PathEnd& b) const {
    return a.in_subnet() && a.place == b.place;
  }
  const std::string& subnet_id(const PathEnd& end) const {
    return snapshot_.subnets()[end.place.index].id;
  }

  const Snapshot& snapshot_;
  const Topology& topology_;
  IpProtocol protocol_;
  Path path_;
  /// The NAT gateway that a request met: the rest of the way begins there.
  const NatGateway* nat_ = nullptr;
  std::optional<IpAddress> embedded_;  ///< NAT64: the IPv4 server
  bool by_internet_ = false;           ///< the request came in by an internet gateway
  int depth_ = 0;
};

}  // namespace halfopen
