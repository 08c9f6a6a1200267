// SPDX-License-Identifier: Apache-2.0
// What a change would have done to recorded connections, as text, JSON and CSV.
#pragma once

#include <string>
#include <vector>

#include "halfopen/flowlog/replay.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/logs_report.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// What stands around a replay.
struct ReplayReport {
  LogReport log;
  std::string before;  ///< the inputs, as on a command line; for the next command
  std::string after;
  std::string both;  ///< what `diff` takes
  /// The network ACL that a snapshot consists of, where it has no subnets: the end that it guards
  /// is named by it. Else empty.
  std::string bare_before;
  std::string bare_after;
};

/// Verdict first: what breaks and opens, at most `limit` groups; then what log and snapshot
/// contradict each other in, the narrowest reply ranges, and what the logs do not cover.
std::string replay_text(const Replay& replay, const ReplayReport& report, std::size_t limit,
                        const Style& style);
/// Schema halfopen.logs-replay/1.
std::string replay_json(const Replay& replay, const ReplayReport& report);
/// A line for each server, service and change; with narrow a line for each choice of a range.
std::string replay_csv(const Replay& replay);

/// The part of the reply ranges.
std::string narrow_text(const Replay& replay, const Style& style);
JsonValue narrow_json(const Replay& replay);
std::string narrow_csv(const Replay& replay);

}  // namespace halfopen
