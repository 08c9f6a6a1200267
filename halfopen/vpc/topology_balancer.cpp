// SPDX-License-Identifier: Apache-2.0
// Where load balancers stand, and what stands behind them.
#include <algorithm>
#include <utility>

#include "halfopen/vpc/topology.hpp"

namespace halfopen {
namespace {

/// How the interfaces of a load balancer are described: "ELB app/NAME/HASH", as in its ARN, or
/// "ELB NAME" (Elastic Load Balancing guides, network interfaces of load balancers).
std::string description_of(const LoadBalancer& balancer) {
  constexpr std::string_view kPart = ":loadbalancer/";
  const std::size_t part = balancer.id.find(kPart);
  if (part != std::string::npos) return "ELB " + balancer.id.substr(part + kPart.size());
  return "ELB " + balancer.name;
}

/// Addresses of hosts: without the first four and the last of a block, which are reserved
/// (VPC User Guide, subnet sizing).
AddressSet without_reserved(AddressSet set, std::span<const CidrBlock> blocks) {
  for (const CidrBlock& block : blocks) {
    if (block.family() != set.family || block.last() - block.first() < 8) continue;
    IntervalSet<AddressBits> reserved;
    reserved.append(block.first(), block.first() + 3);
    reserved.append(block.last(), block.last());
    set.bits = set.bits - reserved;
  }
  return set;
}

/// What the load balancer's kind and scheme say of an interface that is not loaded.
HostClass host_of(const LoadBalancer& balancer) {
  HostClass host;
  host.has_interface = true;
  host.has_public = balancer.internet_facing;
  host.denies_internet = !balancer.internet_facing;
  return host;
}

LoadBalancerNode empty_node(std::uint32_t subnet) {
  LoadBalancerNode node;
  node.subnet = subnet;
  for (const IpFamily family : kIpFamilies) node.addresses[family_index(family)].family = family;
  return node;
}

}  // namespace

LoadBalancerNode Topology::node_of(const LoadBalancer& balancer, const NetworkInterface& interface,
                                   std::uint32_t subnet) const {
  LoadBalancerNode node = empty_node(subnet);
  node.known = true;
  for (const NetworkInterface::Address& address : interface.addresses) {
    AddressSet& set = node.addresses[family_index(address.address.family())];
    if (set.empty()) set.bits.append(address.address.bits(), address.address.bits());
  }
  const AddressSet& own = node.of(node.of(IpFamily::v4).empty() ? IpFamily::v6 : IpFamily::v4);
  if (!own.empty()) node.host = host(subnet, own.first());
  node.host.has_interface = true;
  node.host.has_public = node.host.has_public || balancer.internet_facing;
  return node;
}

LoadBalancerNode Topology::node_of(const LoadBalancer& balancer,
                                   const LoadBalancer::Node& described, std::uint32_t subnet,
                                   const Subnet& blocks) const {
  LoadBalancerNode node = empty_node(subnet);
  node.host = host_of(balancer);
  for (const IpAddress& address : described.addresses) {
    AddressSet& set = node.addresses[family_index(address.family())];
    // Public addresses stand in the same list; a node's own lies in its subnet.
    if (!set.empty() || !blocks.addresses(set.family).bits.contains(address.bits())) continue;
    set.bits.append(address.bits(), address.bits());
    node.known = true;
  }
  if (node.known) return node;
  node.addresses[family_index(IpFamily::v4)] =
      without_reserved(hosts_[subnet][0].of(IpFamily::v4), blocks.cidrs);
  return node;
}

std::vector<LoadBalancerNode> Topology::nodes_of(const LoadBalancer& balancer,
                                                 std::span<const Subnet> subnets) const {
  std::vector<LoadBalancerNode> nodes;
  const std::string description = description_of(balancer);
  for (const NetworkInterface& interface : objects_.interfaces) {
    const auto subnet = subnets_.find(interface.subnet_id);
    const bool own = interface.description == description && subnet != subnets_.end() &&
                     (interface.vpc_id == balancer.vpc_id || balancer.vpc_id.empty() ||
                      interface.vpc_id.empty());
    if (own) nodes.push_back(node_of(balancer, interface, subnet->second));
  }
  for (const LoadBalancer::Node& described : balancer.nodes) {
    const auto subnet = subnets_.find(described.subnet_id);
    if (subnet == subnets_.end()) continue;
    bool seen = false;
    for (LoadBalancerNode& node : nodes) {
      if (node.subnet != subnet->second) continue;
      node.zone = described.zone;
      seen = true;
    }
    if (seen) continue;
    nodes.push_back(node_of(balancer, described, subnet->second, subnets[subnet->second]));
    nodes.back().zone = described.zone;
  }
  for (LoadBalancerNode& node : nodes) {
    if (node.zone.empty()) node.zone = subnets[node.subnet].zone;
  }
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](const LoadBalancerNode& a, const LoadBalancerNode& b) {
                     return std::pair(std::string_view(a.zone), a.subnet) <
                            std::pair(std::string_view(b.zone), b.subnet);
                   });
  return nodes;
}

