// SPDX-License-Identifier: Apache-2.0
#include "cli/log_run.hpp"

#include <unistd.h>

#include "cli/log_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "halfopen/report/shell_word.hpp"

namespace halfopen::cli {
namespace {

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

Result<LogFormat> log_format_of(const Options& options) {
  if (options.logs.format_string.empty()) return LogFormat::standard();
  return LogFormat::parse(options.logs.format_string);
}

bool read_logs(const Options& options, const LogFormat& format, LogReader::Take take,
               LogReport& report) {
  LogReader reader(format, std::move(take));
  return read_logs(options, reader, report);
}

bool read_logs(const Options& options, LogReader& reader, LogReport& report) {
  const LogFiles files = find_log_files(options.inputs);
  report.problems = read_log_files(files, reader, options.quiet);
  report.counts = reader.counts();
  report.bad_lines = reader.bad_lines();
  if (!options.quiet) write_error(logs_problems_text(report));
  return report.counts.records + report.counts.no_data + report.counts.skip_data != 0;
}

Error no_record() {
  return {"no flow log record could be read",
          "give the columns with --format-string if the log has no header line"};
}

std::string words_of(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) text += (text.empty() ? "" : " ") + shell_word(path);
  return text;
}

bool load_snapshot(const Options& options, LoadedSnapshot& loaded, LogReport& report) {
  if (options.logs.snapshot.empty()) return true;
  loaded.inputs = read_inputs(options, options.logs.snapshot);
  if (!loaded.inputs.any_read) return false;
  report.has_snapshot = true;
  report.inputs = words_of(options.logs.snapshot);
  report.has_subnets = !loaded.inputs.loaded.snapshot.subnets().empty();
  loaded.model.emplace(loaded.inputs.loaded.snapshot);
  return true;
}

int write_diagnosis(const Options& options, const LogDiagnosis& diagnosis,
                    const LogReport& report) {
  if (!write_report(options, diagnosis, report)) {
    return refuse({"the output cannot be written", ""});
  }
  return diagnosis.has_findings() && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
