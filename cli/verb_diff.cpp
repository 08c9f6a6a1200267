// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/diff_sides.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/diff_report.hpp"

namespace halfopen::cli {
namespace {

std::string rendered(const SnapshotDiff& diff, const Options& options, const Loader::Loaded& before,
                     const Loader::Loaded& after) {
  switch (options.format) {
    case Format::json:
      return diff_json(diff, before.sources, before.diagnostics, after.sources, after.diagnostics);
    case Format::markdown: return diff_markdown(diff);
    case Format::csv:
    case Format::junit:
    case Format::text: break;
  }
  return diff_text(diff, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_diff(const Options& options) {
  auto sides = read_sides(options);
  if (!sides) return refuse(sides.error());
  const auto clients = clients_of(options);
  if (!clients) return refuse(clients.error());
  const auto& [before, after] = *sides;
  CompiledSnapshot old_model(before.loaded.snapshot);
  CompiledSnapshot new_model(after.loaded.snapshot);
  const SnapshotDiff found = diff(old_model, new_model, *clients);
  if (!write_out(rendered(found, options, before.loaded, after.loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  return found.same_behaviour() || options.soft_fail ? kClean : kFindings;
}

}  // namespace halfopen::cli
