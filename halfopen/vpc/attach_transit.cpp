// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "halfopen/vpc/append_list.hpp"
#include "halfopen/vpc/attach.hpp"

namespace halfopen {
namespace {

/// Joins attachments, tables and routes.
class TransitAttacher {
 public:
  TransitAttacher(SnapshotDraft& draft, OutsideObjects& outside)
      : draft_(draft), objects_(draft.objects), outside_(outside) {}

  void attach() {
    tables_ = index_of(objects_.transit_route_tables);
    attachments_ = index_of(objects_.attachments);
    add_default_tables();
    for (const AddedLink& link : draft_.additions.links) read(link);
    for (const NewTransitGateway& gateway : draft_.additions.new_transit_gateways) {
      apply_defaults(gateway);
    }
    for (const AddedTransitRoute& added : draft_.additions.transit_routes) put(added);
    forget_unknown_tables();
    doubt_associations();
    if (knows_all_associations()) objects_.set_list(ObjectKind::transit_gateway_route_tables);
  }

 private:
  using Kind = AddedLink::Kind;

  /// A new transit gateway has a default table if it associates or propagates by default.
  void add_default_tables() {
    for (const NewTransitGateway& gateway : draft_.additions.new_transit_gateways) {
      if (!gateway.associates && !gateway.propagates) continue;
      if (tables_.contains(gateway.default_table_id)) continue;
      TransitGatewayRouteTable table;
      table.id = gateway.default_table_id;
      table.gateway_id = gateway.gateway_id;
      table.routes_known = true;
      table.origin = gateway.origin;
      tables_.emplace(table.id, objects_.transit_route_tables.size());
      objects_.transit_route_tables.push_back(std::move(table));
    }
  }

  void read(const AddedLink& link) {
    switch (link.kind) {
      case Kind::table_of_attachment: associate(link); break;
      case Kind::propagation_to_table: propagate(link.owner_id, link.member_id, link.origin); break;
      case Kind::own_association: own_association_[link.owner_id] = link.member_id; break;
      case Kind::own_propagation: own_propagation_[link.owner_id] = link.member_id; break;
      default: break;
    }
  }

  /// The association stands with the attachment: the table need not be loaded.
  void associate(const AddedLink& link) {
    if (link.member_id.empty()) {
      any_association_unknown_ = true;
      return;
    }
    const auto at = attachments_.find(link.member_id);
    const std::string table =
        link.owner_id.empty() ? "an unknown table of " + link.member_id : link.owner_id;
    if (at != attachments_.end()) objects_.attachments[at->second].route_table_id = table;
    const auto known = tables_.find(table);
    if (known != tables_.end()) {
      add_once(objects_.transit_route_tables[known->second].associated, link.member_id);
    } else if (!link.owner_id.empty()) {
      outside_.add(link.owner_id, "an association", "describe-transit-gateway-route-tables",
                   link.origin);
    }
  }

  void propagate(const std::string& table, const std::string& attachment, const Origin& origin) {
    if (table.empty()) return doubt_every_table();
    const auto known = tables_.find(table);
    if (known == tables_.end()) {
      outside_.add(table, "propagated routes", "search-transit-gateway-routes", origin);
      return;
    }
    TransitGatewayRouteTable& routes = objects_.transit_route_tables[known->second];
    add_once(routes.propagating, attachment);
    const auto at = attachments_.find(attachment);
    const bool of_vpc = at != attachments_.end() && objects_.attachments[at->second].kind ==
                                                        TransitGatewayAttachment::Kind::vpc;
    if (of_vpc && draft_has_blocks(objects_.attachments[at->second].resource_id)) return;
    // What it spreads is not known: the table has routes that nobody tells.
    unknown_.insert(table);
  }

  /// A route for a table that nobody tells may stand in any.
  void doubt_every_table() {
    for (const TransitGatewayRouteTable& table : objects_.transit_route_tables) {
      unknown_.insert(table.id);
    }
  }

  /// Where the attachment of an association is not told, it may be any.
  void doubt_associations() {
    if (!any_association_unknown_) return;
    for (TransitGatewayAttachment& attachment : objects_.attachments) {
      attachment.route_table_id = "an unknown table of " + attachment.id;
    }
  }

  bool draft_has_blocks(const std::string& vpc) const {
    const Vpc* found = find_vpc(draft_, vpc);
    return found != nullptr && !found->cidrs.empty();
  }

  /// Attachments of a new transit gateway take part in its defaults, unless they say otherwise.
  void apply_defaults(const NewTransitGateway& gateway) {
    const auto takes_part = [](const std::map<std::string, std::string>& said,
                               const std::string& id) {
      const auto own = said.find(id);
      return own == said.end() || own->second == "true";
    };
    for (TransitGatewayAttachment& attachment : objects_.attachments) {
      if (attachment.gateway_id != gateway.gateway_id) continue;
      const bool free = attachment.route_table_id.empty();
      if (free && gateway.associates && takes_part(own_association_, attachment.id)) {
        attachment.route_table_id = gateway.default_table_id;
        const std::size_t at = tables_.at(gateway.default_table_id);
        add_once(objects_.transit_route_tables[at].associated, attachment.id);
      }
      if (gateway.propagates && takes_part(own_propagation_, attachment.id)) {
        propagate(gateway.default_table_id, attachment.id, attachment.origin);
      }
    }
  }

  void put(const AddedTransitRoute& added) {
    if (added.table_id.empty()) return doubt_every_table();
    const auto known = tables_.find(added.table_id);
    if (known == tables_.end()) {
      outside_.add(added.table_id, "a route", "search-transit-gateway-routes", added.route.origin);
      return;
    }
    auto& routes = objects_.transit_route_tables[known->second].routes;
    for (TransitGatewayRoute& route : routes) {
      if (route.destination != added.route.destination || route.propagated ||
          route.prefix_list != added.route.prefix_list) {
        continue;
      }
      route = added.route;
      return;
    }
    routes.push_back(added.route);
  }

  /// True if the text knows of every attachment whether it is associated: then one without a table
  /// has none.
  bool knows_all_associations() const {
    const auto& fresh = draft_.additions.new_transit_gateways;
    return !objects_.attachments.empty() &&
           std::all_of(objects_.attachments.begin(), objects_.attachments.end(),
                       [&](const TransitGatewayAttachment& attachment) {
                         return !attachment.route_table_id.empty() ||
                                std::any_of(fresh.begin(), fresh.end(), [&](const auto& gateway) {
                                  return gateway.gateway_id == attachment.gateway_id;
                                });
                       });
  }

  /// Routes that something unknown spreads might win over those that the text tells.
  void forget_unknown_tables() {
    for (TransitGatewayRouteTable& table : objects_.transit_route_tables) {
      if (!unknown_.contains(table.id)) continue;
      table.routes.clear();
      table.propagating.clear();
      table.routes_known = false;
    }
  }

  SnapshotDraft& draft_;
  CloudObjects& objects_;
  OutsideObjects& outside_;
  IdIndex tables_;
  IdIndex attachments_;
  std::set<std::string> unknown_;  ///< tables to which something spreads routes that nobody tells
  bool any_association_unknown_ = false;
  std::map<std::string, std::string> own_association_;
  std::map<std::string, std::string> own_propagation_;
};

}  // namespace

void attach_transit(SnapshotDraft& draft, OutsideObjects& outside) {
  if (draft.additions.links.empty() && draft.additions.transit_routes.empty() &&
      draft.additions.new_transit_gateways.empty()) {
    return;
  }
  TransitAttacher(draft, outside).attach();
}

}  // namespace halfopen
