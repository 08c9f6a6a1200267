// SPDX-License-Identifier: Apache-2.0
// What the lab saw, beside what the model says.
#pragma once

#include <string>

#include "halfopen/lab/lab_run.hpp"
#include "halfopen/lab/lab_verify.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// One connection: the kernel's verdict first, then where packets died, then every port that was
/// tried.
std::string lab_run_text(const Connection& connection, const LabRun& run, const Style& style);

/// The same as an element of `runs` of halfopen.lab/1, together with the document around it.
std::string lab_runs_json(const std::vector<std::pair<const Connection*, LabRun>>& runs);

/// The comparison; its last line is `N connections, D disagreements, K skipped`. `again` is the
/// command that asks one account again: the seed is put behind it.
std::string lab_verify_text(const LabTally& tally, const std::string& again, const Style& style);

/// Schema halfopen.lab-verify/1.
std::string lab_verify_json(const LabTally& tally, const std::string& again);

}  // namespace halfopen
