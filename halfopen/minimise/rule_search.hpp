// SPDX-License-Identifier: Apache-2.0
// The exact question: is there a list of k rules that does what the picture shows?
//
// First match from the front: the next rule may take any box whose open cells all need one action
// ("available"). Deciding more cells rightly never hurts, so:
// * an available rule of a list may be moved to its front, and grown as long as it stays available;
// * every other rule can be taken to be grown as far as possible where it stands. What stops it
// then
//   is a cell that needs the other action and is open now too: a box that could grow over no such
//   cell need not be tried.
// So pick an open allowed cell. The rule that decides it is available: play it; or it is not: then
// commit to it, pick a cell in it that stands in its way, and ask the same about that cell. A
// committed rule is played when it becomes available. Each step plays or commits one of k rules.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "halfopen/minimise/box_options.hpp"
#include "halfopen/minimise/rule_bound.hpp"
#include "halfopen/minimise/rule_grid.hpp"

namespace halfopen {

enum class SearchOutcome : std::uint8_t { found, refuted, gave_up };

/// One search at a time; borrows the grid. Deterministic: effort is counted, not timed.
class RuleSearch {
 public:
  /// `effort`: how many cells and boxes it may look at; it is lowered by what was used.
  RuleSearch(const RuleGrid& grid, std::uint64_t& effort) : grid_(grid), effort_(effort) {}

  /// Looks for a list of at most `k` rules. Refuted means that there is none on this grid.
  SearchOutcome search(std::size_t k);

  /// The list, after it was found.
  const std::vector<GridRule>& rules() const { return played_; }

 private:
  struct State {
    OpenCells open;
    std::vector<GridRule> goals;  ///< committed; a later one must be played before an earlier one
  };
  struct KeyHash {
    std::size_t operator()(const std::vector<std::uint64_t>& key) const;
  };
  using Key = std::vector<std::uint64_t>;

  bool spend(std::uint64_t amount);
  SearchOutcome solve(State state, std::size_t k);
  SearchOutcome branch(const State& state, const OpenDigest& digest, std::size_t k);
  std::vector<BoxOption> best_options(const State& state, const OpenDigest& digest,
                                      bool may_commit);
  void play_available(State& state, std::size_t& k);
  Key key_of(const State& state) const;

  const RuleGrid& grid_;
  std::uint64_t& effort_;
  std::vector<GridRule> played_;
  std::unordered_map<Key, std::size_t, KeyHash> refuted_;  ///< the largest k
  std::size_t remembered_words_ = 0;
};

}  // namespace halfopen
