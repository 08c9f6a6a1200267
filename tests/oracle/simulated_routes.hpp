// SPDX-License-Identifier: Apache-2.0
// Where one packet goes next, straight from the wording: longest prefix over plain lists.
#pragma once

#include <string>
#include <vector>

#include "halfopen/vpc/snapshot_draft.hpp"
#include "tests/oracle/planted_fault.hpp"

namespace halfopen::oracle {

/// The leading bits of the address are those of the block.
bool in_block(const CidrBlock& block, const IpAddress& address);
bool in_any_block(const std::vector<CidrBlock>& blocks, const IpAddress& address);

/// RFC 1918, 100.64.0.0/10 and link-local addresses; in IPv6 unique local and link-local ones.
bool is_private(const IpAddress& address);

/// True if the transit gateway is loaded and not in service.
bool gateway_is_down(const SnapshotDraft& draft, const std::string& id);

/// The loaded VPC with this id, or the first that holds the address; null if there is none.
const Vpc* find_vpc(const SnapshotDraft& draft, const std::string& id);
const Vpc* vpc_holding(const SnapshotDraft& draft, const IpAddress& address);

/// The subnet with this id, or the one of a VPC that holds the address; null if there is none.
const Subnet* find_subnet(const SnapshotDraft& draft, const std::string& id);
const Subnet* subnet_holding(const SnapshotDraft& draft, const std::string& vpc_id,
                             const IpAddress& address);

/// A public address in no loaded subnet or VPC.
bool is_internet(const SnapshotDraft& draft, const IpAddress& address);

/// A gateway of this kind, with this id (empty: any), is attached to the VPC.
bool is_attached(const SnapshotDraft& draft, Gateway::Kind kind, const std::string& id,
                 const std::string& vpc_id);

/// Some route table of the VPC is loaded.
bool has_route_tables(const SnapshotDraft& draft, const std::string& vpc_id);

/// What a subnet's route table says about an address.
struct ChosenRoute {
  bool known = true;             ///< false: the table, or a prefix list in it, is not loaded
  const Route* route = nullptr;  ///< null: no route matches
  std::string text;              ///< rtb-…/CIDR, or rtb-…/* without a route

  bool leads() const { return route != nullptr && !route->blackhole; }
};
ChosenRoute choose_route(const SnapshotDraft& draft, const Subnet& subnet, const IpAddress& address,
                         PlantedFault fault);

/// What the route table of a transit gateway's attachment says about an address.
struct ChosenTransitRoute {
  bool known = true;
  const TransitGatewayRoute* route = nullptr;
  std::string text;
};
ChosenTransitRoute choose_transit_route(const SnapshotDraft& draft,
                                        const TransitGatewayAttachment& attachment,
                                        const IpAddress& address, PlantedFault fault);

}  // namespace halfopen::oracle
