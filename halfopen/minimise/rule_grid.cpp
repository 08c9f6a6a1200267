// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/rule_grid.hpp"

#include <algorithm>
#include <cmath>

namespace halfopen {
namespace {

double addresses_in(const CidrBlock& block) {
  return std::ldexp(1.0, address_width(block.family()) - block.prefix_length());
}

/// The longest run of siblings with one fate from `top` down: their nodes, and where it ends.
struct Chain {
  std::vector<std::uint32_t> siblings;
  std::uint32_t bottom = 0;
};

Chain chain_from(const RulePicture& picture, std::uint32_t top) {
  Chain chain{{}, top};
  const std::vector<PictureNode>& nodes = picture.nodes;
  while (!nodes[chain.bottom].is_leaf()) {
    std::uint32_t leaf = nodes[chain.bottom].low;
    std::uint32_t other = nodes[chain.bottom].high;
    const auto fits = [&](std::uint32_t n) {
      return nodes[n].is_leaf() &&
             (chain.siblings.empty() || nodes[n].colours == nodes[chain.siblings.front()].colours);
    };
    // Of two leaves at the top, the one is as good as the other.
    if (!fits(leaf)) std::swap(leaf, other);
    if (!fits(leaf)) break;
    chain.siblings.push_back(leaf);
    chain.bottom = other;
  }
  return chain;
}

}  // namespace

RuleGrid::RuleGrid(const RulePicture& picture, std::optional<std::size_t> rules,
                   std::span<const std::uint32_t> joined)
    : picture_(&picture), rules_(rules), joined_(joined) {
  row_of_leaf_.assign(picture.nodes.size(), GridNode::kNone);
  add(0, GridNode::kNone);
  const auto height = static_cast<std::uint32_t>(rows_.size());
  const auto width = static_cast<std::uint32_t>(columns().size());
  target_ = {CellSet(height, width), CellSet(height, width)};
  for (std::uint32_t r = 0; r < height; ++r) {
    const std::vector<bool>& fates = picture.colours[colours_[r]];
    for (std::uint32_t c = 0; c < width; ++c) target_[fates[c] ? 1 : 0].set(r, c);
  }
  if (rules_) list_separate();
  joined_ = {};
}

void RuleGrid::list_separate() {
  for (std::uint32_t n = 0; n < picture_->nodes.size(); ++n) {
    const Chain chain = chain_from(*picture_, n);
    if (chain.siblings.size() < 2) continue;
    SiblingRun run{n, {}};
    for (const std::uint32_t s : chain.siblings) {
      if (row_of_leaf_[s] != GridNode::kNone) run.rows.push_back(row_of_leaf_[s]);
    }
    if (run.rows.size() == chain.siblings.size()) separate_.push_back(std::move(run));
  }
}

void RuleGrid::add(std::uint32_t from, std::uint32_t parent) {
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({picture_->nodes[from].block,
                    {static_cast<std::uint32_t>(rows_.size()), 0},
                    parent,
                    GridNode::kNone,
                    {}});
  if (parent != GridNode::kNone) nodes_[parent].children.push_back(node);
  if (picture_->nodes[from].is_leaf()) {
    add_leaf(from, node);
  } else if (!add_joined(from, node)) {
    add(picture_->nodes[from].low, node);
    add(picture_->nodes[from].high, node);
  }
  nodes_[node].rows.last = static_cast<std::uint32_t>(rows_.size() - 1);
}

void RuleGrid::add_leaf(std::uint32_t from, std::uint32_t node) {
  const PictureNode& leaf = picture_->nodes[from];
  row_of_leaf_[from] = static_cast<std::uint32_t>(rows_.size());
  rows_.push_back({leaf.block.address(), node, addresses_in(leaf.block)});
  colours_.push_back(leaf.colours);
}

bool RuleGrid::add_joined(std::uint32_t from, std::uint32_t node) {
  const Chain chain = chain_from(*picture_, from);
  if (chain.siblings.size() < 2) return false;
  GridRow row{{}, node, 0};
  bool free = false;
  for (const std::uint32_t s : chain.siblings) {
    const CidrBlock& block = picture_->nodes[s].block;
    row.addresses += addresses_in(block);
    if (free) continue;
    free = !named_within(block);
    row.representative = block.address();
  }
  const bool joined = std::find(joined_.begin(), joined_.end(), from) != joined_.end();
  if (rules_ ? chain.siblings.size() <= *rules_ && !joined : !free) return false;
  nodes_[node].siblings = static_cast<std::uint32_t>(rows_.size());
  rows_.push_back(row);
  colours_.push_back(picture_->nodes[chain.siblings.front()].colours);
  add(chain.bottom, node);
  return true;
}

bool RuleGrid::named_within(const CidrBlock& block) const {
  const auto first = std::lower_bound(picture_->named.begin(), picture_->named.end(), block);
  return first != picture_->named.end() && block.contains(*first);
}

std::optional<RuleBox> RuleGrid::box_of(const NetworkAclEntry& entry) const {
  const auto width = static_cast<std::uint32_t>(columns().size());
  Run run{width, 0};
  for (std::uint32_t c = 0; c < width; ++c) {
    const auto selectors = matched_selectors(entry, columns()[c].protocol);
    if (!selectors || !selectors->contains(columns()[c].selector)) continue;
    run = {std::min(run.first, c), c};
  }
  if (run.first == width) return std::nullopt;
  // The smallest block with all the representatives: it has no others.
  std::optional<std::uint32_t> node;
  for (const GridRow& row : rows_) {
    if (!entry.cidr.contains(row.representative)) continue;
    node = node ? common_node(*node, row.node) : row.node;
  }
  if (!node) return std::nullopt;
  return RuleBox{run, *node};
}

NetworkAclEntry RuleGrid::entry_of(const GridRule& rule) const {
  NetworkAclEntry entry;
  entry.action = rule.allow ? RuleAction::allow : RuleAction::deny;
  entry.cidr = nodes_[rule.box.node].block;
  const Run& run = rule.box.columns;
  const PictureColumn& column = columns()[run.first];
  if (column.has_ports && column.protocol_columns.contains(run)) {
    entry.protocol = column.protocol.number;
    entry.ports = {column.ports.first, columns()[run.last].ports.last};
    return entry;
  }
  for (const RuleShape& shape : column.shapes) {
    if (shape.columns != run) continue;
    entry.protocol = shape.protocol;
    entry.icmp_type = shape.icmp_type;
    entry.icmp_code = shape.icmp_code;
  }
  return entry;
}

std::uint32_t RuleGrid::common_node(std::uint32_t a, std::uint32_t b) const {
  while (!nodes_[a].rows.contains(nodes_[b].rows)) a = nodes_[a].parent;
  return a;
}

RuleBox RuleGrid::join(const RuleBox& a, const RuleBox& b) const {
  RuleBox box{a.columns, common_node(a.node, b.node)};
  const Run hull{std::min(a.columns.first, b.columns.first),
                 std::max(a.columns.last, b.columns.last)};
  const PictureColumn& column = columns()[hull.first];
  if (column.has_ports && column.protocol_columns.contains(hull)) {
    box.columns = hull;
    return box;
  }
  for (const RuleShape& shape : column.shapes) {
    box.columns = shape.columns;
    if (shape.columns.contains(hull)) break;
  }
  return box;
}

}  // namespace halfopen
