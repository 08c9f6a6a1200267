// SPDX-License-Identifier: Apache-2.0
// How the objects of an account hang together: who stands at an address, which table routes a
// subnet, which gateway is attached to what.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/net/address_set.hpp"
#include "halfopen/vpc/cloud_objects.hpp"
#include "halfopen/vpc/group_set.hpp"
#include "halfopen/vpc/route_lookup.hpp"
#include "halfopen/vpc/subnet.hpp"
#include "halfopen/vpc/vpc.hpp"

namespace halfopen {

/// Addresses of one subnet that nothing tells apart but the other end: the same security groups,
/// and the same fate at an internet gateway.
struct HostClass {
  bool has_interface = false;           ///< false: the free addresses of the subnet
  std::optional<std::uint32_t> groups;  ///< into Topology::group_sets(); none: nothing is judged
  bool has_public = false;              ///< IPv4: an internet gateway can translate
  bool denies_internet = false;         ///< DenyAllIgwTraffic
  bool is_gateway =
      false;  ///< of a NAT gateway, a transit gateway and the like: no host of its own
  std::array<AddressSet, 2> addresses;  ///< by family

  const AddressSet& of(IpFamily family) const {
    return addresses[static_cast<std::size_t>(family)];
  }
};

/// Where a load balancer stands in one subnet: there its listeners answer, and from there it goes
/// on to its targets.
struct LoadBalancerNode {
  std::uint32_t subnet = 0;
  std::string zone;    ///< may be empty
  bool known = false;  ///< false: it has one of `addresses`, and nobody knows which
  std::array<AddressSet, 2> addresses;  ///< by family
  HostClass host;                       ///< with the load balancer's security groups

  const AddressSet& of(IpFamily family) const {
    return addresses[static_cast<std::size_t>(family)];
  }
};

/// Immutable. Everything is an index into the lists of objects(), or of the snapshot's subnets.
class Topology {
 public:
  using VpcNumber = std::uint32_t;  ///< VPCs by id, loaded or not

  Topology(CloudObjects objects, std::span<const Vpc> vpcs, std::span<const Subnet> subnets);
  Topology(const Topology&) = delete;  // group sets and hosts refer to the objects
  Topology& operator=(const Topology&) = delete;

  const CloudObjects& objects() const { return objects_; }

  VpcNumber vpc_of(std::uint32_t subnet) const { return vpc_of_subnet_[subnet]; }
  std::optional<VpcNumber> vpc_number(std::string_view id) const;
  const std::string& vpc_id(VpcNumber vpc) const { return vpc_ids_[vpc]; }
  /// The blocks of a VPC, and of its loaded subnets; empty if none is known.
  const AddressSet& blocks(VpcNumber vpc, IpFamily family) const {
    return blocks_[vpc][static_cast<std::size_t>(family)];
  }

  /// The blocks of all loaded VPCs.
  const AddressSet& loaded(IpFamily family) const {
    return loaded_[static_cast<std::size_t>(family)];
  }

  std::span<const GroupSet> group_sets() const { return group_sets_; }

  /// The hosts of a subnet; the first class are its free addresses.
  std::span<const HostClass> hosts(std::uint32_t subnet) const { return hosts_[subnet]; }
  const HostClass& host(std::uint32_t subnet, const IpAddress& address) const;
  /// The addresses of the subnet's hosts: those with an interface that is no gateway's. Empty if
  /// none is loaded, or if a host has an address that is not known.
  AddressSet host_addresses(std::uint32_t subnet, IpFamily family) const;
  /// The interface at an address of the subnet; none: nothing is loaded there.
  const NetworkInterface* interface_at(std::uint32_t subnet, const IpAddress& address) const;
  /// What an internet gateway puts in the place of a private address.
  std::optional<IpAddress> public_address(std::uint32_t subnet, const IpAddress& address) const;

  /// The nodes of objects().load_balancers[balancer], by subnet. Empty if none of its subnets is
  /// loaded.
  std::span<const LoadBalancerNode> nodes(std::uint32_t balancer) const {
    return balancer_nodes_[balancer];
  }
  /// The load balancer with this ARN, or the Classic one with this name.
  std::optional<std::uint32_t> load_balancer(std::string_view id) const;
  struct NodeNumber {
    std::uint32_t balancer;
    std::uint32_t node;  ///< into nodes(balancer)
  };
  /// The node that is known to have this address of the subnet.
  std::optional<NodeNumber> node_at(std::uint32_t subnet, const IpAddress& address) const;
  /// All addresses of the subnet that nodes are known to have.
  AddressSet node_addresses(std::uint32_t subnet, IpFamily family) const;
  /// Security groups as they look at what comes through a load balancer: a rule that names one of
  /// the balancer's own groups lets all of it in, whoever the client is and whichever address the
  /// node has (User Guide for Network Load Balancers, security groups).
  std::uint32_t groups_behind(std::uint32_t balancer, std::uint32_t groups) const;
  const TargetGroup* target_group(std::string_view id) const;
  /// The primary interface of an instance.
  const NetworkInterface* interface_of(std::string_view instance) const;

