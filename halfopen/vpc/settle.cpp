// SPDX-License-Identifier: Apache-2.0
// settle: from what several views say to one object an id.
#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include "halfopen/vpc/cloud_objects.hpp"
#include "halfopen/vpc/settle_links.hpp"
#include "halfopen/vpc/settle_list.hpp"

namespace halfopen {
namespace {

constexpr auto kIdOf = [](const auto& object) { return std::string_view(object.id); };
constexpr auto kIdText = [](const auto& object) { return object.id; };

/// Takes over a text that is not known yet.
void fill(std::string& known, std::string& other) {
  if (known.empty()) known = std::move(other);
}

/// Takes over a value that is not known yet. False if both are known and differ.
template <class T>
bool fill(std::optional<T>& known, const std::optional<T>& other) {
  if (!known) known = other;
  return !other || *known == *other;
}

template <class T>
void add_all(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Equal in everything that decides; names and origins do not count.

auto meaning(const SecurityGroupRule& rule) { return rule_meaning(rule); }
auto meaning(const Route& route) {
  return std::tie(route.destination, route.prefix_list, route.target, route.target_id,
                  route.propagated, route.blackhole);
}
auto meaning(const NatGateway::Address& address) {
  return std::tie(address.private_ip, address.public_ip, address.interface_id, address.zone);
}
auto meaning(const VpcPeering::Side& side) {
  return std::tie(side.vpc_id, side.owner_id, side.region, side.cidrs);
}
auto meaning(const NetworkInterface::Address& address) {
  return std::tie(address.address, address.public_ip, address.primary);
}
auto meaning(const LoadBalancer::Node& node) {
  return std::tie(node.zone, node.subnet_id, node.addresses);
}
auto meaning(const TargetGroup::Target& target) {
  return std::tie(target.id, target.port, target.zone, target.health);
}

template <class List>
bool same_list(const List& a, const List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return meaning(x) == meaning(y); });
}

bool join(RouteTable& known, RouteTable& other) {
  return known.vpc_id == other.vpc_id && known.main == other.main &&
         known.subnet_ids == other.subnet_ids && known.gateway_ids == other.gateway_ids &&
         same_list(known.routes, other.routes);
}

bool join(Gateway& known, Gateway& other) {
  return known.kind == other.kind && known.vpc_ids == other.vpc_ids;
}

bool join(NatGateway& known, NatGateway& other) {
  return std::tie(known.vpc_id, known.subnet_id, known.available, known.is_private,
                  known.regional) == std::tie(other.vpc_id, other.subnet_id, other.available,
                                              other.is_private, other.regional) &&
         same_list(known.addresses, other.addresses);
}

bool join(VpcPeering& known, VpcPeering& other) {
  return known.active == other.active && same_list(known.sides, other.sides);
}

bool join(VpcEndpoint& known, VpcEndpoint& other) {
  const auto all = [](const VpcEndpoint& endpoint) {
    return std::tie(endpoint.vpc_id, endpoint.service, endpoint.kind, endpoint.available,
                    endpoint.route_table_ids, endpoint.subnet_ids, endpoint.group_ids,
                    endpoint.interface_ids);
  };
  return all(known) == all(other);
}

bool join(TransitGateway& known, TransitGateway& other) {
  return known.available == other.available && known.group_references == other.group_references;
}

bool join(Instance& known, Instance& other) {
  if (known.interface_ids.empty()) known.interface_ids = other.interface_ids;
  return known.subnet_id == other.subnet_id && known.vpc_id == other.vpc_id &&
         known.state == other.state && known.platform == other.platform;
}

/// A list of ids and one of entries belong together; so do pages, which share no entry.
bool join(PrefixList& known, PrefixList& other) {
  fill(known.name, other.name);
  if (!other.entries_known) return true;
  if (!std::exchange(known.entries_known, true)) {
    known.cidrs = std::move(other.cidrs);
    return true;
  }
  sort_unique(known.cidrs);
  sort_unique(other.cidrs);
  if (known.cidrs == other.cidrs) return true;
  std::vector<CidrBlock> shared;
  std::set_intersection(known.cidrs.begin(), known.cidrs.end(), other.cidrs.begin(),
                        other.cidrs.end(), std::back_inserter(shared));
  if (!shared.empty()) return false;
  add_all(known.cidrs, other.cidrs);
  return true;
}

bool join(PublicAccessBlock& known, PublicAccessBlock& other) {
  return known.access == other.access;
}

bool same_filters(const NetworkInterface& a, const NetworkInterface& b) {
  return a.subnet_id == b.subnet_id && a.group_ids == b.group_ids &&
         a.source_dest_check == b.source_dest_check;
}

/// The interface's own list says more than the instance; both must agree in what both say.
bool join(NetworkInterface& known, NetworkInterface& other) {
  if (known.from_instance && !other.from_instance) std::swap(known, other);
  fill(known.name, other.name);
  fill(known.instance_id, other.instance_id);
  if (known.from_instance == other.from_instance) {
    return same_filters(known, other) && same_list(known.addresses, other.addresses) &&
           known.prefixes == other.prefixes &&
           known.deny_internet_gateway == other.deny_internet_gateway;
  }
  const auto is_known = [&](const NetworkInterface::Address& address) {
    return std::any_of(known.addresses.begin(), known.addresses.end(),
                       [&](const auto& own) { return own.address == address.address; });
  };
  return same_filters(known, other) &&
         std::all_of(other.addresses.begin(), other.addresses.end(), is_known);
}

/// The view of VPC attachments knows subnets and switches, the general view the route table.
bool join(TransitGatewayAttachment& known, TransitGatewayAttachment& other) {
  const bool agree = known.gateway_id == other.gateway_id && known.kind == other.kind &&
                     known.resource_id == other.resource_id && known.available == other.available;
  if (!known.is_vpc_view && other.is_vpc_view) std::swap(known, other);
  const bool same_table = known.route_table_id.empty() || other.route_table_id.empty() ||
                          known.route_table_id == other.route_table_id;
  fill(known.route_table_id, other.route_table_id);
  if (known.is_vpc_view != other.is_vpc_view) return agree && same_table;
  return agree && same_table && known.subnet_ids == other.subnet_ids &&
         known.appliance_mode == other.appliance_mode &&
         known.group_references == other.group_references;
}

bool join(TransitGatewayRouteTable& known, TransitGatewayRouteTable& other) {
  const bool agree =
      known.gateway_id.empty() || other.gateway_id.empty() || known.gateway_id == other.gateway_id;
  fill(known.gateway_id, other.gateway_id);
  known.routes_known = known.routes_known || other.routes_known;
  add_all(known.routes, other.routes);
  add_all(known.associated, other.associated);
  add_all(known.propagating, other.propagating);
  return agree;
}

bool join(LoadBalancer& known, LoadBalancer& other) {
  if (!known.described && other.described) std::swap(known, other);
  const bool agree = fill(known.cross_zone, other.cross_zone);
  if (!other.described) return agree;
  const auto all = [](const LoadBalancer& balancer) {
    return std::tie(balancer.kind, balancer.vpc_id, balancer.internet_facing, balancer.active,
                    balancer.group_ids, balancer.instance_ids);
  };
  return agree && all(known) == all(other) && same_list(known.nodes, other.nodes);
}

bool join(Listener& known, Listener& other) {
  const auto all = [](const Listener& listener) {
    return std::tie(listener.id, listener.target_groups, listener.instance_port, listener.forwards,
                    listener.rules_beyond);
  };
  return all(known) == all(other);
}

bool join(TargetGroup& known, TargetGroup& other) {
  if (!known.described && other.described) std::swap(known, other);
  bool agree = fill(known.preserve_client_ip, other.preserve_client_ip);
  agree = fill(known.cross_zone, other.cross_zone) && agree;
  if (known.targets_known && other.targets_known) {
    agree = agree && same_list(known.targets, other.targets);
  } else if (other.targets_known) {
    known.targets = std::move(other.targets);
    known.targets_known = true;
  }
  if (!other.described) return agree;
  const auto all = [](const TargetGroup& group) {
    return std::tie(group.vpc_id, group.kind, group.protocol, group.port, group.health_port,
                    group.health_protocol);
  };
  return agree && all(known) == all(other);
}

using Rules = std::vector<SecurityGroupRule>;

std::vector<const SecurityGroupRule*> sorted(const Rules& rules) {
  std::vector<const SecurityGroupRule*> order;
  order.reserve(rules.size());
  for (const SecurityGroupRule& rule : rules) order.push_back(&rule);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return meaning(*a) < meaning(*b); });
  return order;
}

