// SPDX-License-Identifier: Apache-2.0
// What several verbs need before they can answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/input_files.hpp"
#include "cli/options.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen::cli {

/// Loads the inputs; what was wrong with them goes to stderr, unless the JSON document will say it.
Inputs read_inputs(const Options& options, const std::vector<std::string>& paths);

/// What was wrong with inputs, on stderr, unless the JSON document will say it.
void tell_diagnostics(const Options& options, const Inputs& inputs);

/// The clients that were named; empty: the default set.
Result<std::vector<ClientProfile>> clients_of(const Options& options);

/// The question of check, explain and fix against a snapshot.
Result<CheckQuestion> question_of(const Snapshot& snapshot, const Options& options);

/// The network ACL that --acl names, by id or name, as indices; empty: all of them.
Result<std::vector<std::uint32_t>> acls_of(const Snapshot& snapshot, const Options& options);

/// The one network ACL that is meant: that of --acl, or the only one.
Result<std::uint32_t> only_acl_of(const Snapshot& snapshot, const Options& options);

/// "halfopen: what" and how to mend it, on stderr; returns kCannot.
int refuse(const Error& error);

}  // namespace halfopen::cli