  /// Who has this public address, and under which address its subnet knows it.
  struct Owner {
    std::uint32_t subnet;
    IpAddress address;
  };
  std::optional<Owner> owner_of_public(const IpAddress& address) const;

  /// True if some route table of the VPC is loaded.
  bool has_routes(VpcNumber vpc) const { return has_routes_[vpc]; }
  /// The table that routes a subnet: its own, or the VPC's main one.
  std::optional<std::uint32_t> table_of(std::uint32_t subnet) const { return table_of_[subnet]; }
  const RouteLookup& lookup(std::uint32_t table) const { return lookups_[table]; }
  /// What of a table is not known: routes to prefix lists whose entries are not loaded, and routes
  /// that could not be read.
  struct TableDoubt {
    std::vector<std::string> prefix_lists;
    bool unreadable = false;
  };
  const TableDoubt& doubt(std::uint32_t table) const { return doubts_[table]; }
  /// The table for what enters the VPC through a gateway, if one is associated.
  std::optional<std::uint32_t> edge_table(std::string_view gateway_id) const;

  const Gateway* gateway(std::string_view id) const;
  /// The internet gateway of a VPC; several cannot be attached.
  const Gateway* internet_gateway(VpcNumber vpc) const;
  const NatGateway* nat_gateway(std::string_view id) const;
  const VpcPeering* peering(std::string_view id) const;
  const VpcEndpoint* endpoint(std::string_view id) const;
  const TransitGateway* transit_gateway(std::string_view id) const;
  const TransitGatewayAttachment* attachment(std::string_view id) const;
  /// The attachment of a VPC to a transit gateway.
  const TransitGatewayAttachment* attachment_of(std::string_view gateway_id, VpcNumber vpc) const;
  std::optional<std::uint32_t> transit_table(std::string_view id) const;
  const RouteLookup& transit_lookup(std::uint32_t table) const { return transit_lookups_[table]; }
  std::optional<std::uint32_t> subnet(std::string_view id) const;
  PublicAccess public_access(std::uint32_t subnet) const;

 private:
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  using Index = std::unordered_map<std::string, std::uint32_t, IdHash, std::equal_to<>>;

  /// A stretch of a subnet's addresses behind one interface.
  struct HostRange {
    AddressBits first;
    AddressBits last;
    std::uint32_t host_class;
    std::uint32_t interface;
  };

  VpcNumber number(const std::string& id);
  void number_vpcs(std::span<const Vpc> vpcs, std::span<const Subnet> subnets);
  void index_objects();
  void place_hosts(std::span<const Subnet> subnets);
  void bind_tables(std::span<const Subnet> subnets);
  void add_routes(const RouteTable& table);
  void add_transit_routes(std::uint32_t table);
  // topology_balancer.cpp
  void place_balancers(std::span<const Subnet> subnets);
  void index_instances();
  std::vector<LoadBalancerNode> nodes_of(const LoadBalancer& balancer,
                                         std::span<const Subnet> subnets) const;
  LoadBalancerNode node_of(const LoadBalancer& balancer, const NetworkInterface& interface,
                           std::uint32_t subnet) const;
  LoadBalancerNode node_of(const LoadBalancer& balancer, const LoadBalancer::Node& described,
                           std::uint32_t subnet, const Subnet& blocks) const;
  void look_behind(std::uint32_t balancer);
  const HostRange* range_at(std::uint32_t subnet, const IpAddress& address) const;
  template <class T>
  const T* find(const Index& index, const std::vector<T>& objects, std::string_view id) const {
    const auto found = index.find(id);
    return found == index.end() ? nullptr : &objects[found->second];
  }

  CloudObjects objects_;
  std::vector<std::string> vpc_ids_;
  Index vpc_numbers_;
  std::vector<VpcNumber> vpc_of_subnet_;
  std::vector<std::string> subnet_ids_;
  Index subnets_;
  std::vector<std::array<AddressSet, 2>> blocks_;
  std::array<AddressSet, 2> loaded_;
  std::vector<GroupSet> group_sets_;
  std::vector<std::vector<HostClass>> hosts_;
  std::vector<std::array<std::vector<HostRange>, 2>> ranges_;  ///< by subnet and family, ascending
  std::vector<bool> has_unplaced_;  ///< by subnet: some host has an address that is not known
  std::map<IpAddress, Owner> owners_of_public_;
  std::vector<std::vector<LoadBalancerNode>> balancer_nodes_;
  std::map<std::pair<std::uint32_t, IpAddress>, NodeNumber> node_numbers_;  ///< by subnet
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> groups_behind_;
  std::vector<bool> has_routes_;
  std::vector<std::optional<std::uint32_t>> table_of_;
  std::vector<RouteLookup> lookups_;
  std::vector<TableDoubt> doubts_;
  std::vector<RouteLookup> transit_lookups_;
  Index gateways_, nat_gateways_, peerings_, endpoints_, attachments_, transit_tables_,
      prefix_lists_;
  Index edge_tables_;
  Index transit_gateways_, balancers_, target_groups_, instance_interfaces_;
  std::vector<const Gateway*> internet_gateways_;  ///< by VPC
};

}  // namespace halfopen