/// The rules of `known` get the ids that `views` gives them. False if `views` has a rule that
/// `known` does not have, where all of `known` was read.
bool add_rule_ids(Rules& known, const Rules& views) {
  const bool whole = std::none_of(known.begin(), known.end(), [](const auto& rule) {
    return rule.action == RuleAction::unknown;
  });
  const auto order = sorted(views);
  std::vector<bool> found(order.size());
  for (SecurityGroupRule& rule : known) {
    auto at = std::lower_bound(
        order.begin(), order.end(), meaning(rule),
        [](const auto* other, const auto& wanted) { return meaning(*other) < wanted; });
    if (at != order.end() && meaning(**at) == meaning(rule)) rule.id = (*at)->id;
    for (; at != order.end() && meaning(**at) == meaning(rule); ++at) {
      found[static_cast<std::size_t>(at - order.begin())] = true;
    }
  }
  return !whole || std::find(found.begin(), found.end(), false) == found.end();
}

bool join(SecurityGroup& known, SecurityGroup& other) {
  if (known.from_rules && other.from_rules) {
    add_all(known.rules, other.rules);
    return true;
  }
  if (known.from_rules) std::swap(known, other);
  if (other.from_rules) return add_rule_ids(known.rules, other.rules);
  const auto a = sorted(known.rules);
  const auto b = sorted(other.rules);
  return known.vpc_id == other.vpc_id &&
         std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto* x, const auto* y) { return meaning(*x) == meaning(*y); });
}

