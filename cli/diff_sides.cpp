// SPDX-License-Identifier: Apache-2.0
#include "cli/diff_sides.hpp"

#include <algorithm>
#include <utility>

#include "cli/question.hpp"
#include "cli/terminal.hpp"

namespace halfopen::cli {
namespace {

/// The inputs of --with and one more.
std::vector<std::string> within(const Options& options, const std::vector<std::string>& more) {
  std::vector<std::string> paths = options.around;
  paths.insert(paths.end(), more.begin(), more.end());
  return paths;
}

/// One side, without a word about what is wrong with it unless it is to be told.
Inputs side_of(Options options, const std::vector<std::string>& paths, PlanSide side, bool told) {
  options.plan_side = side;
  options.quiet = options.quiet || !told;
  return read_inputs(options, paths);
}

std::string listed(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) text += (text.empty() ? "" : ", ") + path;
  return text;
}

bool holds_stdin(const std::vector<std::string>& paths) {
  return std::find(paths.begin(), paths.end(), "-") != paths.end();
}

Result<DiffSides> sides_of_plan(const Options& options, const std::vector<std::string>& plan) {
  const std::vector<std::string> paths = within(options, plan);
  if (holds_stdin(paths)) {
    return fail("a plan is read twice, and stdin cannot be", "write it to a file");
  }
  DiffSides sides{side_of(options, paths, PlanSide::before, false),
                  side_of(options, paths, PlanSide::after, true)};
  if (!sides.after.any_read) return fail("nothing could be read from " + listed(plan), "");
  if (sides.after.has_plan) return sides;
  return fail("one input alone is compared only if it is a Terraform plan",
              "name two inputs, or give what `terraform show -json PLAN` prints");
}

}  // namespace

Result<DiffSides> read_sides(const Options& options) {
  if (options.inputs.size() == 1) return read_sides(options, {}, options.inputs);
  return read_sides(options, {options.inputs[0]}, {options.inputs[1]});
}

Result<DiffSides> read_sides(const Options& options, const std::vector<std::string>& before,
                             const std::vector<std::string>& after) {
  if (before.empty()) return sides_of_plan(options, after);
  if (holds_stdin(before) && holds_stdin(after)) {
    return fail("the two inputs cannot both be stdin", "write one of them to a file");
  }
  DiffSides sides{side_of(options, within(options, before), PlanSide::after, true),
                  side_of(options, within(options, after), PlanSide::after, false)};
  const bool plan_follows = sides.after.has_plan && !sides.before.has_plan;
  if (!plan_follows) tell_diagnostics(options, sides.after);
  for (const Inputs* inputs : {&sides.before, &sides.after}) {
    if (inputs->any_read) continue;
    return fail("nothing could be read from " + listed(inputs == &sides.before ? before : after),
                "");
  }
  if (!plan_follows) return sides;
  if (holds_stdin(before) || holds_stdin(after)) {
    return fail("the first input is read twice where the second is a plan, and stdin cannot be",
                "write it to a file");
  }
  if (!options.quiet) {
    write_error("halfopen: " + listed(after) + " is a Terraform plan: what follows is " +
                listed(before) + " with the plan applied\n");
  }
  std::vector<std::string> both = before;
  both.insert(both.end(), after.begin(), after.end());
  sides.after = side_of(options, within(options, both), PlanSide::after, true);
  return sides;
}

}  // namespace halfopen::cli