/// Instances list their primary interface first (EC2 API, Instance).
void Topology::index_instances() {
  Index interfaces;
  for (std::uint32_t i = 0; i < objects_.interfaces.size(); ++i) {
    interfaces.try_emplace(objects_.interfaces[i].id, i);
  }
  for (const Instance& instance : objects_.instances) {
    if (instance.interface_ids.empty()) continue;
    const auto first = interfaces.find(instance.interface_ids.front());
    if (first != interfaces.end()) instance_interfaces_.try_emplace(instance.id, first->second);
  }
  for (std::uint32_t i = 0; i < objects_.interfaces.size(); ++i) {
    const std::string& instance = objects_.interfaces[i].instance_id;
    if (!instance.empty()) instance_interfaces_.try_emplace(instance, i);
  }
}

void Topology::place_balancers(std::span<const Subnet> subnets) {
  const auto count = static_cast<std::uint32_t>(objects_.load_balancers.size());
  balancer_nodes_.resize(count);
  if (count == 0) return;
  for (std::uint32_t i = 0; i < objects_.target_groups.size(); ++i) {
    target_groups_.try_emplace(objects_.target_groups[i].id, i);
  }
  index_instances();
  const GroupSetBuilder builder(objects_, loaded_);
  for (std::uint32_t i = 0; i < count; ++i) {
    const LoadBalancer& balancer = objects_.load_balancers[i];
    balancers_.try_emplace(balancer.id, i);
    balancer_nodes_[i] = nodes_of(balancer, subnets);
    std::optional<std::uint32_t> own;
    for (std::uint32_t n = 0; n < balancer_nodes_[i].size(); ++n) {
      LoadBalancerNode& node = balancer_nodes_[i][n];
      const bool guarded = !objects_.security_groups.empty() && !balancer.group_ids.empty();
      if (!node.host.groups && guarded) {
        if (!own) {
          own = static_cast<std::uint32_t>(group_sets_.size());
          group_sets_.push_back(builder.build(balancer.group_ids, balancer.vpc_id));
        }
        node.host.groups = own;
      }
      for (const IpFamily family : kIpFamilies) {
        if (!node.known || node.of(family).empty()) continue;
        node_numbers_.try_emplace({node.subnet, node.of(family).first()}, NodeNumber{i, n});
      }
    }
  }
  for (std::uint32_t i = 0; i < count; ++i) look_behind(i);
}

/// Builds the groups that name one of the load balancer's once more, as its targets ask them.
void Topology::look_behind(std::uint32_t number) {
  const LoadBalancer& balancer = objects_.load_balancers[number];
  const auto is_own = [&](const SecurityGroupRule& rule) {
    return !rule.group.empty() && std::find(balancer.group_ids.begin(), balancer.group_ids.end(),
                                            rule.group) != balancer.group_ids.end();
  };
  std::vector<std::string_view> naming;
  for (const SecurityGroup& group : objects_.security_groups) {
    if (std::any_of(group.rules.begin(), group.rules.end(), is_own)) naming.push_back(group.id);
  }
  if (naming.empty()) return;
  GroupSetBuilder builder(objects_, loaded_);
  builder.admit_all(balancer.group_ids, balancer.vpc_id);
  const auto known = static_cast<std::uint32_t>(group_sets_.size());
  for (std::uint32_t i = 0; i < known; ++i) {
    const auto ids = group_sets_[i].group_ids();
    const bool names = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
      return std::find(naming.begin(), naming.end(), id) != naming.end();
    });
    if (!names) continue;
    groups_behind_.try_emplace({number, i}, static_cast<std::uint32_t>(group_sets_.size()));
    std::vector<std::string> copy(ids.begin(), ids.end());
    const std::string vpc = group_sets_[i].rules().vpc_id();
    group_sets_.push_back(builder.build(std::move(copy), vpc));
  }
}

std::optional<std::uint32_t> Topology::load_balancer(std::string_view id) const {
  const auto found = balancers_.find(id);
  return found == balancers_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Topology::NodeNumber> Topology::node_at(std::uint32_t subnet,
                                                      const IpAddress& address) const {
  const auto found = node_numbers_.find({subnet, address});
  return found == node_numbers_.end() ? std::nullopt : std::optional(found->second);
}

AddressSet Topology::node_addresses(std::uint32_t subnet, IpFamily family) const {
  AddressSet set{family, {}};
  for (auto node = node_numbers_.lower_bound({subnet, IpAddress()}); node != node_numbers_.end();
       ++node) {
    if (node->first.first != subnet) break;
    const IpAddress& address = node->first.second;
    if (address.family() == family) set.bits.append(address.bits(), address.bits());
  }
  return set;
}

std::uint32_t Topology::groups_behind(std::uint32_t balancer, std::uint32_t groups) const {
  const auto found = groups_behind_.find({balancer, groups});
  return found == groups_behind_.end() ? groups : found->second;
}

const TargetGroup* Topology::target_group(std::string_view id) const {
  return find(target_groups_, objects_.target_groups, id);
}

const NetworkInterface* Topology::interface_of(std::string_view instance) const {
  return find(instance_interfaces_, objects_.interfaces, instance);
}

}  // namespace halfopen
