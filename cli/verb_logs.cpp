// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <optional>

#include "cli/input_files.hpp"
#include "cli/log_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/report/logs_report.hpp"
#include "halfopen/report/shell_word.hpp"

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

}  // namespace

int run_logs_diagnose(const Options& options) {
  const auto format = format_of(options);
  if (!format) return refuse(format.error());
  Inputs inputs;
  LogReport report;
  if (!options.logs.snapshot.empty()) {
    inputs = read_inputs(options, options.logs.snapshot);
    if (!inputs.any_read) return refuse({"the snapshot could not be read", ""});
    report.has_snapshot = true;
    report.inputs = inputs_text(options.logs.snapshot);
  }
  std::optional<CompiledSnapshot> model;
  if (report.has_snapshot) {
    model.emplace(inputs.loaded.snapshot);
    report.has_subnets = !inputs.loaded.snapshot.subnets().empty();
  }
  ConversationLimits limits;
  limits.window = options.logs.window;
  Diagnoser diagnoser(model ? &*model : nullptr, limits);
  LogReader reader(*format, [&](std::span<const FlowRecord> records) { diagnoser.take(records); });
  const LogFiles files = find_log_files(options.inputs);
  {
    Progress progress("bytes of " + std::to_string(files.bytes) + " read", options.quiet);
    report.problems = read_log_files(files, reader, [&](std::uint64_t done) { progress.at(done); });
  }
  report.counts = reader.counts();
  report.bad_lines = reader.bad_lines();
  if (!options.quiet) write_error(logs_problems_text(report));
  if (report.counts.records + report.counts.no_data + report.counts.skip_data == 0) {
    return refuse({"no flow log record could be read",
                   "give the columns with --format-string if the log has no header line"});
  }
  const LogDiagnosis diagnosis = diagnoser.finish();
  if (!write_report(options, diagnosis, report)) {
    return refuse({"the output cannot be written", ""});
  }
  return diagnosis.has_findings() && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
