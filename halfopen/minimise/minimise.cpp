// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/minimise.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "halfopen/acl/header_rules.hpp"
#include "halfopen/minimise/rule_cover.hpp"
#include "halfopen/minimise/rule_grid.hpp"
#include "halfopen/minimise/rule_reduction.hpp"
#include "halfopen/minimise/rule_search.hpp"
#include "halfopen/space/header_space.hpp"

namespace halfopen {
namespace {

using Rows = std::span<const NetworkAclEntry>;

/// Larger lists are returned as they are; no network ACL of EC2 is so large.
constexpr std::size_t kMostRows = 1000;
constexpr std::size_t kMostCells = std::size_t{1} << 22;
/// Cells that may be looked at to build grids and bounds.
constexpr std::uint64_t kBoundEffort = 100'000'000;

/// The shortest list that is found without proof; nothing if it is not shorter than the rows.
std::optional<std::vector<NetworkAclEntry>> reduced(Rows rows, const RuleGrid& grid,
                                                    std::uint64_t effort) {
  std::vector<GridRule> rules;
  for (const NetworkAclEntry& row : rows) {
    const auto box = grid.box_of(row);
    if (box) rules.push_back({*box, row.action == RuleAction::allow});
  }
  std::uint64_t half = effort / 2;
  rules = reduce(grid, std::move(rules), half);
  half = effort / 2;
  if (auto other = greedy_cover(grid, half)) {
    other = reduce(grid, std::move(*other), half);
    if (other->size() < rules.size()) rules = std::move(*other);
  }
  if (rules.size() >= rows.size()) return std::nullopt;
  std::vector<NetworkAclEntry> entries;
  entries.reserve(rules.size());
  for (const GridRule& rule : rules) entries.push_back(grid.entry_of(rule));
  return entries;
}

/// Asks for 0, 1, 2, ... rules until some list does, or until the part's list is the shortest.
void deepen(const RulePicture& picture, std::uint64_t effort, MinimisePart& part) {
  std::uint64_t bound_effort = kBoundEffort;
  const std::uint64_t cells = picture.nodes.size() * picture.columns.size();
  for (std::size_t k = 0; k < part.entries.size(); ++k) {
    part.lower_bound = k;
    bound_effort -= std::min(bound_effort, cells);
    if (k >= picture.exact_below || cells > kMostCells || bound_effort == 0) return;
    const RuleGrid grid = smallest_grid(picture, k, bound_effort);
    if (fewest_rules(grid) > k) continue;
    if (effort == 0) return;
    RuleSearch search(grid, effort);
    const SearchOutcome outcome = search.search(k);
    if (outcome == SearchOutcome::gave_up) return;
    if (outcome == SearchOutcome::refuted) continue;
    part.entries.clear();
    for (const GridRule& rule : search.rules()) part.entries.push_back(grid.entry_of(rule));
  }
  part.lower_bound = part.entries.size();
  part.proved = true;
}

}  // namespace

bool MinimiseResult::proved() const {
  return std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.proved; });
}

std::size_t MinimiseResult::before() const {
  std::size_t sum = 0;
  for (const MinimisePart& part : parts) sum += part.before;
  return sum;
}

std::size_t MinimiseResult::after() const {
  std::size_t sum = 0;
  for (const MinimisePart& part : parts) sum += part.after;
  return sum;
}

std::vector<NetworkAclEntry> rows_of(const NetworkAcl& acl, Direction direction, IpFamily family) {
  std::vector<NetworkAclEntry> rows;
  for (const NetworkAclEntry& entry : acl.entries(direction)) {
    if (entry.cidr.family() == family) rows.push_back(entry);
  }
  return rows;
}

MinimisePart minimise_rows(Rows rows, const MinimiseLimits& limits) {
  MinimisePart part;
  part.before = rows.size();
  part.after = rows.size();
  part.entries.assign(rows.begin(), rows.end());
  part.skipped_unknown = std::any_of(rows.begin(), rows.end(), [](const NetworkAclEntry& row) {
    return row.action == RuleAction::unknown;
  });
  if (part.skipped_unknown) return part;
  if (rows.empty()) {
    part.proved = true;
    return part;
  }
  if (rows.size() > kMostRows) return part;
  const RulePicture picture = draw_rules(rows, rows.front().cidr.family());
  const RuleGrid grid(picture);
  if (grid.rows().size() * grid.columns().size() > kMostCells) return part;
  if (auto shorter = reduced(rows, grid, limits.reduce_effort)) part.entries = std::move(*shorter);
  deepen(picture, limits.search_effort, part);
  for (NetworkAclEntry& entry : part.entries) entry.direction = rows.front().direction;
  part.after = part.entries.size();
  return part;
}

void number_entries(std::array<MinimisePart, 4>& parts) {
  std::size_t most = 1;
  std::array<std::set<RuleNumber>, 2> given;
  for (const MinimisePart& part : parts) {
    if (!part.skipped_unknown) most = std::max(most, part.entries.size());
    if (!part.skipped_unknown) continue;
    for (const NetworkAclEntry& entry : part.entries) {
      given[static_cast<std::size_t>(part.direction)].insert(entry.number);
    }
  }
  const std::size_t step = std::clamp<std::size_t>((kLastUserRuleNumber - 1) / most, 1, 100);
  for (MinimisePart& part : parts) {
    if (part.skipped_unknown) continue;
    std::set<RuleNumber>& taken = given[static_cast<std::size_t>(part.direction)];
    auto next = static_cast<RuleNumber>(step + (part.family == IpFamily::v6 ? 1 : 0));
    RuleNumber last = 0;
    for (NetworkAclEntry& entry : part.entries) {
      RuleNumber number = std::max(next, last + 1);
      while (taken.contains(number)) ++number;
      taken.insert(number);
      entry.number = number;
      last = number;
      next += static_cast<RuleNumber>(step);
    }
  }
}

MinimiseResult minimise(const NetworkAcl& acl, const MinimiseLimits& limits) {
  MinimiseResult result;
  std::size_t i = 0;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      MinimisePart& part = result.parts[i++];
      part = minimise_rows(rows_of(acl, direction, family), limits);
      part.direction = direction;
      part.family = family;
    }
  }
  number_entries(result.parts);
  return result;
}

bool behaves_like(const NetworkAcl& acl, const MinimiseResult& result) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    std::vector<NetworkAclEntry> rows;
    for (const MinimisePart& part : result.parts) {
      if (part.direction != direction) continue;
      rows.insert(rows.end(), part.entries.begin(), part.entries.end());
    }
    HeaderSpaces store;
    if (!(store.decide(header_rules(acl.entries(direction)), 0) ==
          store.decide(header_rules(rows), 0))) {
      return false;
    }
  }
  return true;
}

}  // namespace halfopen
