// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <utility>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/analysis/shortened_acl.hpp"
#include "halfopen/minimise/widen.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/minimise_report.hpp"

namespace halfopen::cli {
namespace {

std::string rendered(const NetworkAcl& acl, const MinimiseResult& rules, const SnapshotDiff& change,
                     const Loader::Loaded& loaded, const Options& options) {
  switch (options.format) {
    case Format::json:
      return minimise_json(acl.id(), rules, change.changes, loaded.diagnostics, loaded.sources);
    case Format::markdown: return minimise_markdown(acl.id(), rules) + '\n' + diff_markdown(change);
    case Format::csv:
    case Format::junit:
    case Format::github:
    case Format::sarif:
    case Format::text: break;
  }
  const Style style = style_for(STDOUT_FILENO, options.colour);
  return minimise_text(acl.id(), rules, style) + '\n' + diff_text(change, style);
}

}  // namespace

int run_minimise(const Options& options) {
  const Inputs inputs = read_inputs(options, options.inputs);
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const Snapshot& snapshot = inputs.loaded.snapshot;
  const auto chosen = only_acl_of(snapshot, options);
  if (!chosen) return refuse(chosen.error());
  const NetworkAcl& acl = snapshot.acls()[*chosen];
  MinimiseResult rules;
  bool reached = true;
  if (options.at_most) {
    WidenResult widened = widen_to(acl, *options.at_most);
    reached = widened.all_reached();
    if (!reached && !options.quiet) {
      write_error("note: not every list gets down to " + std::to_string(*options.at_most) +
                  " entries; these are the fewest found\n");
    }
    rules = std::move(widened.rules);
  } else {
    rules = minimise(acl);
  }
  const SnapshotDiff change = diff_of_shortened(snapshot, *chosen, rules);
  const bool same = behaves_like(acl, rules);
  if (!options.at_most && !same) {
    return refuse({"the shorter list would not behave the same: this is a defect of halfopen", ""});
  }
  if (!write_out(rendered(acl, rules, change, inputs.loaded, options))) {
    return refuse({"the output cannot be written", ""});
  }
  // A list that behaves otherwise, or that is still too long, is for a person to look at.
  return (same && reached) || options.soft_fail ? kClean : kFindings;
}

}  // namespace halfopen::cli
