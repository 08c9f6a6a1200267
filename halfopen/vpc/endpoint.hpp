// SPDX-License-Identifier: Apache-2.0
// What a question means by "from here" and "to there".
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Where an end stands, as far as filters care.
struct Location {
  enum class Kind : std::uint8_t {
    outside,        ///< a host in no loaded subnet: no loaded filter guards it
    subnet,         ///< in Snapshot::subnets()[index]
    acl,            ///< in some subnet, not loaded, that Snapshot::acls()[index] guards
    load_balancer,  ///< the nodes of CloudObjects::load_balancers[index], in their subnets
  };
  Kind kind = Kind::outside;
  std::uint32_t index = 0;

  friend auto operator<=>(const Location&, const Location&) = default;
};

/// One end of a connection: hosts that stand in one place and are asked about together.
struct Endpoint {
  std::string label;  ///< as the user wrote it
  Location location;
  AddressSet addresses;          ///< of one family; every address if they are not known
  bool single = false;           ///< the user named one address
  bool addresses_known = true;   ///< false where only the ACL's id is known
  bool family_implied = false;   ///< an ACL's end in IPv6 although the ACL says nothing of IPv6
  std::uint32_t candidates = 1;  ///< how many subnets hold the address (overlapping VPCs)
  bool hosts_only = false;       ///< the free addresses of the subnet are left out
  bool by_public = false;        ///< named by its public address, which only the internet can use
};

/// An end that is a load balancer as its nodes' subnets; any other end as it is.
std::vector<Endpoint> without_balancers(const Snapshot& snapshot,
                                        const std::vector<Endpoint>& ends);

/// The hosts of one place, under its id: an endpoint for each family.
std::vector<Endpoint> endpoints_of(const Snapshot& snapshot, const Location& place);

/// Public addresses that are neither in a loaded VPC nor in a loaded subnet, by family.
std::vector<Endpoint> internet_endpoints(const Snapshot& snapshot);

/// Reads WHERE: an address (also the public one of a loaded interface), a CIDR block, `internet`,
/// ADDRESS@SUBNET or ADDRESS@VPC where blocks overlap, or the id or name of a subnet, instance,
/// network interface or network ACL, or the name, ARN or DNS name of a load balancer. Where network
/// interfaces of a subnet are loaded, a set of its addresses means its hosts. One endpoint for each
/// family and each place that the hosts stand in: a block that spans subnets falls apart into them
/// and the rest, which stands outside. Never empty on success.
Result<std::vector<Endpoint>> resolve_where(const Snapshot& snapshot, std::string_view where);

}  // namespace halfopen
