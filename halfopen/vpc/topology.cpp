// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/topology.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace halfopen {
namespace {

/// The local route wins over propagated ones, even more specific ones (Site-to-Site VPN User Guide,
/// route tables and route priority), and over entries of prefix lists within the VPC's blocks (VPC
/// User Guide, route priority for prefix lists).
bool is_local(const RouteTable& table, const CidrBlock& block) {
  return std::any_of(table.routes.begin(), table.routes.end(), [&](const Route& route) {
    return route.target == RouteTarget::local && route.destination &&
           route.destination->contains(block);
  });
}

template <class T, class Index>
void index_ids(const std::vector<T>& objects, Index& index) {
  for (std::uint32_t i = 0; i < objects.size(); ++i) index.try_emplace(objects[i].id, i);
}

/// Interfaces that carry other hosts' packets. The API writes some kinds in two ways.
bool is_gateway_kind(std::string_view kind) {
  return kind == "nat_gateway" || kind == "natGateway" || kind == "transit_gateway" ||
         kind == "gateway_load_balancer" || kind == "gateway_load_balancer_endpoint";
}

/// Static routes win over propagated ones, and blocks over prefix lists (Amazon VPC User Guide,
/// route priority).
std::uint8_t rank_of(bool by_list, bool propagated) {
  return static_cast<std::uint8_t>((by_list ? 1 : 0) + (propagated ? 2 : 0));
}

}  // namespace

Topology::Topology(CloudObjects objects, std::span<const Vpc> vpcs, std::span<const Subnet> subnets)
    : objects_(std::move(objects)) {
  number_vpcs(vpcs, subnets);
  index_objects();
  place_hosts(subnets);
  place_balancers(subnets);
  bind_tables(subnets);
}

Topology::VpcNumber Topology::number(const std::string& id) {
  const auto [known, is_new] =
      vpc_numbers_.try_emplace(id, static_cast<VpcNumber>(vpc_ids_.size()));
  if (is_new) {
    vpc_ids_.push_back(id);
    blocks_.push_back({AddressSet{IpFamily::v4, {}}, AddressSet{IpFamily::v6, {}}});
  }
  return known->second;
}

void Topology::number_vpcs(std::span<const Vpc> vpcs, std::span<const Subnet> subnets) {
  const auto add = [this](VpcNumber vpc, std::span<const CidrBlock> cidrs) {
    for (const CidrBlock& block : cidrs) {
      AddressSet& set = blocks_[vpc][family_index(block.family())];
      set.bits = set.bits | AddressSet::of(block).bits;
    }
  };
  for (const Vpc& vpc : vpcs) add(number(vpc.id), vpc.cidrs);
  // A VPC that is not loaded has at least the blocks of its subnets.
  const std::size_t loaded = vpc_ids_.size();
  for (std::uint32_t i = 0; i < subnets.size(); ++i) {
    const VpcNumber vpc = number(subnets[i].vpc_id);
    vpc_of_subnet_.push_back(vpc);
    subnet_ids_.push_back(subnets[i].id);
    subnets_.try_emplace(subnets[i].id, i);
    if (vpc >= loaded) add(vpc, subnets[i].cidrs);
  }
}

void Topology::index_objects() {
  index_ids(objects_.gateways, gateways_);
  index_ids(objects_.nat_gateways, nat_gateways_);
  index_ids(objects_.peerings, peerings_);
  index_ids(objects_.endpoints, endpoints_);
  index_ids(objects_.attachments, attachments_);
  index_ids(objects_.transit_gateways, transit_gateways_);
  index_ids(objects_.transit_route_tables, transit_tables_);
  index_ids(objects_.prefix_lists, prefix_lists_);
  internet_gateways_.assign(vpc_ids_.size(), nullptr);
  for (const Gateway& gateway : objects_.gateways) {
    if (gateway.kind != Gateway::Kind::internet) continue;
    for (const std::string& vpc : gateway.vpc_ids) {
      const auto known = vpc_numbers_.find(vpc);
      if (known != vpc_numbers_.end()) internet_gateways_[known->second] = &gateway;
    }
  }
}

