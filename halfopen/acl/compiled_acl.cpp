// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/compiled_acl.hpp"

#include <algorithm>

namespace halfopen {
namespace {

/// The protocols that entries name, and a number that none of them does (to stand for the rest).
std::vector<IpProtocol> protocols_by_row(std::span<const NetworkAclEntry> entries,
                                         std::vector<std::uint8_t>& row_of) {
  row_of.assign(256, 0);
  std::vector<bool> named(256, false);
  for (const NetworkAclEntry& entry : entries) {
    if (entry.protocol >= 0) named[static_cast<std::size_t>(entry.protocol)] = true;
  }
  std::vector<IpProtocol> rows;
  const auto unnamed = std::find(named.begin(), named.end(), false) - named.begin();
  rows.push_back(IpProtocol{static_cast<std::uint8_t>(unnamed)});
  for (std::size_t number = 0; number < 256; ++number) {
    if (!named[number]) continue;
    row_of[number] = static_cast<std::uint8_t>(rows.size() % 256);
    rows.push_back(IpProtocol{static_cast<std::uint8_t>(number)});
  }
  if (rows.size() == 257) {  // every protocol is named: no row for "the rest" is needed
    rows.erase(rows.begin());
    for (std::size_t number = 0; number < 256; ++number) {
      row_of[number] = static_cast<std::uint8_t>(number);
    }
  }
  return rows;
}

std::vector<CidrBlock> blocks_of(std::span<const NetworkAclEntry> entries) {
  std::vector<CidrBlock> blocks;
  blocks.reserve(entries.size());
  for (const NetworkAclEntry& entry : entries) blocks.push_back(entry.cidr);
  return blocks;
}

}  // namespace

CompiledAcl::CompiledAcl(const NetworkAcl& acl) : acl_(&acl) {
  compile(Direction::ingress);
  compile(Direction::egress);
}

void CompiledAcl::compile(Direction direction) {
  const auto entries = acl_->entries(direction);
  Side& side = sides_[static_cast<std::size_t>(direction)];
  side.tree = CidrTree(blocks_of(entries));
  const std::vector<IpProtocol> protocols = protocols_by_row(entries, side.protocol_row);
  side.rows = protocols.size();

  const auto nodes = side.tree.nodes();
  side.map_index.assign(nodes.size() * side.rows, 0);
  side.maps.assign(1, DecisionMap{});
  std::vector<std::vector<std::uint32_t>> rules(
      nodes.size());  // of a node: its own and its parents'
  DecisionMapBuilder builder;
  for (std::size_t node = 1; node < nodes.size(); ++node) {
    const auto& inherited = rules[nodes[node].parent];
    const auto& own = nodes[node].members;
    rules[node].reserve(inherited.size() + own.size());
    std::merge(inherited.begin(), inherited.end(), own.begin(), own.end(),
               std::back_inserter(rules[node]));
    for (std::size_t row = 0; row < side.rows; ++row) {
      builder.reset();
      for (const std::uint32_t rule : rules[node]) {
        if (!builder.has_free()) break;
        const NetworkAclEntry& entry = entries[rule];
        if (const auto range = matched_selectors(entry, protocols[row])) {
          builder.add(*range, rule, entry.action);
        }
      }
      DecisionMap map = builder.build();
      auto& index = side.map_index[node * side.rows + row];
      if (row > 0 && map == side.maps.back()) {
        index = static_cast<std::uint32_t>(side.maps.size() - 1);
      } else {
        index = static_cast<std::uint32_t>(side.maps.size());
        side.maps.push_back(std::move(map));
      }
    }
  }
}

const DecisionMap& CompiledAcl::decisions(Direction direction, const IpAddress& remote,
                                          IpProtocol protocol) const {
  const Side& side = this->side(direction);
  const CidrTree::NodeId node = side.tree.find(remote);
  return side.maps[side.map_index[node * side.rows + side.protocol_row[protocol.number]]];
}

Decision CompiledAcl::decide(Direction direction, const Packet& packet) const {
  const IpAddress& remote = direction == Direction::ingress ? packet.source : packet.destination;
  return decision(direction, decisions(direction, remote, packet.protocol).at(selector(packet)));
}

Decision CompiledAcl::decision(Direction direction, const DecisionSegment& segment) const {
  if (segment.entry == DecisionSegment::kDefaultDeny) return {};
  return {segment.action, &acl_->entries(direction)[segment.entry]};
}

}  // namespace halfopen
