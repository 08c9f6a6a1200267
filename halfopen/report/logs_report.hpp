// SPDX-License-Identifier: Apache-2.0
// What flow logs tell, as text, JSON and CSV.
#pragma once

#include <string>
#include <vector>

#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// What stands around a diagnosis.
struct LogReport {
  LogCounts counts;
  std::vector<BadLine> bad_lines;
  std::vector<std::string> problems;  ///< files that could not be read whole
  bool has_snapshot = false;
  bool has_subnets = false;  ///< else the ends of the next command are named by the ACL
  std::string inputs;        ///< of the snapshot, as on a command line; for the next command
};

/// The costliest causes first, at most `limit` of them; then what the logs do not tell.
std::string logs_diagnosis_text(const LogDiagnosis& diagnosis, const LogReport& report,
                                std::size_t limit, const Style& style);
/// Schema halfopen.logs-diagnose/1.
std::string logs_diagnosis_json(const LogDiagnosis& diagnosis, const LogReport& report);
/// A line a cause.
std::string logs_diagnosis_csv(const LogDiagnosis& diagnosis);

/// Bad lines and unreadable files, for stderr.
std::string logs_problems_text(const LogReport& report);

}  // namespace halfopen
