// SPDX-License-Identifier: Apache-2.0
// One packet on its way, hop by hop, by the wording of the documentation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/net/packet.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"
#include "tests/oracle/planted_fault.hpp"
#include "tests/oracle/simulated_filters.hpp"
#include "tests/oracle/simulated_routes.hpp"

namespace halfopen::oracle {

/// Ordered: of several findings about one packet the highest counts.
enum class LegOutcome : std::uint8_t { allow, unknown, deny, no_route };

/// "allow", "unknown", "deny" or "no-route".
std::string to_string(LegOutcome outcome);

struct SimulatedLeg {
  LegOutcome outcome = LegOutcome::allow;
  std::string decided_by;          ///< ACL/DIRECTION/RULE, sg-…/DIRECTION or rtb-…/CIDR
  std::vector<std::string> trace;  ///< every hop and filter, for a person
};

/// Where a packet starts or ends: in a loaded subnet, or outside all of them (null).
struct Host {
  const Subnet* subnet = nullptr;
  IpAddress address;
};

/// How a packet got from one end to the other.
enum class Way : std::uint8_t {
  none,         ///< it did not
  same_subnet,  ///< over no edge
  edges,        ///< the sender's VPC has no route table: only subnet edges are known
  local,
  internet,
  egress_only,
  nat,
  vpn,
  peering,
  transit,
};

struct JourneyOptions {
  std::uint16_t nat_port = 1024;  ///< the port that a NAT gateway picks
  PlantedFault fault = PlantedFault::none;
  std::size_t pick = 0;  ///< which subnet of a far attachment, where none is in the sender's zone
};

/// Forwards one packet. Finds out everything about it, also behind a filter that denies: no way
/// beats a denial, and a denial beats what is not known.
class Journey {
 public:
  Journey(const SnapshotDraft& draft, const JourneyOptions& options)
      : draft_(draft), options_(options) {}

  /// The request of a connection, security groups included.
  void request(const Host& client, const Host& server, const Packet& packet);

  /// The reply to it. Security groups remember the request and let it pass.
  void reply(const Journey& request, const Host& server, const Host& client, const Packet& packet);

  const SimulatedLeg& leg() const { return leg_; }
  Way way() const { return way_; }
  const NatGateway* nat() const { return nat_; }
  std::size_t most_picks() const { return most_picks_; }

 private:
  // Findings.
  void note(LegOutcome outcome, const std::string& text);
  void cross(const Subnet& subnet, Direction direction, const Packet& packet);
  void group(const Host& host, Direction direction, const Packet& packet);
  bool no_way(const std::string& text);

  // The ways of a packet that starts in a loaded subnet. `back`: the request that it answers.
  void leave(const Host& from, const Host& to, const Packet& packet, const Journey* back);
  void follow(const ChosenRoute& chosen, const Host& from, const Host& to, const Packet& packet,
              const Journey* back);
  void deliver(Way way, const Host& from, const Host& to, const Packet& packet);
  void go_local(const ChosenRoute& chosen, const Host& from, const Host& to, const Packet& packet);
  void go_internet(const ChosenRoute& chosen, const Host& from, const Host& to,
                   const Packet& packet, const Journey* back);
  void go_egress_only(const ChosenRoute& chosen, const Host& from, const Host& to,
                      const Packet& packet, const Journey* back);
  void go_vpn(const ChosenRoute& chosen, const Host& from, const Host& to, const Packet& packet);
  void go_peering(const ChosenRoute& chosen, const Host& from, const Host& to,
                  const Packet& packet);
  void go_nat(const ChosenRoute& chosen, const Host& from, const Host& to, const Packet& packet,
              const Journey* back);
  void through_nat(const NatGateway& gateway, const Host& from, const Host& to,
                   const Packet& packet);
  bool nat_serves(const NatGateway& gateway, const Host& from, const Host& to, const Packet& packet,
                  const std::string& text);

  // A transit gateway.
  void go_transit(const ChosenRoute& chosen, const Host& from, const Host& to,
                  const Packet& packet);
  const Subnet* near_subnet(const TransitGatewayAttachment& attachment, const Subnet& sender) const;
  void through_transit(const TransitGatewayAttachment& near, const std::string& zone,
                       const Host& to, const Packet& packet);
  void out_of_transit(const TransitGatewayAttachment& far, const std::string& zone, const Host& to,
                      const Packet& packet, const std::string& text);
  bool stands_in(const Vpc& vpc, const Host& host) const;
  const Subnet* far_subnet(const TransitGatewayAttachment& far, const std::string& zone);
  const TransitGatewayAttachment* attachment_of(const std::string& gateway,
                                                const std::string& vpc) const;
  const TransitGatewayAttachment* attachment(const std::string& id) const;

  // A packet from outside to a loaded subnet.
  void enter(const Host& from, const Host& to, const Packet& packet);
  void enter_by_internet(const Host& from, const Host& to, const Packet& packet);
  void enter_by_route(const ChosenRoute& chosen, const Host& from, const Host& to,
                      const Packet& packet);
  void enter_by_transit(const ChosenRoute& chosen, const Host& from, const Host& to,
                        const Packet& packet);
  void come_back(const Journey& request, const Host& server, const Host& client,
                 const Packet& packet);
  void come_back_through_nat(const Journey& request, const Host& client, const Packet& packet);

  bool has_public_address(const Host& host) const;
  bool internet_reaches(const Host& to, const Journey* back) const;
  bool peering_leads(const std::string& id, const std::string& vpc, const Host& to) const;

  const SnapshotDraft& draft_;
  JourneyOptions options_;
  SimulatedLeg leg_;
  Way way_ = Way::none;
  bool lost_ = false;  ///< beyond what the contract covers: nothing that follows counts
  const NatGateway* nat_ = nullptr;
  std::size_t most_picks_ = 1;
};

}  // namespace halfopen::oracle
