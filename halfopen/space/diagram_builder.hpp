// SPDX-License-Identifier: Apache-2.0
// From an ordered rule list to its diagram.
//
// The idea: at a level, the bounds of the rules cut the values into runs; on a run only some rules
// match, and the rest of the tuple is decided by that sublist alone. Three cuts keep the sublists
// small: rules after one that matches everything below never decide; rules at the end with the same
// terminal as what follows them change nothing; and equal sublists are solved once.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halfopen/space/decision_diagram.hpp"
#include "halfopen/space/range_rules.hpp"
#include "halfopen/space/rule_list_memo.hpp"
#include "halfopen/space/rule_list_splitter.hpp"
#include "halfopen/space/rule_mask_memo.hpp"
#include "halfopen/space/rule_mask_splitter.hpp"

namespace halfopen {

/// Keeps its memory between builds. Not safe for several threads at once.
class DiagramBuilder {
 public:
  /// The function that maps a tuple to the terminal of the first rule that matches it, and to
  /// `otherwise` where none does. The rules must have the diagram's levels. Exponential in the
  /// number of levels in the worst case; in practice linear in the diagram's edges.
  /// Nothing if the store grows beyond `most_edges`.
  std::optional<DecisionDiagram::NodeId> build(DecisionDiagram& diagram, const RangeRules& rules,
                                               std::uint32_t otherwise,
                                               std::size_t most_edges = ~std::size_t{0});

 private:
  using NodeId = DecisionDiagram::NodeId;

  /// How lists are held, and what was built for them.
  template <class Splitter>
  struct Way {
    Splitter splitter;
    typename Splitter::Memo memo;
  };

  template <class Splitter>
  NodeId build_list(Way<Splitter>& way, std::size_t level, typename Splitter::List list,
                    std::uint32_t otherwise);
  template <class Splitter>
  NodeId build_all(Way<Splitter>& way, std::uint32_t otherwise);
  NodeId build_one(std::size_t level, std::uint32_t rule, std::uint32_t otherwise);

  DecisionDiagram* diagram_ = nullptr;
  const RangeRules* rules_ = nullptr;
  std::size_t most_edges_ = 0;
  Way<RuleMaskSplitter> short_;
  Way<RuleListSplitter> long_;
  std::vector<DecisionDiagram::Edge> runs_;  ///< a stack of runs under construction
};

}  // namespace halfopen
