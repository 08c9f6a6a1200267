// SPDX-License-Identifier: Apache-2.0
#include "cli/log_run.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/diagnosis_part_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen::cli {

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
  if (report.counts.records + report.counts.no_data + report.counts.skip_data == 0) {
    return refuse({"the parts hold no flow log record", ""});
  }
  for (const std::string& warning : merged->warnings) {
    report.problems.push_back(warning);
    if (!options.quiet) write_error("warning: " + warning + '\n');
  }
  return write_diagnosis(options, merged->diagnosis, report);
}

}  // namespace halfopen::cli
