// SPDX-License-Identifier: Apache-2.0
// Reads what --write-baseline wrote.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/baseline.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// The file, and everything that is wrong with it as `LINE:COL: what` (then the baseline must not
/// be used: it would hide too much, or nothing). Keys that are not known are skipped.
struct BaselineFile {
  Baseline baseline;
  std::vector<std::string> problems;
};

BaselineFile read_baseline_file(const SourceText& source);

}  // namespace halfopen
