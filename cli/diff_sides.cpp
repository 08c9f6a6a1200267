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

Result<DiffSides> sides_of_plan(const Options& options) {
  const std::vector<std::string> paths = within(options, {options.inputs[0]});
  if (std::find(paths.begin(), paths.end(), "-") != paths.end()) {
    return fail("a plan is read twice, and stdin cannot be", "write it to a file");
  }
  Options silent = options;
  silent.quiet = true;  // what is wrong with the inputs is told once
  DiffSides sides{read_inputs(silent, paths, PlanSide::before),
                  read_inputs(options, paths, PlanSide::after)};
  if (!sides.after.any_read) return fail("nothing could be read from " + options.inputs[0], "");
  if (sides.after.has_plan) return sides;
  return fail("one input alone is compared only if it is a Terraform plan",
              "name BEFORE and AFTER, or give what `terraform show -json PLAN` prints");
}

}  // namespace

Result<DiffSides> read_sides(const Options& options) {
  if (options.inputs.size() == 1) return sides_of_plan(options);
  if (options.inputs[0] == "-" && options.inputs[1] == "-") {
    return fail("BEFORE and AFTER cannot both be stdin", "write one of them to a file");
  }
  DiffSides sides{read_inputs(options, within(options, {options.inputs[0]}), PlanSide::after),
                  read_inputs(options, within(options, {options.inputs[1]}), PlanSide::after)};
  for (const Inputs* inputs : {&sides.before, &sides.after}) {
    if (inputs->any_read) continue;
    const std::size_t index = inputs == &sides.before ? 0 : 1;
    return fail("nothing could be read from " + options.inputs[index], "");
  }
  if (!sides.after.has_plan || sides.before.has_plan) return sides;
  if (options.inputs[0] == "-" || options.inputs[1] == "-") {
    return fail("BEFORE is read twice where AFTER is a plan, and stdin cannot be",
                "write it to a file");
  }
  if (!options.quiet) {
    write_error("halfopen: " + options.inputs[1] + " is a Terraform plan: AFTER is " +
                options.inputs[0] + " with the plan applied\n");
  }
  Options silent = options;
  silent.quiet = true;
  sides.after = read_inputs(silent, within(options, options.inputs), PlanSide::after);
  return sides;
}

}  // namespace halfopen::cli
