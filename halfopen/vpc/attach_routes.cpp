// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "halfopen/vpc/append_list.hpp"
#include "halfopen/vpc/attach.hpp"

namespace halfopen {
namespace {

Route unknown_route(const Origin& origin) {
  Route route;
  route.origin = origin;
  return route;
}

bool same_destination(const Route& a, const Route& b) {
  return a.destination == b.destination && a.prefix_list == b.prefix_list &&
         (a.destination || !a.prefix_list.empty());
}

/// Joins routes, tables and subnets.
class RouteAttacher {
 public:
  RouteAttacher(SnapshotDraft& draft, OutsideObjects& outside, Diagnostics& diagnostics)
      : draft_(draft),
        tables_(draft.objects.route_tables),
        outside_(outside),
        diagnostics_(diagnostics) {}

  void attach() {
    if (draft_.additions.tables.empty() && draft_.additions.routes.empty() &&
        !names_tables(draft_.additions.links)) {
      return;
    }
    for (const DeclaredTable& table : draft_.additions.tables) declared_.insert(table.table_id);
    adopt_main_tables();
    index_ = index_of(tables_);
    find_vpcs();
    add_main_tables();
    for (const AddedLink& link : draft_.additions.links) associate(link);
    drop_old_associations();
    for (const AddedRoute& added : draft_.additions.routes) put(added);
    for (RouteTable& table : tables_) {
      if (!is_declared(table)) continue;
      add_local_routes(table);
      for (Route& route : table.routes) name_target(route);
    }
    for (const AddedLink& link : draft_.additions.links) propagate(link);
  }

 private:
  using Kind = AddedLink::Kind;

  static bool names_tables(const std::vector<AddedLink>& links) {
    return std::any_of(links.begin(), links.end(), [](const AddedLink& link) {
      return link.kind == Kind::table_of_subnet || link.kind == Kind::table_of_gateway ||
             link.kind == Kind::main_table_of_vpc || link.kind == Kind::vpn_routes_to_table;
    });
  }

  bool is_declared(const RouteTable& table) const { return declared_.contains(table.id); }

  /// The main table of a new VPC that the text itself declares.
  void adopt_main_tables() {
    for (const NewVpc& fresh : draft_.additions.new_vpcs) {
      for (RouteTable& table : tables_) {
        if (table.id != fresh.main_table_id) continue;
        table.vpc_id = fresh.vpc_id;
        table.main = true;
      }
    }
  }

  /// A table whose VPC is not known belongs to that of its subnets. Where nobody tells, the whole
  /// table is left out: routes that are not loaded are better than wrong ones.
  void find_vpcs() {
    const IdIndex subnets = index_of(draft_.subnets);
    std::map<std::string, std::set<std::string>> vpcs;  // by table
    for (const AddedLink& link : draft_.additions.links) {
      const auto subnet = subnets.find(link.member_id);
      if (link.kind != Kind::table_of_subnet || subnet == subnets.end()) continue;
      vpcs[link.owner_id].insert(draft_.subnets[subnet->second].vpc_id);
    }
    std::erase_if(tables_, [&](RouteTable& table) {
      if (!is_declared(table) || !table.vpc_id.empty()) return false;
      const auto known = vpcs.find(table.id);
      if (known != vpcs.end() && known->second.size() == 1 && !known->second.begin()->empty()) {
        table.vpc_id = *known->second.begin();
        return false;
      }
      // The answers say ROUTES_NOT_LOADED.
      diagnostics_.push_back({DiagnosticCode::unresolved_value, Severity::note, table.origin,
                              table.name + ": its VPC is not known, so its routes are left out",
                              "give the value of vpc_id"});
      left_out_.insert(table.id);
      return true;
    });
    index_ = index_of(tables_);
  }

  /// Subnets of a new VPC that name no table belong to its main one, which has local routes alone.
  /// Where the text declares no table of the VPC, its routes count as not loaded.
  void add_main_tables() {
    std::set<std::string> routed;  // VPCs
    for (const RouteTable& table : tables_) {
      if (table.routes_known) routed.insert(table.vpc_id);
    }
    for (const AddedRoute& added : draft_.additions.routes) named_.insert(added.table_id);
    for (const AddedLink& link : draft_.additions.links) {
      if (link.kind != Kind::main_table_of_vpc) named_.insert(link.owner_id);
    }
    for (const NewVpc& fresh : draft_.additions.new_vpcs) {
      const bool wanted = routed.contains(fresh.vpc_id) || named_.contains(fresh.main_table_id);
      if (!wanted || index_.contains(fresh.main_table_id)) continue;
      RouteTable table;
      table.id = fresh.main_table_id;
      table.vpc_id = fresh.vpc_id;
      table.main = true;
      table.origin = fresh.origin;
      declared_.insert(table.id);
      index_.emplace(table.id, tables_.size());
      tables_.push_back(std::move(table));
    }
  }

