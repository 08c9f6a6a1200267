// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/planned_change.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace halfopen {
namespace {

using Ids = std::set<std::string, std::less<>>;

const std::string& id_of(const NetworkAclDraft& acl) { return acl.identity.id; }
template <class T>
const std::string& id_of(const T& object) {
  return object.id;
}

/// Calls `visit` with each list of objects with ids, of all the drafts alike.
template <class Visit, class... Drafts>
void each_list(Visit visit, Drafts&... drafts) {
  visit(drafts.vpcs...);
  visit(drafts.subnets...);
  visit(drafts.acls...);
  visit(drafts.objects.security_groups...);
  visit(drafts.objects.route_tables...);
  visit(drafts.objects.gateways...);
  visit(drafts.objects.nat_gateways...);
  visit(drafts.objects.peerings...);
  visit(drafts.objects.transit_gateways...);
  visit(drafts.objects.attachments...);
  visit(drafts.objects.transit_route_tables...);
  visit(drafts.objects.endpoints...);
  visit(drafts.objects.prefix_lists...);
  visit(drafts.objects.interfaces...);
  visit(drafts.objects.instances...);
  visit(drafts.objects.load_balancers...);
  visit(drafts.objects.listeners...);
  visit(drafts.objects.target_groups...);
}

template <class T>
Ids ids_of(const std::vector<T>& list) {
  Ids ids;
  for (const T& object : list) ids.insert(id_of(object));
  return ids;
}

Ids all_ids(SnapshotDraft& draft) {
  Ids ids;
  each_list([&](auto& list) { ids.merge(ids_of(list)); }, draft);
  return ids;
}

/// The ids that an addition hangs on: whose it is, and which one of that object's.
auto key_of(const AddedRow& added) {
  return std::tuple(added.acl_id, added.row.direction, added.row.number);
}
auto key_of(const AddedRoute& added) {
  return std::tuple(added.table_id, added.route.destination ? to_string(*added.route.destination)
                                                            : added.route.prefix_list);
}
auto key_of(const AddedTransitRoute& added) {
  return std::tuple(added.table_id, added.route.destination ? to_string(*added.route.destination)
                                                            : added.route.prefix_list);
}
auto key_of(const AddedLink& added) {
  return std::tuple(added.kind, added.owner_id, added.member_id);
}

auto key_of(const AclAssociation& one) { return std::tuple(one.subnet_id, one.acl_id); }
auto key_of(const AddedGroupRule& added) {
  const SecurityGroupRule& rule = added.rule;
  return std::tuple(added.group_id, rule.direction, rule.protocol, rule.icmp_type, rule.icmp_code,
                    rule.ports, rule.cidr ? to_string(*rule.cidr) : "", rule.prefix_list,
                    rule.group);
}
auto key_of(const AddedBlock& added) { return std::tuple(added.owner_id, to_string(added.block)); }

template <class T>
auto keys_of(const std::vector<T>& list) {
  std::set<decltype(key_of(list.front()))> keys;
  for (const T& added : list) keys.insert(key_of(added));
  return keys;
}

bool same_peer(const SecurityGroupRule& a, const SecurityGroupRule& b) {
  return a.direction == b.direction && a.protocol == b.protocol && a.icmp_type == b.icmp_type &&
         a.icmp_code == b.icmp_code && a.ports == b.ports && a.cidr == b.cidr &&
         a.prefix_list == b.prefix_list && a.group == b.group;
}

/// Blocks that the plan takes from VPCs and subnets, and entries from prefix lists.
void remove_blocks(SnapshotDraft& account, const Additions& before) {
  const auto was = [&](const std::string& owner, const CidrBlock& block) {
    return std::any_of(before.blocks.begin(), before.blocks.end(), [&](const AddedBlock& one) {
      return one.owner_id == owner && one.block == block;
    });
  };
  const auto leave = [&](auto& owners) {
    for (auto& owner : owners) {
      std::erase_if(owner.cidrs, [&](const CidrBlock& block) { return was(owner.id, block); });
    }
  };
  leave(account.vpcs);
  leave(account.subnets);
  for (PrefixList& list : account.objects.prefix_lists) {
    std::erase_if(list.cidrs, [&](const CidrBlock& block) {
      return std::any_of(
          before.list_entries.begin(), before.list_entries.end(),
          [&](const AddedListEntry& one) { return one.list_id == list.id && one.block == block; });
    });
  }
}

/// Takes out of the account's objects what the plan added to them before.
void remove_additions(SnapshotDraft& account, const Additions& before) {
  remove_blocks(account, before);
  const auto rows = keys_of(before.rows);
  for (NetworkAclDraft& acl : account.acls) {
    std::erase_if(acl.rows, [&](const NetworkAclEntry& row) {
      return rows.contains(std::tuple(acl.identity.id, row.direction, row.number));
    });
  }
  const auto routes = keys_of(before.routes);
  for (RouteTable& table : account.objects.route_tables) {
    std::erase_if(table.routes, [&](const Route& route) {
      return routes.contains(key_of({table.id, route}));
    });
  }
  const auto transit = keys_of(before.transit_routes);
  for (TransitGatewayRouteTable& table : account.objects.transit_route_tables) {
    std::erase_if(table.routes, [&](const TransitGatewayRoute& route) {
      return transit.contains(key_of({table.id, route}));
    });
  }
  for (SecurityGroup& group : account.objects.security_groups) {
    std::erase_if(group.rules, [&](const SecurityGroupRule& rule) {
      return std::any_of(before.group_rules.begin(), before.group_rules.end(),
                         [&](const AddedGroupRule& added) {
                           return added.group_id == group.id && same_peer(added.rule, rule);
                         });
    });
  }
}

/// Undoes the links that the plan no longer holds, and those that its links replace: a subnet has
/// one route table.
void remove_links(CloudObjects& account, const std::vector<AddedLink>& before,
                  const std::vector<AddedLink>& after) {
  const auto kept = keys_of(after);
  Ids gone;  // subnets and gateways that leave their table
  std::set<std::pair<std::string, std::string>> apart;  // gateway and VPC, interface and group, …
  for (const AddedLink& link : after) {
    if (link.kind == AddedLink::Kind::table_of_subnet ||
        link.kind == AddedLink::Kind::table_of_gateway) {
      gone.insert(link.member_id);
    }
  }
  for (const AddedLink& link : before) {
    if (kept.contains(key_of(link))) continue;
    gone.insert(link.member_id);
    apart.emplace(link.owner_id, link.member_id);
  }
  const auto leave = [&](const std::string& owner, std::vector<std::string>& members) {
    std::erase_if(members, [&](const std::string& id) { return apart.contains({owner, id}); });
  };
  for (RouteTable& table : account.route_tables) {
    std::erase_if(table.subnet_ids, [&](const std::string& id) { return gone.contains(id); });
    std::erase_if(table.gateway_ids, [&](const std::string& id) { return gone.contains(id); });
  }
  for (Gateway& gateway : account.gateways) leave(gateway.id, gateway.vpc_ids);
  for (NetworkInterface& one : account.interfaces) leave(one.id, one.group_ids);
  for (TransitGatewayRouteTable& table : account.transit_route_tables) {
    leave(table.id, table.associated);
    leave(table.id, table.propagating);
  }
  for (VpcEndpoint& endpoint : account.endpoints) {
    leave(endpoint.id, endpoint.route_table_ids);
    leave(endpoint.id, endpoint.subnet_ids);
  }
}

/// Every subnet that the plan associates, now or until now, has the association that it says now;
/// one that it deletes has none.
void remove_associations(SnapshotDraft& account, const SnapshotDraft& before,
                         const SnapshotDraft& after) {
  Ids subnets = ids_of(before.subnets);
  for (const Subnet& subnet : after.subnets) subnets.erase(subnet.id);
  for (const AclAssociation& one : before.associations) subnets.insert(one.subnet_id);
  for (const AclAssociation& one : after.associations) subnets.insert(one.subnet_id);
  std::erase_if(account.associations,
                [&](const AclAssociation& one) { return subnets.contains(one.subnet_id); });
}

/// Leaves in the plan's side what the account does not hold.
void keep_the_rest(SnapshotDraft& plan, SnapshotDraft& account) {
  each_list(
      [](auto& mine, const auto& theirs) {
        const Ids known = ids_of(theirs);
        std::erase_if(mine, [&](const auto& object) { return known.contains(id_of(object)); });
      },
      plan, account);
  const Ids known = all_ids(account);
  const auto has = [&](const std::string& id) { return known.contains(id); };
  Additions& more = plan.additions;
  std::erase_if(more.rows, [&](const AddedRow& one) { return has(one.acl_id); });
  std::erase_if(more.routes, [&](const AddedRoute& one) { return has(one.table_id); });
  std::erase_if(more.group_rules, [&](const AddedGroupRule& one) { return has(one.group_id); });
  std::erase_if(more.transit_routes,
                [&](const AddedTransitRoute& one) { return has(one.table_id); });
  std::erase_if(more.links, [&](const AddedLink& one) { return has(one.owner_id); });
  std::erase_if(more.blocks, [&](const AddedBlock& one) { return has(one.owner_id); });
  std::erase_if(more.tables, [&](const DeclaredTable& one) { return has(one.table_id); });
  std::erase_if(more.default_egress, [&](const DefaultEgress& one) { return has(one.group_id); });
  std::erase_if(more.list_entries, [&](const AddedListEntry& one) { return has(one.list_id); });
  Ids associated;
  for (const AclAssociation& one : account.associations) associated.insert(one.subnet_id);
  std::erase_if(plan.associations,
                [&](const AclAssociation& one) { return associated.contains(one.subnet_id); });
}

/// Takes out of both lists what stands in both, as far as the account tells of its owner: the
/// account's word counts for what the plan leaves alone.
template <class T, class Same, class Told>
void drop_common(std::vector<T>& before, std::vector<T>& after, const Same& same,
                 const Told& told) {
  std::map<decltype(key_of(before.front())), std::vector<const T*>> known;
  for (const T& one : before) known[key_of(one)].push_back(&one);
  std::set<decltype(key_of(before.front()))> common;
  for (const T& one : after) {
    const auto twins = known.find(key_of(one));
    if (twins == known.end() || !told(one)) continue;
    if (std::any_of(twins->second.begin(), twins->second.end(),
                    [&](const T* twin) { return same(*twin, one); })) {
      common.insert(key_of(one));
    }
  }
  const auto is_common = [&](const T& one) { return common.contains(key_of(one)); };
  std::erase_if(before, is_common);
  std::erase_if(after, is_common);
}

void drop_unchanged(const SnapshotDraft& account, PlannedChange& plan) {
  SnapshotDraft& before = plan.before;
  SnapshotDraft& after = plan.after;
  Ids known;
  each_list([&](const auto& list) { known.merge(ids_of(list)); }, account);
  Ids associated;
  for (const AclAssociation& one : account.associations) associated.insert(one.subnet_id);
  const auto always = [](const auto&, const auto&) { return true; };
  const auto same_way = [](const auto& a, const auto& b) {
    return a.route.blackhole == b.route.blackhole;
  };
  drop_common(
      before.additions.rows, after.additions.rows,
      [](const AddedRow& a, const AddedRow& b) { return same_rule(a.row, b.row); },
      [&](const AddedRow& one) { return known.contains(one.acl_id); });
  drop_common(
      before.additions.routes, after.additions.routes,
      [](const AddedRoute& a, const AddedRoute& b) {
        return a.route.target == b.route.target && a.route.target_id == b.route.target_id;
      },
      [&](const AddedRoute& one) { return known.contains(one.table_id); });
  drop_common(
      before.additions.transit_routes, after.additions.transit_routes,
      [&](const auto& a, const auto& b) {
        return same_way(a, b) && a.route.attachment_ids == b.route.attachment_ids;
      },
      [&](const auto& one) { return known.contains(one.table_id); });
  drop_common(before.additions.group_rules, after.additions.group_rules, always,
              [&](const auto& one) { return known.contains(one.group_id); });
  drop_common(before.additions.blocks, after.additions.blocks, always,
              [&](const auto& one) { return known.contains(one.owner_id); });
  drop_common(before.additions.links, after.additions.links, always,
              [&](const auto& one) { return known.contains(one.owner_id); });
  drop_common(before.associations, after.associations, always,
              [&](const auto& one) { return associated.contains(one.subnet_id); });
}

/// Whether a network ACL is its VPC's default one, the account tells.
void mark_defaults(const SnapshotDraft& account, SnapshotDraft& plan) {
  for (const NetworkAclDraft& acl : account.acls) {
    if (!acl.identity.is_default) continue;
    for (NetworkAclDraft& planned : plan.acls) {
      if (planned.identity.id != acl.identity.id) continue;
      planned.identity.is_default = true;
      planned.identity.rest_unknown = acl.identity.rest_unknown;
      planned.identity.vpc_id = acl.identity.vpc_id;
    }
  }
}

/// Makes the account what it is once the plan is applied, but for what the plan's side adds.
void apply_removals(SnapshotDraft& account, PlannedChange& plan) {
  drop_unchanged(account, plan);
  mark_defaults(account, plan.after);
  remove_additions(account, plan.before.additions);
  remove_links(account.objects, plan.before.additions.links, plan.after.additions.links);
  remove_associations(account, plan.before, plan.after);
  const Ids staying = ids_of(plan.after.objects.instances);
  Ids ended;
  for (const Instance& instance : plan.before.objects.instances) {
    if (!staying.contains(instance.id)) ended.insert(instance.id);
  }
  std::erase_if(account.objects.interfaces,
                [&](const NetworkInterface& one) { return ended.contains(one.instance_id); });
  each_list(
      [&](auto& here, const auto& before, auto& after) {
        const Ids was = ids_of(before);
        const Ids is = ids_of(after);
        const Ids known = ids_of(here);
        const auto stays = [&](const std::string& id) {
          return plan.unchanged.contains(id) && known.contains(id);
        };
        std::erase_if(after, [&](const auto& object) { return stays(id_of(object)); });
        std::erase_if(here, [&](const auto& object) {
          const std::string& id = id_of(object);
          return (was.contains(id) || is.contains(id)) && !stays(id);
        });
      },
      account, plan.before, plan.after);
}

}  // namespace

void put_over(SnapshotDraft& account, PlannedChange&& plan, PlanSide side) {
  if (side == PlanSide::before) {
    keep_the_rest(plan.before, account);
    append(account, std::move(plan.before));
    return;
  }
  apply_removals(account, plan);
  append(account, std::move(plan.after));
}

}  // namespace halfopen
