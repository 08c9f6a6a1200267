// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/atomic_file.hpp"
#include "cli/log_run.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/diagnosis_part_text.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen::cli {
namespace {

/// A part in the place of the log it tells of, or of the snapshot, would be a loss.
bool is_input(const Options& options) {
  std::error_code error;
  const auto same = [&](const std::string& path) {
    return std::filesystem::equivalent(path, options.logs.partial_out, error);
  };
  return std::any_of(options.inputs.begin(), options.inputs.end(), same) ||
         std::any_of(options.logs.snapshot.begin(), options.logs.snapshot.end(), same);
}

int write_part(const Options& options, const DiagnosisPart& part) {
  const auto written = write_whole(options.logs.partial_out, diagnosis_part_text(part));
  if (!written) return refuse(written.error());
  if (!options.quiet) {
    write_error(visible(options.logs.partial_out) + ": " + grouped(part.counts.records) +
                " records; " + grouped(part.borders.size()) +
                " connections stand open at the borders\n");
  }
  return kClean;
}

}  // namespace

int run_logs_diagnose(const Options& options) {
  const auto format = log_format_of(options);
  if (!format) return refuse(format.error());
  if (is_input(options)) {
    return refuse({"--partial-out names a file that is read", "give another name"});
  }
  LogReport report;
  LoadedSnapshot snapshot;
  if (!load_snapshot(options, snapshot, report)) {
    return refuse({"the snapshot could not be read", ""});
  }
  ConversationLimits limits;
  limits.window = options.logs.window;
  Diagnoser diagnoser(snapshot.get(), limits);
  const bool is_part = !options.logs.partial_out.empty();
  if (is_part) diagnoser.keep_borders();
  const bool any = read_logs(
      options, *format, [&](std::span<const FlowRecord> records) { diagnoser.take(records); },
      report);
  if (is_part && !report.problems.empty()) {
    return refuse({"a file could not be read, so no partial result is written",
                   "mend it, or leave the file out"});
  }
  if (!is_part && !any) return refuse(no_record());
  if (is_part) return write_part(options, diagnoser.part(report.counts));
  const LogDiagnosis diagnosis = diagnoser.finish();
  return write_diagnosis(options, diagnosis, report);
}

}  // namespace halfopen::cli