  /// The table that a link names. One that is not loaded gets associations and nothing else.
  RouteTable& table_of_link(const AddedLink& link, const std::string& vpc) {
    const std::string id =
        link.owner_id.empty() ? "the unknown route table of " + link.member_id : link.owner_id;
    const auto known = index_.find(id);
    if (known != index_.end()) return tables_[known->second];
    if (!left_out_.contains(id)) {
      outside_.add(id, "an association", "describe-route-tables", link.origin);
    }
    RouteTable table;
    table.id = id;
    table.vpc_id = vpc;
    table.origin = link.origin;
    table.routes_known = false;
    table.routes.push_back(unknown_route(link.origin));
    index_.emplace(id, tables_.size());
    tables_.push_back(std::move(table));
    return tables_.back();
  }

  void associate(const AddedLink& link) {
    if (link.kind == Kind::table_of_subnet) {
      if (link.member_id.empty()) return doubt_associations(link.owner_id);
      const auto [known, is_new] = table_of_.try_emplace(link.member_id, link);
      if (!is_new && known->second.owner_id != link.owner_id) return contradict(link);
      add_once(table_of_link(link, "").subnet_ids, link.member_id);
    } else if (link.kind == Kind::table_of_gateway) {
      if (!link.member_id.empty()) add_once(table_of_link(link, "").gateway_ids, link.member_id);
    } else if (link.kind == Kind::main_table_of_vpc && !link.member_id.empty()) {
      for (RouteTable& table : tables_) {
        if (table.vpc_id == link.member_id) table.main = false;
      }
      table_of_link(link, link.member_id).main = true;
    }
  }

  /// A table is associated with a subnet that nobody tells: no subnet is known to be without one.
  void doubt_associations(const std::string& id) {
    const auto known = index_.find(id);
    const std::string vpc = known == index_.end() ? "" : tables_[known->second].vpc_id;
    for (RouteTable& table : tables_) {
      if (vpc.empty() || table.vpc_id == vpc) table.associations_known = false;
    }
  }

  void contradict(const AddedLink& link) {
    diagnostics_.push_back({DiagnosticCode::contradicting_object, Severity::error, link.origin,
                            link.member_id + " is associated with " +
                                table_of_.at(link.member_id).owner_id + " and with " +
                                link.owner_id + ": the first counts",
                            "a subnet has one route table"});
  }

  /// What the text associates is not with the table of an export any more.
  void drop_old_associations() {
    for (RouteTable& table : tables_) {
      std::erase_if(table.subnet_ids, [&](const std::string& subnet) {
        const auto now = table_of_.find(subnet);
        return now != table_of_.end() && !now->second.owner_id.empty() &&
               now->second.owner_id != table.id;
      });
    }
  }

  void put(const AddedRoute& added) {
    if (added.table_id.empty()) return put_anywhere(added.route);
    const auto at = index_.find(added.table_id);
    if (at == index_.end() || !tables_[at->second].routes_known) {
      if (!left_out_.contains(added.table_id)) {
        outside_.add(added.table_id, "a route", "describe-route-tables", added.route.origin);
      }
      return;
    }
    RouteTable& table = tables_[at->second];
    Route route = added.route;
    name_target(route);
    if (!route.destination && route.prefix_list.empty()) {
      table.routes.push_back(std::move(route));
      return;
    }
    const bool is_new = placed_.insert({at->second, route.destination, route.prefix_list}).second;
    for (Route& known : table.routes) {
      if (!same_destination(known, route) || known.propagated != route.propagated) continue;
      if (!is_new && (known.target_id != route.target_id || known.target != route.target)) {
        diagnostics_.push_back({DiagnosticCode::contradicting_object, Severity::error, route.origin,
                                table.id + " gets two routes to one destination: the first counts",
                                "a route table has one route to a destination"});
        return;
      }
      known = std::move(route);  // rather than the list that repeats it, or that it replaces
      return;
    }
    table.routes.push_back(std::move(route));
  }

  /// The table is not known: the route may stand in each that has none to this destination.
  void put_anywhere(const Route& route) {
    for (RouteTable& table : tables_) {
      const bool has = std::any_of(table.routes.begin(), table.routes.end(),
                                   [&](const Route& own) { return same_destination(own, route); });
      if (!is_declared(table) || has) continue;
      Route doubtful = route;
      doubtful.target = RouteTarget::other;
      doubtful.target_id += " (a route of an unknown table)";
      table.routes.push_back(std::move(doubtful));
    }
  }

