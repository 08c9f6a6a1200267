// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/cloud_objects.hpp"

#include <iterator>
#include <utility>

namespace halfopen {
namespace {

template <class T>
void move_all(std::vector<T>& to, std::vector<T>& from) {
  if (to.empty()) {
    to.swap(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
}

}  // namespace

void append(CloudObjects& objects, CloudObjects&& more) {
  move_all(objects.security_groups, more.security_groups);
  move_all(objects.route_tables, more.route_tables);
  move_all(objects.gateways, more.gateways);
  move_all(objects.nat_gateways, more.nat_gateways);
  move_all(objects.peerings, more.peerings);
  move_all(objects.transit_gateways, more.transit_gateways);
  move_all(objects.attachments, more.attachments);
  move_all(objects.transit_route_tables, more.transit_route_tables);
  move_all(objects.endpoints, more.endpoints);
  move_all(objects.prefix_lists, more.prefix_lists);
  move_all(objects.interfaces, more.interfaces);
  move_all(objects.instances, more.instances);
  move_all(objects.load_balancers, more.load_balancers);
  move_all(objects.listeners, more.listeners);
  move_all(objects.target_groups, more.target_groups);
  move_all(objects.public_access, more.public_access);
  objects.listed |= more.listed;
  for (std::size_t kind = 0; kind < kObjectKinds; ++kind) {
    objects.pages[kind].add(more.pages[kind]);
  }
}

}  // namespace halfopen
