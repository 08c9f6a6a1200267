// SPDX-License-Identifier: Apache-2.0
// The steps of attach_additions, by what they join. Used by additions.cpp alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

using IdIndex = std::unordered_map<std::string, std::size_t>;

/// Where each id of a list stands; of repeated ids the first.
template <class T, class Id>
IdIndex index_of(const std::vector<T>& list, Id id) {
  IdIndex index;
  for (std::size_t i = 0; i < list.size(); ++i) index.try_emplace(id(list[i]), i);
  return index;
}

template <class T>
IdIndex index_of(const std::vector<T>& list) {
  return index_of(list, [](const T& object) { return object.id; });
}

/// Says once for each object that something is added to it and it is not loaded.
class OutsideObjects {
 public:
  explicit OutsideObjects(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// `what`: "routes"; `command`: what prints the object.
  void add(const std::string& id, std::string_view what, std::string_view command,
           const Origin& origin);

 private:
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, bool> named_;
};

/// The blocks of the VPC; nothing if it is not loaded.
const Vpc* find_vpc(const SnapshotDraft& draft, std::string_view id);
bool has_v6(const SnapshotDraft& draft, const Vpc& vpc);

/// Gateways to VPCs; interfaces, instances and NAT gateways to the VPC of their subnet.
void attach_gateways(SnapshotDraft& draft, OutsideObjects& outside);
/// Routes and associations; the local routes and main tables that AWS makes.
void attach_routes(SnapshotDraft& draft, OutsideObjects& outside, Diagnostics& diagnostics);
/// Rules and members of security groups; the groups and rules that AWS makes.
void attach_groups(SnapshotDraft& draft, OutsideObjects& outside);
/// Route tables, subnets and routes of VPC endpoints; entries of prefix lists.
void attach_endpoints(SnapshotDraft& draft, OutsideObjects& outside);
/// Routes, associations and propagations of transit gateways; what their defaults make.
void attach_transit(SnapshotDraft& draft, OutsideObjects& outside);

}  // namespace halfopen
