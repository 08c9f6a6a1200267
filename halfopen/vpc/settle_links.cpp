// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/settle_links.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "halfopen/vpc/settle_list.hpp"

namespace halfopen {
namespace {

/// One route a destination and kind, in the order of the inputs.
void settle_routes(TransitGatewayRouteTable& table, Diagnostics& diagnostics) {
  sort_unique(table.associated);
  sort_unique(table.propagating);
  const auto key = [](const TransitGatewayRoute& route) {
    return std::tie(route.destination, route.prefix_list, route.propagated);
  };
  const auto same = [](TransitGatewayRoute& known, TransitGatewayRoute& other) {
    return known.attachment_ids == other.attachment_ids && known.blackhole == other.blackhole;
  };
  const auto label = [&](const TransitGatewayRoute& route) {
    return table.id + ": the route to " +
           (route.destination ? to_string(*route.destination) : route.prefix_list);
  };
  settle_list(table.routes, key, same, label, diagnostics);
}

/// Associations stand with attachments and with tables: afterwards in both.
void settle_associations(CloudObjects& objects, Diagnostics& diagnostics) {
  using Place = std::pair<std::string_view, std::size_t>;
  const auto places = [](const auto& list) {
    std::vector<Place> out;
    for (std::size_t i = 0; i < list.size(); ++i) out.emplace_back(list[i].id, i);
    std::sort(out.begin(), out.end());
    return out;
  };
  const auto find = [](const std::vector<Place>& list, std::string_view id) {
    const auto at = std::lower_bound(list.begin(), list.end(), Place(id, 0));
    return at != list.end() && at->first == id ? &*at : nullptr;
  };
  const auto attachments = places(objects.attachments);
  const auto tables = places(objects.transit_route_tables);
  for (const TransitGatewayRouteTable& table : objects.transit_route_tables) {
    for (const std::string& id : table.associated) {
      const Place* place = find(attachments, id);
      if (place == nullptr) continue;
      TransitGatewayAttachment& attachment = objects.attachments[place->second];
      if (attachment.route_table_id.empty()) attachment.route_table_id = table.id;
      if (attachment.route_table_id == table.id) continue;
      diagnostics.push_back({DiagnosticCode::contradicting_object, Severity::error, table.origin,
                             id + " is associated with " + attachment.route_table_id +
                                 " and with " + table.id + ": the first counts",
                             "give the exports of one moment"});
    }
  }
  for (const TransitGatewayAttachment& attachment : objects.attachments) {
    const Place* place = find(tables, attachment.route_table_id);
    if (place != nullptr) {
      objects.transit_route_tables[place->second].associated.push_back(attachment.id);
    }
  }
  for (TransitGatewayRouteTable& table : objects.transit_route_tables) {
    sort_unique(table.associated);
  }
}

/// True for an interface that stands for what an instance says without listing interfaces.
bool is_made_up(const NetworkInterface& interface) {
  return interface.from_instance && interface.id == interface.instance_id;
}

}  // namespace

void settle_transit_routes(CloudObjects& objects, Diagnostics& diagnostics) {
  for (TransitGatewayRouteTable& table : objects.transit_route_tables) {
    settle_routes(table, diagnostics);
  }
  settle_associations(objects, diagnostics);
}

void settle_instances(CloudObjects& objects) {
  std::vector<std::pair<std::string_view, std::string_view>> owned;  // instance, interface
  for (const NetworkInterface& interface : objects.interfaces) {
    if (interface.instance_id.empty() || is_made_up(interface)) continue;
    owned.emplace_back(interface.instance_id, interface.id);
  }
  std::stable_sort(owned.begin(), owned.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto of = [&](std::string_view instance) {
    return std::equal_range(owned.begin(), owned.end(), std::pair(instance, std::string_view()),
                            [](const auto& a, const auto& b) { return a.first < b.first; });
  };
  for (Instance& instance : objects.instances) {
    const auto [first, last] = of(instance.id);
    if (first == last) continue;
    std::erase(instance.interface_ids, instance.id);
    for (auto at = first; at != last; ++at) {
      auto& ids = instance.interface_ids;
      if (std::find(ids.begin(), ids.end(), at->second) == ids.end()) ids.emplace_back(at->second);
    }
  }
  std::vector<bool> replaced;
  for (const NetworkInterface& interface : objects.interfaces) {
    const auto [first, last] = of(interface.id);
    replaced.push_back(is_made_up(interface) && first != last);
  }
  std::size_t i = 0;
  std::erase_if(objects.interfaces, [&](const NetworkInterface&) { return replaced[i++]; });
}

}  // namespace halfopen
