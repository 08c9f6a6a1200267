// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <optional>

#include "cli/atomic_file.hpp"
#include "cli/input_files.hpp"
#include "cli/log_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/diagnosis_part_text.hpp"
#include "halfopen/report/logs_report.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/shell_word.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen::cli {
namespace {

Result<LogFormat> format_of(const Options& options) {
  if (options.logs.format_string.empty()) return LogFormat::standard();
  return LogFormat::parse(options.logs.format_string);
}

std::string inputs_text(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) text += (text.empty() ? "" : " ") + shell_word(path);
  return text;
}

bool write_report(const Options& options, const LogDiagnosis& diagnosis, const LogReport& report) {
  switch (options.format) {
    case Format::json: return write_out(logs_diagnosis_json(diagnosis, report));
    case Format::csv: return write_out(logs_diagnosis_csv(diagnosis));
    default: break;
  }
  return write_out(logs_diagnosis_text(diagnosis, report, options.logs.limit,
                                       style_for(STDOUT_FILENO, options.colour)));
}

/// The account of --snapshot, ready for questions.
struct LoadedSnapshot {
  Inputs inputs;
  std::optional<CompiledSnapshot> model;

  CompiledSnapshot* get() { return model ? &*model : nullptr; }
};

/// False if it was asked for and cannot be had.
bool load_snapshot(const Options& options, LoadedSnapshot& loaded, LogReport& report) {
  if (options.logs.snapshot.empty()) return true;
  loaded.inputs = read_inputs(options, options.logs.snapshot);
  if (!loaded.inputs.any_read) return false;
  report.has_snapshot = true;
  report.inputs = inputs_text(options.logs.snapshot);
  report.has_subnets = !loaded.inputs.loaded.snapshot.subnets().empty();
  loaded.model.emplace(loaded.inputs.loaded.snapshot);
  return true;
}

int exit_code(const Options& options, const LogDiagnosis& diagnosis) {
  return diagnosis.has_findings() && !options.soft_fail ? kFindings : kClean;
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
  const auto format = format_of(options);
  if (!format) return refuse(format.error());
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
  LogReader reader(*format, [&](std::span<const FlowRecord> records) { diagnoser.take(records); });
  const LogFiles files = find_log_files(options.inputs);
  report.problems = read_log_files(files, reader, options.quiet);
  report.counts = reader.counts();
  report.bad_lines = reader.bad_lines();
  if (!options.quiet) write_error(logs_problems_text(report));
  if (is_part && !report.problems.empty()) {
    return refuse({"a file could not be read, so no partial result is written",
                   "mend it, or leave the file out"});
  }
  if (!is_part && report.counts.records + report.counts.no_data + report.counts.skip_data == 0) {
    return refuse({"no flow log record could be read",
                   "give the columns with --format-string if the log has no header line"});
  }
  if (is_part) return write_part(options, diagnoser.part(report.counts));
  const LogDiagnosis diagnosis = diagnoser.finish();
  if (!write_report(options, diagnosis, report)) {
    return refuse({"the output cannot be written", ""});
  }
  return exit_code(options, diagnosis);
}

int run_logs_merge(const Options& options) {
  LogReport report;
  LoadedSnapshot snapshot;
  if (!load_snapshot(options, snapshot, report)) {
    return refuse({"the snapshot could not be read", ""});
  }
  std::vector<DiagnosisPart> parts;
  bool all_read = true;
  for (const std::string& path : options.inputs) {
    const auto text = read_whole(path);
    auto part = text ? read_diagnosis_part(*text) : tl::unexpected<Error>(text.error());
    if (part) {
      parts.push_back(std::move(*part));
    } else {
      all_read = false;
      write_error("error: " + visible(path) + ": " + visible(part.error().what) + '\n');
    }
  }
  // A sum without one of its parts would be wrong without a word.
  if (!all_read) {
    return refuse({"not every part could be read", "write it again: logs diagnose --partial-out"});
  }
  auto merged = merge_parts(std::move(parts), snapshot.get());
  if (!merged) return refuse(merged.error());
  report.counts = merged->counts;
  for (const std::string& warning : merged->warnings) {
    report.problems.push_back(warning);
    if (!options.quiet) write_error("warning: " + warning + '\n');
  }
  if (!write_report(options, merged->diagnosis, report)) {
    return refuse({"the output cannot be written", ""});
  }
  return exit_code(options, merged->diagnosis);
}

}  // namespace halfopen::cli
