// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/diff_sides.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/analysis/apply_acls.hpp"
#include "halfopen/report/apply_json.hpp"
#include "halfopen/report/apply_script.hpp"
#include "halfopen/report/apply_text.hpp"

namespace halfopen::cli {
namespace {

ApplyQuestion question_from(const Options& options) {
  ApplyQuestion question;
  question.acl = options.acl;
  if (options.quota) question.limits.quota = *options.quota;
  if (options.in_place) question.way = ApplyWay::in_place;
  if (options.swap) question.way = ApplyWay::swap;
  return question;
}

std::string rendered(const ApplyAnswer& answer, const Options& options,
                     const Loader::Loaded& before, const Loader::Loaded& after) {
  if (options.script) return apply_script(before.snapshot, answer);
  switch (options.format) {
    case Format::json:
      return apply_json(before.snapshot, answer, before.sources, before.diagnostics, after.sources,
                        after.diagnostics);
    case Format::markdown: return apply_markdown(before.snapshot, answer);
    case Format::csv:
    case Format::junit:
    case Format::sarif:
    case Format::github:
    case Format::text: break;
  }
  return apply_text(before.snapshot, answer, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_plan_apply(const Options& options) {
  const auto sides = read_sides(options);
  if (!sides) return refuse(sides.error());
  const auto& [before, after] = *sides;
  const auto answer =
      apply_acls(before.loaded.snapshot, after.loaded.snapshot, question_from(options));
  if (!answer) return refuse(answer.error());
  if (!write_out(rendered(*answer, options, before.loaded, after.loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  if (options.script && !answer->safe() && !options.quiet) {
    write_error(
        "halfopen: some states of this script break or open connections; see --format text\n");
  }
  return answer->safe() || options.soft_fail ? kClean : kFindings;
}

}  // namespace halfopen::cli
