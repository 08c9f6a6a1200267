// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <optional>

#include "cli/log_run.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/report/rejects_report.hpp"

namespace halfopen::cli {
namespace {

/// Interfaces or addresses held at once.
constexpr std::size_t kMostKeys = 500'000;

/// Nothing if there was no record at all.
std::optional<RejectSummary> count_rejects(const Options& options, RejectsBy by,
                                           const LogFormat& format, LogReport& report) {
  if (by == RejectsBy::port) {
    ServiceTally tally;
    LogReader reader = LogReader::of_rejects(format, tally);
    if (!read_logs(options, reader, report)) return std::nullopt;
    return summary_of(tally);
  }
  RejectCounts counts(by, kMostKeys);
  const bool any = read_logs(
      options, format, [&](std::span<const FlowRecord> records) { counts.take(records); }, report);
  if (!any) return std::nullopt;
  return counts.summary();
}

}  // namespace

int run_logs_rejects(const Options& options) {
  const auto format = log_format_of(options);
  if (!format) return refuse(format.error());
  const RejectsBy by = options.logs.by == "interface" ? RejectsBy::interface
                       : options.logs.by == "address" ? RejectsBy::address
                                                      : RejectsBy::port;
  LogReport report;
  const auto summary = count_rejects(options, by, *format, report);
  if (!summary) return refuse(no_record());
  const auto text = [&] {
    switch (options.format) {
      case Format::json: return rejects_json(by, *summary, report);
      case Format::csv: return rejects_csv(by, *summary);
      default: break;
    }
    return rejects_text(by, *summary, report, options.logs.limit,
                        style_for(STDOUT_FILENO, options.colour));
  };
  return write_out(text()) ? kClean : refuse({"the output cannot be written", ""});
}

}  // namespace halfopen::cli