void Topology::place_hosts(std::span<const Subnet> subnets) {
  loaded_ = {AddressSet{IpFamily::v4, {}}, AddressSet{IpFamily::v6, {}}};
  for (const auto& blocks : blocks_) {
    for (const IpFamily family : kIpFamilies) {
      loaded_[family_index(family)].bits =
          loaded_[family_index(family)].bits | blocks[family_index(family)].bits;
    }
  }
  const GroupSetBuilder builder(objects_, loaded_);
  hosts_.resize(subnets.size());
  ranges_.resize(subnets.size());
  has_unplaced_.assign(subnets.size(), false);
  std::map<std::pair<std::string, std::vector<std::string>>, std::uint32_t> sets;
  using Key = std::tuple<std::int64_t, bool, bool, bool>;
  std::vector<std::map<Key, std::uint32_t>> classes(subnets.size());
  for (auto& hosts : hosts_) hosts.emplace_back();
  const bool groups_loaded = !objects_.security_groups.empty();
  for (std::uint32_t i = 0; i < objects_.interfaces.size(); ++i) {
    const NetworkInterface& interface = objects_.interfaces[i];
    const auto subnet = subnets_.find(interface.subnet_id);
    if (subnet == subnets_.end()) continue;
    if (!interface.addresses_known) has_unplaced_[subnet->second] = true;
    std::optional<std::uint32_t> groups;
    if (groups_loaded && !interface.group_ids.empty()) {
      std::vector<std::string> ids = interface.group_ids;
      std::sort(ids.begin(), ids.end());
      ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
      const std::string& vpc = vpc_ids_[vpc_of_subnet_[subnet->second]];
      const auto [known, is_new] =
          sets.try_emplace({vpc, ids}, static_cast<std::uint32_t>(group_sets_.size()));
      if (is_new) group_sets_.push_back(builder.build(std::move(ids), vpc));
      groups = known->second;
    }
    const auto add = [&](AddressBits first, AddressBits last, IpFamily family, bool is_public) {
      const Key key{groups ? std::int64_t{*groups} : -1, is_public, interface.deny_internet_gateway,
                    is_gateway_kind(interface.kind)};
      auto& hosts = hosts_[subnet->second];
      const auto [known, is_new] =
          classes[subnet->second].try_emplace(key, static_cast<std::uint32_t>(hosts.size()));
      if (is_new) {
        HostClass host;
        host.has_interface = true;
        host.groups = groups;
        host.has_public = is_public;
        host.denies_internet = interface.deny_internet_gateway;
        host.is_gateway = is_gateway_kind(interface.kind);
        hosts.push_back(std::move(host));
      }
      ranges_[subnet->second][family_index(family)].push_back({first, last, known->second, i});
    };
    for (const NetworkInterface::Address& address : interface.addresses) {
      const IpAddress& ip = address.address;
      add(ip.bits(), ip.bits(), ip.family(),
          address.public_ip.has_value() || address.may_be_public);
      if (address.public_ip)
        owners_of_public_.try_emplace(*address.public_ip, Owner{subnet->second, ip});
    }
    for (const CidrBlock& block : interface.prefixes) {
      add(block.first(), block.last(), block.family(), false);
    }
  }
  for (std::uint32_t subnet = 0; subnet < subnets.size(); ++subnet) {
    auto& hosts = hosts_[subnet];
    for (HostClass& host : hosts) {
      for (const IpFamily family : kIpFamilies)
        host.addresses[family_index(family)].family = family;
    }
    for (const IpFamily family : kIpFamilies) {
      auto& ranges = ranges_[subnet][family_index(family)];
      std::stable_sort(ranges.begin(), ranges.end(),
                       [](const HostRange& a, const HostRange& b) { return a.first < b.first; });
      // One address has one interface; of overlapping stretches the first counts.
      std::vector<HostRange> kept;
      IntervalSet<AddressBits> taken;
      for (const HostRange& range : ranges) {
        if (!kept.empty() && range.first <= kept.back().last) continue;
        kept.push_back(range);
        hosts[range.host_class].addresses[family_index(family)].bits.append(range.first,
                                                                            range.last);
        taken.append(range.first, range.last);
      }
      ranges = std::move(kept);
      const AddressSet all = subnets[subnet].addresses(family);
      hosts[0].addresses[family_index(family)].bits = all.bits - taken;
    }
  }
}