constexpr auto kJoin = [](auto& known, auto& other) { return join(known, other); };

void settle_groups(std::vector<SecurityGroup>& groups, Diagnostics& diagnostics) {
  const auto view_of = [](const SecurityGroup& group) {
    return std::pair(std::string_view(group.id), group.from_rules);
  };
  settle_list(groups, view_of, kJoin, kIdText, diagnostics);
  settle_list(groups, kIdOf, kJoin, kIdText, diagnostics);
}

void report_missing_pages(const CloudObjects& objects, Diagnostics& diagnostics) {
  for (const PageCount& pages : objects.pages) {
    if (!pages.incomplete()) continue;
    diagnostics.push_back({DiagnosticCode::more_pages, Severity::warning, pages.next_token,
                           "the export goes on, and the next page is not here",
                           "export all pages: leave out --max-items and --no-paginate"});
  }
}

}  // namespace

void settle(CloudObjects& objects, Diagnostics& diagnostics) {
  report_missing_pages(objects, diagnostics);
  const auto by_id = [&](auto& list) { settle_list(list, kIdOf, kJoin, kIdText, diagnostics); };
  settle_groups(objects.security_groups, diagnostics);
  by_id(objects.route_tables);
  by_id(objects.gateways);
  by_id(objects.nat_gateways);
  by_id(objects.peerings);
  by_id(objects.transit_gateways);
  by_id(objects.attachments);
  by_id(objects.transit_route_tables);
  settle_transit_routes(objects, diagnostics);
  by_id(objects.endpoints);
  by_id(objects.prefix_lists);
  by_id(objects.interfaces);
  by_id(objects.instances);
  settle_instances(objects);
  by_id(objects.load_balancers);
  by_id(objects.target_groups);
  const auto listener = [](const Listener& one) {
    return std::tie(one.load_balancer, one.port, one.tcp, one.udp);
  };
  const auto listener_text = [](const Listener& one) {
    return "the listener of " + one.load_balancer + " on port " + std::to_string(one.port);
  };
  settle_list(objects.listeners, listener, kJoin, listener_text, diagnostics);
  const auto block = [](const PublicAccessBlock& one) {
    return std::tie(one.resource, one.region);
  };
  const auto block_text = [](const PublicAccessBlock& one) {
    return "block public access of " + (one.resource.empty() ? one.region : one.resource);
  };
  settle_list(objects.public_access, block, kJoin, block_text, diagnostics);
}

}  // namespace halfopen
