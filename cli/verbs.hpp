// SPDX-License-Identifier: Apache-2.0
// One function a verb. Each returns the exit code.
#pragma once

#include <vector>

#include "cli/options.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen::cli {

int run_check(const Options& options);
int run_flows(const Options& options);
int run_explain(const Options& options);
int run_ports(const Options& options);

/// The question of check and explain against a snapshot.
Result<CheckQuestion> question_of(const Snapshot& snapshot, const Options& options);

/// "halfopen: what" and how to mend it, on stderr; returns kCannot.
int refuse(const Error& error);

}  // namespace halfopen::cli
