// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "cli/diff_sides.hpp"
#include "cli/question.hpp"
#include "cli/review_files.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/diff_review.hpp"
#include "halfopen/report/github_annotations.hpp"
#include "halfopen/report/review_junit.hpp"
#include "halfopen/report/sarif.hpp"

namespace halfopen::cli {
namespace {

/// Whether an open finding makes the exit code kFindings.
bool counts(const ReviewFinding& finding, const Options& options) {
  if (finding.state != ReviewFinding::State::open || options.soft_fail) return false;
  const auto& ids = options.fail_ids;
  return ids.empty() || std::find(ids.begin(), ids.end(), finding.id) != ids.end();
}

/// With --fail-on, what it names fails; else the usual.
JunitCase::Outcome outcome_of(const ReviewFinding& finding, const Options& options) {
  if (options.fail_ids.empty()) return usual_outcome(finding);
  const auto& ids = options.fail_ids;
  return std::find(ids.begin(), ids.end(), finding.id) != ids.end() ? JunitCase::Outcome::failed
                                                                    : JunitCase::Outcome::passed;
}

std::string rendered(const SnapshotDiff& diff, const Review& review, const Options& options,
                     const Loader::Loaded& before, const Loader::Loaded& after) {
  const ChangeSources sources{before.sources, after.sources};
  const SnapshotDiff open = open_part(diff, review);
  const std::string notes = review_notes(review, after.sources);
  const std::string headline = open_summary(open, review);
  const std::string summary = headline + '\n' + notes;
  switch (options.format) {
    case Format::json:
      return diff_json(diff, before.sources, before.diagnostics, after.sources, after.diagnostics,
                       &review);
    case Format::markdown: return diff_markdown(open, &sources, headline, notes);
    case Format::sarif: return sarif(review, HALFOPEN_VERSION);
    case Format::github: return github_annotations(review, summary);
    case Format::junit:
      return review_junit(review, summary, [&](const ReviewFinding& finding) {
        return outcome_of(finding, options);
      });
    case Format::csv:
    case Format::text: break;
  }
  return diff_text(open, style_for(STDOUT_FILENO, options.colour), &sources, headline) + notes;
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
  Review review = review_of(found, {before.loaded.sources, after.loaded.sources});
  allow_new(review, before.loaded.allowances, after.loaded.allowances);
  const bool whole = options.clients.empty();
  if (!whole) review.unused.clear();
  const auto compared = apply_baseline(review, options, whole);
  if (!compared) return refuse(compared.error());
  const auto kept = keep_baseline(review, options);
  if (!kept) return refuse(kept.error());
  read_review_lines(review, options);
  if (!write_out(rendered(found, review, options, before.loaded, after.loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  const bool any = std::any_of(review.findings.begin(), review.findings.end(),
                               [&](const ReviewFinding& one) { return counts(one, options); });
  return any ? kFindings : kClean;
}

}  // namespace halfopen::cli
