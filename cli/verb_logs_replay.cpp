// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "cli/diff_sides.hpp"
#include "cli/input_files.hpp"
#include "cli/log_run.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/replay.hpp"
#include "halfopen/report/replay_report.hpp"

namespace halfopen::cli {
namespace {

/// The two snapshots; without --after only the first.
struct ReplaySides {
  Inputs before;
  std::optional<Inputs> after;
};

Result<ReplaySides> replay_sides(const Options& options) {
  const std::vector<std::string>& before = options.logs.before;
  const std::vector<std::string>& after = options.logs.after;
  std::size_t readers = 0;
  for (const auto* paths : {&options.inputs, &before, &after, &options.around}) {
    readers += static_cast<std::size_t>(std::count(paths->begin(), paths->end(), "-"));
  }
  if (readers > 1) return fail("stdin cannot be several inputs", "write all but one to files");
  // What is wrong with the inputs is no part of the JSON document.
  Options told = options;
  told.format = Format::text;
  if (!after.empty()) {
    auto sides = read_sides(told, before, after);
    if (!sides) return tl::unexpected<Error>(sides.error());
    return ReplaySides{std::move(sides->before), std::move(sides->after)};
  }
  std::vector<std::string> paths = options.around;
  paths.insert(paths.end(), before.begin(), before.end());
  Inputs only = read_inputs(told, paths);
  if (!only.any_read) return fail("nothing could be read from " + words_of(before), "");
  return ReplaySides{std::move(only), std::nullopt};
}

/// The id of the network ACL that a snapshot consists of; empty if there is more to it.
std::string bare_acl(const Snapshot& snapshot) {
  const bool bare = snapshot.subnets().empty() && snapshot.acls().size() == 1;
  return bare ? snapshot.acls()[0].id() : "";
}

/// The sides as other verbs take them.
void name_sides(const Options& options, const ReplaySides& sides, ReplayReport& report) {
  const std::string around = options.around.empty() ? "" : words_of(options.around) + ' ';
  const std::string before = words_of(options.logs.before);
  const std::string after = words_of(options.logs.after);
  report.before = around + (before.empty() ? after + " --plan-side before" : before);
  const bool follows = sides.after && sides.after->has_plan && !sides.before.has_plan;
  report.after = around + (follows ? before + ' ' : "") + after;
  report.both = before + (before.empty() ? "" : " ") + after;
  for (const std::string& path : options.around) report.both += " --with " + words_of({path});
  report.bare_before = bare_acl(sides.before.loaded.snapshot);
  if (sides.after) report.bare_after = bare_acl(sides.after->loaded.snapshot);
}

bool write_replay(const Options& options, const Replay& replay, const ReplayReport& report) {
  switch (options.format) {
    case Format::json: return write_out(replay_json(replay, report));
    case Format::csv: return write_out(replay_csv(replay));
    default: break;
  }
  return write_out(
      replay_text(replay, report, options.logs.limit, style_for(STDOUT_FILENO, options.colour)));
}

}  // namespace

int run_logs_replay(const Options& options) {
  const auto format = log_format_of(options);
  if (!format) return refuse(format.error());
  auto sides = replay_sides(options);
  if (!sides) return refuse(sides.error());
  CompiledSnapshot before(sides->before.loaded.snapshot);
  std::optional<CompiledSnapshot> after;
  if (sides->after) after.emplace(sides->after->loaded.snapshot);
  ReplayReport report;
  name_sides(options, *sides, report);
  ReplayOptions how;
  how.limits.window = options.logs.window;
  how.narrow = options.logs.narrow;
  Replayer replayer(before, after ? &*after : nullptr, how);
  const bool any = read_logs(
      options, *format, [&](std::span<const FlowRecord> records) { replayer.take(records); },
      report.log);
  if (!any) return refuse(no_record());
  const Replay replay = replayer.finish();
  if (!write_replay(options, replay, report)) return refuse({"the output cannot be written", ""});
  return replay.has_findings() && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
