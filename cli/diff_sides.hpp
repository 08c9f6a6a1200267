// SPDX-License-Identifier: Apache-2.0
// The two sides of a comparison.
#pragma once

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

}  // namespace halfopen::cli