  /// AWS adds a local route for every block of the VPC, first in the list. A route of the text to
  /// the same block replaces it.
  void add_local_routes(RouteTable& table) {
    std::vector<Route> local;
    const auto add = [&](const CidrBlock& block, RouteTarget target, std::string id) {
      Route route;
      route.destination = block;
      route.target = target;
      route.target_id = std::move(id);
      route.origin = table.origin;
      const auto repeats = [&](const Route& own) {
        return !own.propagated && same_destination(own, route);
      };
      if (std::any_of(table.routes.begin(), table.routes.end(), repeats)) return;
      if (std::any_of(local.begin(), local.end(), repeats)) return;
      local.push_back(std::move(route));
    };
    const Vpc* vpc = find_vpc(draft_, table.vpc_id);
    if (vpc != nullptr) {
      for (const CidrBlock& block : vpc->cidrs) add(block, RouteTarget::local, "local");
    }
    for (const CidrBlock& block : blocks_beyond(vpc, table.vpc_id)) {
      // The VPC's block is not known, but it lies around that of the subnet: /16 at most, and /44
      // in IPv6 (VPC User Guide, VPC CIDR blocks).
      add(block, RouteTarget::local, "local");
      add({block.address(), block.family() == IpFamily::v4 ? 16 : 44}, RouteTarget::other,
          table.vpc_id + ", perhaps: its blocks are not loaded");
    }
    table.routes.insert(table.routes.begin(), local.begin(), local.end());
  }

  /// Blocks of the VPC's subnets that no known block of the VPC holds.
  std::vector<CidrBlock> blocks_beyond(const Vpc* vpc, const std::string& id) const {
    std::vector<CidrBlock> found;
    for (const Subnet& subnet : draft_.subnets) {
      if (subnet.vpc_id != id) continue;
      for (const CidrBlock& block : subnet.cidrs) {
        const bool held = vpc != nullptr && std::any_of(vpc->cidrs.begin(), vpc->cidrs.end(),
                                                        [&](const CidrBlock& whole) {
                                                          return whole.contains(block);
                                                        });
        if (!held) found.push_back(block);
      }
    }
    return found;
  }

  /// `gateway_id` and its like may name anything: what the id stands for tells.
  void name_target(Route& route) {
    if (route.target != RouteTarget::other || route.target_id.empty()) return;
    if (targets_.empty()) index_targets();
    const auto known = targets_.find(route.target_id);
    if (known != targets_.end()) route.target = known->second;
  }

  void index_targets() {
    const CloudObjects& objects = draft_.objects;
    targets_.emplace("local", RouteTarget::local);
    for (const Gateway& gateway : objects.gateways) {
      targets_.emplace(gateway.id, gateway.kind == Gateway::Kind::internet
                                       ? RouteTarget::internet_gateway
                                   : gateway.kind == Gateway::Kind::vpn
                                       ? RouteTarget::vpn_gateway
                                       : RouteTarget::egress_only_internet_gateway);
    }
    const auto add = [&](const auto& list, RouteTarget target) {
      for (const auto& object : list) targets_.emplace(object.id, target);
    };
    add(objects.nat_gateways, RouteTarget::nat_gateway);
    add(objects.transit_gateways, RouteTarget::transit_gateway);
    add(objects.peerings, RouteTarget::vpc_peering);
    add(objects.endpoints, RouteTarget::vpc_endpoint);
    add(objects.interfaces, RouteTarget::network_interface);
    add(objects.instances, RouteTarget::network_interface);
  }

  /// Which routes a VPN gateway spreads is learnt from the other side of the VPN: what goes to
  /// private addresses, or anywhere without a route of its own, may go there.
  void propagate(const AddedLink& link) {
    if (link.kind != Kind::vpn_routes_to_table) return;
    for (RouteTable& table : tables_) {
      if (!is_declared(table) || (!link.owner_id.empty() && table.id != link.owner_id)) continue;
      for (const std::string_view text : {"0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/12",
                                          "192.168.0.0/16", "100.64.0.0/10", "::/0", "fc00::/7"}) {
        Route route;
        route.destination = *parse_cidr_block(text);
        route.target_id = (link.member_id.empty() ? "a VPN gateway" : link.member_id) +
                          ", perhaps: which routes it propagates is not known";
        route.propagated = true;
        route.origin = link.origin;
        table.routes.push_back(std::move(route));
      }
      diagnostics_.push_back({DiagnosticCode::unresolved_value, Severity::warning, link.origin,
                              table.id + " takes over the routes that " +
                                  (link.member_id.empty() ? "a VPN gateway" : link.member_id) +
                                  " propagates, which no text tells: what goes to private "
                                  "addresses is unknown",
                              "once it is deployed, give what describe-route-tables prints"});
    }
  }

  SnapshotDraft& draft_;
  std::vector<RouteTable>& tables_;
  OutsideObjects& outside_;
  Diagnostics& diagnostics_;
  std::set<std::string> declared_;  ///< ids of tables that texts declare
  std::set<std::string> left_out_;  ///< … and whose VPC is not known
  std::set<std::string> named_;
  IdIndex index_;
  std::map<std::string, AddedLink> table_of_;  ///< by subnet
  std::set<std::tuple<std::size_t, std::optional<CidrBlock>, std::string>> placed_;
  std::map<std::string, RouteTarget> targets_;
};

}  // namespace

void attach_routes(SnapshotDraft& draft, OutsideObjects& outside, Diagnostics& diagnostics) {
  RouteAttacher(draft, outside, diagnostics).attach();
}

}  // namespace halfopen
