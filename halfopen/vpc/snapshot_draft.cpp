// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/snapshot_draft.hpp"

#include <utility>

#include "halfopen/vpc/append_list.hpp"

namespace halfopen {
namespace {

void append(Additions& additions, Additions&& more) {
  append_list(additions.rows, more.rows);
  append_list(additions.routes, more.routes);
  append_list(additions.group_rules, more.group_rules);
  append_list(additions.transit_routes, more.transit_routes);
  append_list(additions.blocks, more.blocks);
  append_list(additions.links, more.links);
  append_list(additions.new_vpcs, more.new_vpcs);
  append_list(additions.tables, more.tables);
  append_list(additions.default_egress, more.default_egress);
  append_list(additions.list_entries, more.list_entries);
  append_list(additions.v6_vpcs, more.v6_vpcs);
  append_list(additions.new_transit_gateways, more.new_transit_gateways);
}

}  // namespace

void append(SnapshotDraft& draft, SnapshotDraft&& more) {
  append_list(draft.vpcs, more.vpcs);
  append_list(draft.subnets, more.subnets);
  append_list(draft.acls, more.acls);
  append_list(draft.associations, more.associations);
  append(draft.objects, std::move(more.objects));
  append(draft.additions, std::move(more.additions));
  append_list(draft.aliases, more.aliases);
  append_list(draft.not_judged, more.not_judged);
  append_list(draft.not_read, more.not_read);
  draft.acls_doubtful |= more.acls_doubtful;
  draft.acl_pages.add(more.acl_pages);
  draft.subnet_pages.add(more.subnet_pages);
}

}  // namespace halfopen
