// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "halfopen/vpc/append_list.hpp"
#include "halfopen/vpc/attach.hpp"

namespace halfopen {
namespace {

/// A gateway endpoint puts a route to its service's prefix list into each of its route tables (AWS
/// PrivateLink Guide, Gateway endpoints). The list is AWS's own: no text tells its blocks.
AddedRoute service_route(const std::string& endpoint, const std::string& table,
                         const Origin& origin) {
  AddedRoute added;
  added.table_id = table;
  added.route.prefix_list = endpoint + ".prefix_list_id";
  added.route.target = RouteTarget::vpc_endpoint;
  added.route.target_id = endpoint;
  added.route.origin = origin;
  return added;
}

void add_entry(const AddedListEntry& entry, std::vector<PrefixList>& lists, const IdIndex& known) {
  const auto at = known.find(entry.list_id);
  if (at == known.end()) return;
  PrefixList& list = lists[at->second];
  if (!entry.block) {
    list.entries_known = false;
  } else if (std::find(list.cidrs.begin(), list.cidrs.end(), *entry.block) == list.cidrs.end()) {
    list.cidrs.push_back(*entry.block);
  }
}

}  // namespace

void attach_endpoints(SnapshotDraft& draft, OutsideObjects& outside) {
  CloudObjects& objects = draft.objects;
  const IdIndex lists = index_of(objects.prefix_lists);
  for (const AddedListEntry& entry : draft.additions.list_entries) {
    add_entry(entry, objects.prefix_lists, lists);
  }
  const IdIndex endpoints = index_of(objects.endpoints);
  for (const AddedLink& link : draft.additions.links) {
    const bool table = link.kind == AddedLink::Kind::table_of_endpoint;
    if ((!table && link.kind != AddedLink::Kind::subnet_of_endpoint) || link.owner_id.empty()) {
      continue;
    }
    const auto at = endpoints.find(link.owner_id);
    VpcEndpoint* endpoint = at == endpoints.end() ? nullptr : &objects.endpoints[at->second];
    if (endpoint == nullptr) {
      outside.add(link.owner_id, table ? "a route table" : "a subnet", "describe-vpc-endpoints",
                  link.origin);
    } else if (!link.member_id.empty()) {
      add_once(table ? endpoint->route_table_ids : endpoint->subnet_ids, link.member_id);
    }
    const bool routes = endpoint == nullptr || endpoint->kind == VpcEndpoint::Kind::gateway;
    if (!table || !routes) continue;
    draft.additions.routes.push_back(service_route(link.owner_id, link.member_id, link.origin));
  }
}

}  // namespace halfopen
