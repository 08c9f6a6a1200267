// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/fix_report.hpp"

namespace halfopen::cli {
namespace {

std::string rendered(const Fix& found, const Options& options, const Loader::Loaded& loaded) {
  switch (options.format) {
    case Format::json: return fix_json(loaded.snapshot, found, loaded.sources, loaded.diagnostics);
    case Format::markdown: return fix_markdown(loaded.snapshot, found);
    case Format::csv:
    case Format::junit:
    case Format::github:
    case Format::sarif:
    case Format::text: break;
  }
  return fix_text(loaded.snapshot, found, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_fix(const Options& options) {
  const Inputs inputs = read_inputs(options, options.inputs);
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const Loader::Loaded& loaded = inputs.loaded;
  const auto question = question_of(loaded.snapshot, options);
  if (!question) return refuse(question.error());
  CompiledSnapshot model(loaded.snapshot);
  const auto found = fix(model, *question);
  if (!found) return refuse(found.error());
  if (!write_out(rendered(*found, options, loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  const bool broken = std::any_of(found->before.begin(), found->before.end(),
                                  [&](const auto& c) { return options.is_finding(c.verdict); });
  return broken ? kFindings : kClean;
}

}  // namespace halfopen::cli