void Topology::bind_tables(std::span<const Subnet> subnets) {
  has_routes_.assign(vpc_ids_.size(), false);
  table_of_.assign(subnets.size(), std::nullopt);
  std::map<VpcNumber, std::uint32_t> main_tables;
  std::unordered_map<std::string_view, std::uint32_t> own_tables;
  std::set<VpcNumber> doubtful;  // some association could not be read: no subnet is without one
  for (std::uint32_t i = 0; i < objects_.route_tables.size(); ++i) {
    const RouteTable& table = objects_.route_tables[i];
    const auto vpc = vpc_numbers_.find(table.vpc_id);
    if (vpc != vpc_numbers_.end() && !table.routes_known) {
      if (table.main) main_tables.try_emplace(vpc->second, i);
    } else if (vpc != vpc_numbers_.end()) {
      has_routes_[vpc->second] = true;
      if (table.main) main_tables.try_emplace(vpc->second, i);
      if (!table.associations_known) doubtful.insert(vpc->second);
    }
    for (const std::string& subnet : table.subnet_ids) own_tables.try_emplace(subnet, i);
    for (const std::string& gateway : table.gateway_ids) edge_tables_.try_emplace(gateway, i);
    add_routes(table);
  }
  for (std::uint32_t i = 0; i < subnets.size(); ++i) {
    const VpcNumber vpc = vpc_of_subnet_[i];
    std::optional<std::uint32_t> table;
    if (const auto own = own_tables.find(subnets[i].id); own != own_tables.end()) {
      table = own->second;
    } else if (const auto main = main_tables.find(vpc);
               main != main_tables.end() && !doubtful.contains(vpc)) {
      table = main->second;
    }
    if (!table || !objects_.route_tables[*table].routes_known) continue;
    table_of_[i] = table;
    has_routes_[vpc] = true;
  }
  for (std::uint32_t i = 0; i < objects_.transit_route_tables.size(); ++i) add_transit_routes(i);
}

void Topology::add_routes(const RouteTable& table) {
  std::vector<RouteKey> keys;
  TableDoubt doubt;
  for (std::uint32_t i = 0; i < table.routes.size(); ++i) {
    const Route& route = table.routes[i];
    if (route.destination) {
      if (route.propagated && is_local(table, *route.destination)) continue;
      keys.push_back({*route.destination, i, rank_of(false, route.propagated)});
    } else if (const auto list = prefix_lists_.find(route.prefix_list);
               list != prefix_lists_.end()) {
      for (const CidrBlock& block : objects_.prefix_lists[list->second].cidrs) {
        if (is_local(table, block)) continue;
        keys.push_back({block, i, rank_of(true, route.propagated)});
      }
      if (!objects_.prefix_lists[list->second].entries_known) {
        doubt.prefix_lists.push_back(route.prefix_list);
      }
    } else if (!route.prefix_list.empty()) {
      doubt.prefix_lists.push_back(route.prefix_list);
    } else {
      doubt.unreadable = true;
    }
  }
  doubts_.push_back(std::move(doubt));
  lookups_.emplace_back(keys);
}

void Topology::add_transit_routes(std::uint32_t index) {
  TransitGatewayRouteTable& table = objects_.transit_route_tables[index];
  for (const std::string& id : table.propagating) {
    const TransitGatewayAttachment* from = attachment(id);
    if (from == nullptr || from->kind != TransitGatewayAttachment::Kind::vpc) continue;
    const auto vpc = vpc_number(from->resource_id);
    for (const IpFamily family : kIpFamilies) {
      if (!vpc) break;
      for (const CidrBlock& block : cidr_blocks(blocks_[*vpc][family_index(family)])) {
        TransitGatewayRoute route;
        route.destination = block;
        route.attachment_ids = {id};
        route.propagated = true;
        route.origin = table.origin;
        table.routes.push_back(std::move(route));
      }
    }
  }
  std::vector<RouteKey> keys;
  for (std::uint32_t i = 0; i < table.routes.size(); ++i) {
    const TransitGatewayRoute& route = table.routes[i];
    if (route.destination) {
      keys.push_back({*route.destination, i, rank_of(false, route.propagated)});
    } else if (const auto list = prefix_lists_.find(route.prefix_list);
               list != prefix_lists_.end()) {
      for (const CidrBlock& block : objects_.prefix_lists[list->second].cidrs) {
        keys.push_back({block, i, rank_of(true, route.propagated)});
      }
    }
  }
  transit_lookups_.emplace_back(keys);
}

std::optional<Topology::VpcNumber> Topology::vpc_number(std::string_view id) const {
  const auto found = vpc_numbers_.find(id);
  return found == vpc_numbers_.end() ? std::nullopt : std::optional(found->second);
}

