// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/route_lookup.hpp"

namespace halfopen {

RouteLookup::RouteLookup(std::span<const RouteKey> keys) {
  std::vector<CidrBlock> blocks;
  blocks.reserve(keys.size());
  for (const RouteKey& key : keys) blocks.push_back(key.block);
  tree_ = CidrTree(blocks);
  const auto nodes = tree_.nodes();
  route_of_node_.assign(nodes.size(), kNone);
  for (CidrTree::NodeId node = 1; node < nodes.size(); ++node) {
    const RouteKey* best = nullptr;
    for (const std::uint32_t member : nodes[node].members) {
      if (best == nullptr || keys[member].rank < best->rank) best = &keys[member];
    }
    if (best != nullptr) route_of_node_[node] = best->route;
  }
}

std::optional<std::uint32_t> RouteLookup::find(const IpAddress& address) const {
  if (route_of_node_.empty()) return std::nullopt;
  const std::uint32_t route = route_of_node_[tree_.find(address)];
  return route == kNone ? std::nullopt : std::optional(route);
}

std::optional<CidrBlock> RouteLookup::block(const IpAddress& address) const {
  const CidrTree::NodeId node = tree_.find(address);
  if (node == CidrTree::kRoot) return std::nullopt;
  return tree_.nodes()[node].block;
}

AddressSet RouteLookup::alike(const IpAddress& address) const {
  const IpFamily family = address.family();
  if (route_of_node_.empty()) return AddressSet::of(CidrBlock::all(family));
  const std::uint32_t route = route_of_node_[tree_.find(address)];
  AddressSet found{family, {}};
  const auto runs = tree_.boundaries(family);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (route_of_node_[runs[i].node] != route) continue;
    const AddressBits last =
        i + 1 < runs.size() ? runs[i + 1].first - 1 : last_address_bits(family);
    found.bits.append(runs[i].first, last);
  }
  return found;
}

}  // namespace halfopen
