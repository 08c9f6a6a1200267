// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/header_space.hpp"

#include <unordered_map>

namespace halfopen {
namespace {

using NodeId = DecisionDiagram::NodeId;
constexpr NodeId kNo = DecisionDiagram::terminal(0);
constexpr NodeId kYes = DecisionDiagram::terminal(1);

/// Counts the members below a node, level by level. One of each family, as their words differ.
class Counter {
 public:
  Counter(const HeaderSpaces& store, IpFamily family) : store_(store), family_(family) {}

  /// The members below `node`, given that everything above `level` is fixed.
  HeaderCount count(NodeId node, std::size_t level) {
    const std::size_t own = store_.diagram().level(node);
    HeaderCount total = below(node);
    for (; level < own; ++level) total *= store_.layout().value_count(level, family_);
    return total;
  }

 private:
  HeaderCount below(NodeId node) {
    if (DecisionDiagram::is_terminal(node)) return HeaderCount(node == kNo ? 0 : 1);
    if (const auto known = known_.find(node); known != known_.end()) return known->second;
    const std::size_t level = store_.diagram().level(node);
    HeaderCount total;
    std::uint64_t first = 0;
    for (const auto& run : store_.diagram().edges(node)) {
      total += count(run.child, level + 1) * (run.last - first + 1);
      first = std::uint64_t{run.last} + 1;
    }
    known_.emplace(node, total);
    return total;
  }

  const HeaderSpaces& store_;
  IpFamily family_;
  std::unordered_map<NodeId, HeaderCount> known_;
};

/// The part of a set that stands below a value of level 0.
NodeId family_root(const DecisionDiagram& diagram, NodeId root, IpFamily family) {
  if (diagram.level(root) != 0) return root;
  for (const auto& run : diagram.edges(root)) {
    if (static_cast<std::uint32_t>(family) <= run.last) return run.child;
  }
  return kNo;
}

}  // namespace

bool HeaderSpace::empty() const { return root_ == kNo; }

bool HeaderSpace::contains(const Packet& packet) const {
  return store_->diagram().at(root_, store_->layout().values(packet)) != 0;
}

bool HeaderSpace::is_subset_of(const HeaderSpace& other) const { return (*this - other).empty(); }

HeaderCount HeaderSpace::count() const {
  HeaderCount total;
  for (const IpFamily family : kIpFamilies) {
    total += Counter(*store_, family).count(family_root(store_->diagram(), root_, family), 1);
  }
  return total;
}

std::optional<Packet> HeaderSpace::witness() const {
  if (empty()) return std::nullopt;
  const DecisionDiagram& diagram = store_->diagram();
  HeaderLayout::Values values{};
  NodeId node = root_;
  while (!DecisionDiagram::is_terminal(node)) {
    const std::size_t level = diagram.level(node);
    std::uint32_t first = 0;
    for (const auto& run : diagram.edges(node)) {
      if (run.child != kNo) {  // a reduced node other than kNo always leads somewhere
        values[level] = first;
        node = run.child;
        break;
      }
      first = run.last + 1;
    }
  }
  return store_->layout().packet(values);
}

HeaderSpace operator|(const HeaderSpace& a, const HeaderSpace& b) {
  const auto shortcut = [](NodeId x, NodeId y, NodeId& result) {
    result = x == kYes || y == kYes ? kYes : (x == kNo ? y : x);
    return x == y || x == kYes || y == kYes || x == kNo || y == kNo;
  };
  return {*a.store_, a.store_->diagram().combine(a.root_, b.root_, shortcut)};
}

HeaderSpace operator&(const HeaderSpace& a, const HeaderSpace& b) {
  const auto shortcut = [](NodeId x, NodeId y, NodeId& result) {
    result = x == kNo || y == kNo ? kNo : (x == kYes ? y : x);
    return x == y || x == kYes || y == kYes || x == kNo || y == kNo;
  };
  return {*a.store_, a.store_->diagram().combine(a.root_, b.root_, shortcut)};
}

HeaderSpace operator-(const HeaderSpace& a, const HeaderSpace& b) {
  const auto shortcut = [](NodeId x, NodeId y, NodeId& result) {
    result = x == kNo || y == kYes || x == y ? kNo : (y == kNo ? x : kYes);
    return x == kNo || y == kYes || x == y || y == kNo;
  };
  return {*a.store_, a.store_->diagram().combine(a.root_, b.root_, shortcut)};
}

HeaderSpace HeaderSpace::operator~() const { return store_->all() - *this; }

std::uint32_t RuleSpace::at(const Packet& packet) const {
  return store_->diagram().at(root_, store_->layout().values(packet));
}

HeaderSpace RuleSpace::where(const std::function<bool(std::uint32_t terminal)>& chosen) const {
  const auto shortcut = [&](NodeId x, NodeId, NodeId& result) {
    if (!DecisionDiagram::is_terminal(x)) return false;
    result = chosen(DecisionDiagram::terminal_value(x)) ? kYes : kNo;
    return true;
  };
  return {*store_, store_->diagram().combine(root_, root_, shortcut)};
}

HeaderSpace RuleSpace::decided_by(std::uint32_t terminal) const {
  return where([terminal](std::uint32_t t) { return t == terminal; });
}

HeaderSpaces::HeaderSpaces(const FieldOrder& order)
    : layout_(order),
      diagram_({layout_.last_values().begin(), layout_.last_values().end()}),
      rules_(layout_.last_values()) {}

HeaderSpace HeaderSpaces::of(const HeaderBox& box) {
  const HeaderRule rule{box, 1};
  return allowed({&rule, 1});
}

HeaderSpace HeaderSpaces::allowed(std::span<const HeaderRule> rules) {
  return {*this, build(rules, 0, true)};
}

RuleSpace HeaderSpaces::decide(std::span<const HeaderRule> rules, std::uint32_t otherwise) {
  return {*this, build(rules, otherwise, false)};
}

DecisionDiagram::NodeId HeaderSpaces::build(std::span<const HeaderRule> rules,
                                            std::uint32_t otherwise, bool as_set) {
  rules_.clear();
  rules_.reserve(rules.size());
  for (const HeaderRule& rule : rules) {
    const std::uint32_t terminal = as_set ? (rule.terminal != 0 ? 1 : 0) : rule.terminal;
    rules_.add(layout_.ranges(rule.box), terminal);
  }
  return builder_.build(diagram_, rules_, otherwise).value();
}

}  // namespace halfopen