const Topology::HostRange* Topology::range_at(std::uint32_t subnet,
                                              const IpAddress& address) const {
  const auto& ranges = ranges_[subnet][family_index(address.family())];
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), address.bits(),
                       [](AddressBits bits, const HostRange& range) { return bits < range.first; });
  if (after == ranges.begin() || std::prev(after)->last < address.bits()) return nullptr;
  return &*std::prev(after);
}

const HostClass& Topology::host(std::uint32_t subnet, const IpAddress& address) const {
  const HostRange* range = range_at(subnet, address);
  return hosts_[subnet][range == nullptr ? 0 : range->host_class];
}

const NetworkInterface* Topology::interface_at(std::uint32_t subnet,
                                               const IpAddress& address) const {
  const HostRange* range = range_at(subnet, address);
  return range == nullptr ? nullptr : &objects_.interfaces[range->interface];
}

std::optional<IpAddress> Topology::public_address(std::uint32_t subnet,
                                                  const IpAddress& address) const {
  const NetworkInterface* interface = interface_at(subnet, address);
  if (interface == nullptr) return std::nullopt;
  for (const NetworkInterface::Address& own : interface->addresses) {
    if (own.address == address) return own.public_ip;
  }
  return std::nullopt;
}

AddressSet Topology::host_addresses(std::uint32_t subnet, IpFamily family) const {
  AddressSet set{family, {}};
  if (has_unplaced_[subnet]) return set;
  for (const HostClass& host : hosts_[subnet]) {
    if (host.has_interface && !host.is_gateway) set.bits = set.bits | host.of(family).bits;
  }
  return set;
}

std::optional<Topology::Owner> Topology::owner_of_public(const IpAddress& address) const {
  const auto found = owners_of_public_.find(address);
  return found == owners_of_public_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> Topology::edge_table(std::string_view gateway_id) const {
  const auto found = edge_tables_.find(gateway_id);
  return found == edge_tables_.end() ? std::nullopt : std::optional(found->second);
}

const Gateway* Topology::gateway(std::string_view id) const {
  return find(gateways_, objects_.gateways, id);
}

const Gateway* Topology::internet_gateway(VpcNumber vpc) const { return internet_gateways_[vpc]; }

const NatGateway* Topology::nat_gateway(std::string_view id) const {
  return find(nat_gateways_, objects_.nat_gateways, id);
}

const VpcPeering* Topology::peering(std::string_view id) const {
  return find(peerings_, objects_.peerings, id);
}

const VpcEndpoint* Topology::endpoint(std::string_view id) const {
  return find(endpoints_, objects_.endpoints, id);
}

const TransitGateway* Topology::transit_gateway(std::string_view id) const {
  return find(transit_gateways_, objects_.transit_gateways, id);
}

const TransitGatewayAttachment* Topology::attachment(std::string_view id) const {
  return find(attachments_, objects_.attachments, id);
}

const TransitGatewayAttachment* Topology::attachment_of(std::string_view gateway_id,
                                                        VpcNumber vpc) const {
  for (const TransitGatewayAttachment& attachment : objects_.attachments) {
    if (attachment.kind == TransitGatewayAttachment::Kind::vpc &&
        attachment.gateway_id == gateway_id && attachment.resource_id == vpc_ids_[vpc]) {
      return &attachment;
    }
  }
  return nullptr;
}

std::optional<std::uint32_t> Topology::transit_table(std::string_view id) const {
  const auto found = transit_tables_.find(id);
  return found == transit_tables_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint32_t> Topology::subnet(std::string_view id) const {
  const auto found = subnets_.find(id);
  return found == subnets_.end() ? std::nullopt : std::optional(found->second);
}

/// An exclusion of the subnet or its VPC wins over the setting of the region (VPC User Guide, Block
/// Public Access).
PublicAccess Topology::public_access(std::uint32_t subnet) const {
  PublicAccess region = PublicAccess::open;
  const PublicAccessBlock* exclusion = nullptr;
  for (const PublicAccessBlock& block : objects_.public_access) {
    if (block.resource.empty()) {
      region = block.access;
    } else if (block.resource == subnet_ids_[subnet] ||
               (exclusion == nullptr && block.resource == vpc_ids_[vpc_of_subnet_[subnet]])) {
      exclusion = &block;
    }
  }
  return exclusion == nullptr ? region : exclusion->access;
}

}  // namespace halfopen
