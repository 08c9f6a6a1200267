// SPDX-License-Identifier: Apache-2.0
// From the words of `ports simulate` and `ports exhaust` to questions.
#pragma once

#include <string_view>

#include "cli/options.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/ports/port_simulation.hpp"
#include "halfopen/report/ports_exhaustion_report.hpp"

namespace halfopen::cli {

/// "500ms", "0.5s", "2m", "1h"; without a unit seconds. At most six decimals, at most a week.
Result<PortTime> parse_duration(std::string_view text);

/// "470" or "0.5" per second as thousandths: at most three decimals, at most 10,000,000.
Result<PortRate> parse_rate(std::string_view text);

/// The plan of `ports simulate`.
Result<PortPlan> port_plan_of(const PortsOptions& options);

/// The question of `ports exhaust`, not yet answered.
Result<ExhaustionReport> exhaustion_of(const PortsOptions& options);

}  // namespace halfopen::cli
