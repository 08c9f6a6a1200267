// SPDX-License-Identifier: Apache-2.0
// What the verbs of `logs` do alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/input_files.hpp"
#include "cli/options.hpp"
#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/report/logs_report.hpp"

namespace halfopen::cli {

/// The columns that --format-string names, else the default ones.
Result<LogFormat> log_format_of(const Options& options);

/// Reads Options::inputs into `take`, with a progress line; tells on stderr what could not be read,
/// and keeps it in `report`. False if there was no record at all, see no_record().
bool read_logs(const Options& options, const LogFormat& format, LogReader::Take take,
               LogReport& report);
/// The same into a reader of another kind.
bool read_logs(const Options& options, LogReader& reader, LogReport& report);
Error no_record();

/// Paths as words of a command line.
std::string words_of(const std::vector<std::string>& paths);

/// The account of --snapshot, ready for questions.
struct LoadedSnapshot {
  Inputs inputs;
  std::optional<CompiledSnapshot> model;

  CompiledSnapshot* get() { return model ? &*model : nullptr; }
};

/// False if it was asked for and cannot be had.
bool load_snapshot(const Options& options, LoadedSnapshot& loaded, LogReport& report);

/// Writes the report of a diagnosis; the exit code.
int write_diagnosis(const Options& options, const LogDiagnosis& diagnosis, const LogReport& report);

}  // namespace halfopen::cli
