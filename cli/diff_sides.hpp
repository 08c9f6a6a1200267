// SPDX-License-Identifier: Apache-2.0
// The two sides of a comparison.
#pragma once

#include <string>
#include <vector>

#include "cli/input_files.hpp"
#include "cli/options.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen::cli {

struct DiffSides {
  Inputs before;
  Inputs after;
};

/// Two inputs, or one that holds a Terraform plan: then its own two sides. A plan that follows an
/// input without one is what that input becomes. What --with names belongs to both sides. What was
/// wrong goes to stderr as usual.
Result<DiffSides> read_sides(const Options& options);

/// The same for sides of several files and folders each. Without `before`, `after` is the plan.
Result<DiffSides> read_sides(const Options& options, const std::vector<std::string>& before,
                             const std::vector<std::string>& after);

}  // namespace halfopen::cli
