// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/log_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/report/rejects_report.hpp"

namespace halfopen::cli {
namespace {

/// Interfaces or addresses held at once.
constexpr std::size_t kMostKeys = 500'000;

RejectSummary count_rejects(const Options& options, RejectsBy by, LogFormat format,
                            LogReport& report) {
  const LogFiles files = find_log_files(options.inputs);
  const auto read = [&](LogReader& reader) {
    report.problems = read_log_files(files, reader, options.quiet);
    report.counts = reader.counts();
    report.bad_lines = reader.bad_lines();
  };
  if (by == RejectsBy::port) {
    ServiceTally tally;
    LogReader reader = LogReader::of_rejects(std::move(format), tally);
    read(reader);
    return summary_of(tally);
  }
  RejectCounts counts(by, kMostKeys);
  LogReader reader(std::move(format),
                   [&](std::span<const FlowRecord> records) { counts.take(records); });
  read(reader);
  return counts.summary();
}

}  // namespace

int run_logs_rejects(const Options& options) {
  auto format = options.logs.format_string.empty() ? Result<LogFormat>(LogFormat::standard())
                                                   : LogFormat::parse(options.logs.format_string);
  if (!format) return refuse(format.error());
  const RejectsBy by = options.logs.by == "interface" ? RejectsBy::interface
                       : options.logs.by == "address" ? RejectsBy::address
                                                      : RejectsBy::port;
  LogReport report;
  const RejectSummary summary = count_rejects(options, by, std::move(*format), report);
  if (!options.quiet) write_error(logs_problems_text(report));
  if (report.counts.records + report.counts.no_data + report.counts.skip_data == 0) {
    return refuse({"no flow log record could be read",
                   "give the columns with --format-string if the log has no header line"});
  }
  const auto text = [&] {
    switch (options.format) {
      case Format::json: return rejects_json(by, summary, report);
      case Format::csv: return rejects_csv(by, summary);
      default: break;
    }
    return rejects_text(by, summary, report, options.logs.limit,
                        style_for(STDOUT_FILENO, options.colour));
  };
  return write_out(text()) ? kClean : refuse({"the output cannot be written", ""});
}

}  // namespace halfopen::cli
