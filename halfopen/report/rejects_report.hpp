// SPDX-License-Identifier: Apache-2.0
// What `logs rejects` tells, as text, JSON and CSV.
#pragma once

#include <string>

#include "halfopen/flowlog/reject_counts.hpp"
#include "halfopen/report/logs_report.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// "port", "interface", "address".
std::string_view to_string(RejectsBy by);

/// The busiest first, at most `limit` of them; then the totals.
std::string rejects_text(RejectsBy by, const RejectSummary& summary, const LogReport& report,
                         std::size_t limit, const Style& style);
/// Schema halfopen.logs-rejects/1.
std::string rejects_json(RejectsBy by, const RejectSummary& summary, const LogReport& report);
/// A line a key.
std::string rejects_csv(RejectsBy by, const RejectSummary& summary);

}  // namespace halfopen
