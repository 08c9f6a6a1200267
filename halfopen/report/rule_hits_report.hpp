// SPDX-License-Identifier: Apache-2.0
// What `logs rules` tells, as text, JSON and CSV.
#pragma once

#include <string>
#include <string_view>

#include "halfopen/flowlog/rule_hits.hpp"
#include "halfopen/report/logs_report.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// Every rule in the order of evaluation, with what the log says of the records that it decides.
std::string rule_hits_text(std::string_view acl, const RuleHits& hits, const LogReport& report,
                           const Style& style);
/// Schema halfopen.logs-rules/1.
std::string rule_hits_json(std::string_view acl, const RuleHits& hits, const LogReport& report);
/// A line a rule.
std::string rule_hits_csv(const RuleHits& hits);

}  // namespace halfopen
