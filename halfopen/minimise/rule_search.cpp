// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/rule_search.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace halfopen {
namespace {

constexpr std::size_t kMostRememberedWords = std::size_t{1} << 23;
constexpr std::size_t kMostCellsTried = 24;

/// Up to kMostCellsTried cells of the rectangle, spread evenly.
std::vector<std::pair<std::uint32_t, std::uint32_t>> sample(const CellSet& cells, const Run& rows,
                                                            const Run& columns) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
  for (std::uint32_t r = rows.first; r <= rows.last; ++r) {
    for (std::uint32_t w = columns.first / 64; w <= columns.last / 64; ++w) {
      std::uint64_t bits = cells.row(r)[w] & run_mask(columns, w);
      for (; bits != 0; bits &= bits - 1) {
        all.emplace_back(r, w * 64 + static_cast<std::uint32_t>(std::countr_zero(bits)));
      }
    }
  }
  if (all.size() <= kMostCellsTried) return all;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> some;
  for (std::size_t i = 0; i < kMostCellsTried; ++i) {
    some.push_back(all[i * all.size() / kMostCellsTried]);
  }
  return some;
}

std::size_t other(bool allow) { return allow ? 0 : 1; }

}  // namespace

std::size_t RuleSearch::KeyHash::operator()(const std::vector<std::uint64_t>& key) const {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const std::uint64_t word : key) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 29;
  }
  return hash;
}

bool RuleSearch::spend(std::uint64_t amount) {
  if (effort_ < amount) {
    effort_ = 0;
    return false;
  }
  effort_ -= amount;
  return true;
}

SearchOutcome RuleSearch::search(std::size_t k) {
  played_.clear();
  refuted_.clear();
  remembered_words_ = 0;
  return solve({{grid_.target()[0], grid_.target()[1]}, {}}, k);
}

RuleSearch::Key RuleSearch::key_of(const State& state) const {
  Key key = state.open[0].bits();
  key.insert(key.end(), state.open[1].bits().begin(), state.open[1].bits().end());
  for (const GridRule& goal : state.goals) {
    key.push_back(std::uint64_t{goal.box.columns.first} << 32 | goal.box.columns.last);
    key.push_back(std::uint64_t{goal.box.node} << 1 | (goal.allow ? 1 : 0));
  }
  return key;
}

void RuleSearch::play_available(State& state, std::size_t& k) {
  for (bool again = true; again && k > 0;) {
    again = false;
    for (std::size_t i = state.goals.size(); i-- > 0 && !again;) {
      const GridRule goal = state.goals[i];
      const Run rows = grid_.rows(goal.box);
      if (state.open[other(goal.allow)].any(rows, goal.box.columns)) continue;
      state.open[goal.allow ? 1 : 0].clear(rows, goal.box.columns);
      state.goals.erase(state.goals.begin() + static_cast<std::ptrdiff_t>(i));
      played_.push_back(goal);
      --k;
      again = true;
    }
  }
}

SearchOutcome RuleSearch::solve(State state, std::size_t k) {
  const std::size_t played_before = played_.size();
  play_available(state, k);
  if (!state.open[1].any()) return SearchOutcome::found;
  const auto fail = [&](SearchOutcome outcome) {
    played_.resize(played_before);
    return outcome;
  };
  if (k == 0 || (!state.goals.empty() && state.goals.size() >= k)) {
    return fail(SearchOutcome::refuted);
  }
  if (!spend(grid_.rows().size() * grid_.columns().size())) return fail(SearchOutcome::gave_up);
  Key key = key_of(state);
  const auto known = refuted_.find(key);
  if (known != refuted_.end() && known->second >= k) return fail(SearchOutcome::refuted);
  const OpenDigest digest(grid_, state.open);
  std::vector<RuleBox> committed;
  for (const GridRule& goal : state.goals) committed.push_back(goal.box);
  const bool hopeless = fewest_rules(grid_, state.open, digest, committed) > k;
  const SearchOutcome outcome = hopeless ? SearchOutcome::refuted : branch(state, digest, k);
  if (outcome == SearchOutcome::found) return outcome;
  if (outcome == SearchOutcome::refuted && remembered_words_ < kMostRememberedWords) {
    remembered_words_ += key.size();
    std::size_t& largest = refuted_[std::move(key)];
    largest = std::max(largest, k);
  }
  return fail(outcome);
}

SearchOutcome RuleSearch::branch(const State& state, const OpenDigest& digest, std::size_t k) {
  const bool allow = state.goals.empty() || !state.goals.back().allow;
  // A committed rule waits for another one at least.
  const bool may_commit = state.goals.size() + 2 <= k;
  for (const BoxOption& option : best_options(state, digest, may_commit)) {
    State next = state;
    std::size_t left = k;
    if (option.available) {
      next.open[allow ? 1 : 0].clear(grid_.rows(option.box), option.box.columns);
      played_.push_back({option.box, allow});
      --left;
    } else {
      const GridRule goal{option.box, allow};
      if (std::find(next.goals.begin(), next.goals.end(), goal) != next.goals.end()) continue;
      next.goals.push_back(goal);
    }
    const SearchOutcome outcome = solve(std::move(next), left);
    if (outcome == SearchOutcome::found) return outcome;
    if (option.available) played_.pop_back();
    if (outcome == SearchOutcome::gave_up) return outcome;
  }
  return SearchOutcome::refuted;
}

std::vector<BoxOption> RuleSearch::best_options(const State& state, const OpenDigest& digest,
                                                bool may_commit) {
  bool allow = true;
  Run rows{0, static_cast<std::uint32_t>(grid_.rows().size() - 1)};
  Run columns = grid_.all_columns();
  if (!state.goals.empty()) {
    allow = !state.goals.back().allow;
    rows = grid_.rows(state.goals.back().box);
    columns = state.goals.back().box.columns;
  }
  const CellSet& cells = state.open[allow ? 1 : 0];
  std::vector<BoxOption> best;
  bool any = false;
  for (const auto& [row, column] : sample(cells, rows, columns)) {
    std::vector<BoxOption> found =
        box_options(grid_, digest, {row, column, allow}, !may_commit, effort_);
    if (any && found.size() >= best.size()) continue;
    any = true;
    best = std::move(found);
    if (best.empty()) break;
  }
  for (BoxOption& option : best)
    option.gain = cells.count(grid_.rows(option.box), option.box.columns);
  std::stable_sort(best.begin(), best.end(), [](const BoxOption& a, const BoxOption& b) {
    return a.available != b.available ? a.available : a.gain > b.gain;
  });
  return best;
}

}  // namespace halfopen
