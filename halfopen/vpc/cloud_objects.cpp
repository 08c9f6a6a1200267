// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/cloud_objects.hpp"

#include <utility>

#include "halfopen/vpc/append_list.hpp"

namespace halfopen {
void append(CloudObjects& objects, CloudObjects&& more) {
  append_list(objects.security_groups, more.security_groups);
  append_list(objects.route_tables, more.route_tables);
  append_list(objects.gateways, more.gateways);
  append_list(objects.nat_gateways, more.nat_gateways);
  append_list(objects.peerings, more.peerings);
  append_list(objects.transit_gateways, more.transit_gateways);
  append_list(objects.attachments, more.attachments);
  append_list(objects.transit_route_tables, more.transit_route_tables);
  append_list(objects.endpoints, more.endpoints);
  append_list(objects.prefix_lists, more.prefix_lists);
  append_list(objects.interfaces, more.interfaces);
  append_list(objects.instances, more.instances);
  append_list(objects.load_balancers, more.load_balancers);
  append_list(objects.listeners, more.listeners);
  append_list(objects.target_groups, more.target_groups);
  append_list(objects.public_access, more.public_access);
  objects.listed |= more.listed;
  for (std::size_t kind = 0; kind < kObjectKinds; ++kind) {
    objects.pages[kind].add(more.pages[kind]);
  }
}

}  // namespace halfopen
