// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <utility>
#include <vector>

#include "cli/question.hpp"
#include "cli/review_files.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/ingest/lint_config.hpp"
#include "halfopen/report/github_annotations.hpp"
#include "halfopen/report/lint_report.hpp"
#include "halfopen/report/lint_review.hpp"
#include "halfopen/report/review_junit.hpp"
#include "halfopen/report/sarif.hpp"

namespace halfopen::cli {
namespace {

Result<std::vector<LintSuppression>> suppressions_of(const Options& options) {
  if (options.config.empty()) return std::vector<LintSuppression>{};
  auto text = read_whole(options.config);
  if (!text) return fail(options.config + ": " + text.error().what, text.error().hint);
  LintConfig config = read_lint_config(SourceText(options.config, std::move(*text)));
  if (config.problems.empty()) return std::move(config.suppressions);
  std::string all;
  for (const std::string& problem : config.problems) {
    all += (all.empty() ? "" : "\n") + options.config + ':' + problem;
  }
  return fail(all, R"(write {"suppress": [{"id": "...", "acl": "...", "reason": "..."}]})");
}

Severity minimum_of(const Options& options) {
  if (options.severity == "note") return Severity::note;
  return options.severity == "error" ? Severity::error : Severity::warning;
}

/// "3 findings", and what else there is to say.
std::string summary_of(const LintReport& report, const Loader::Loaded& loaded) {
  const std::size_t count = report.review->count(ReviewFinding::State::open);
  return "halfopen lint: " + std::to_string(count) + (count == 1 ? " finding\n" : " findings\n") +
         review_notes(*report.review, loaded.sources);
}

std::string rendered(const LintReport& report, const Options& options,
                     const Loader::Loaded& loaded) {
  switch (options.format) {
    case Format::json: return lint_json(report, loaded.sources, loaded.diagnostics);
    case Format::csv: return lint_csv(report, loaded.sources);
    case Format::markdown: return lint_markdown(report, loaded.sources);
    case Format::sarif: return sarif(*report.review, HALFOPEN_VERSION);
    case Format::github: return github_annotations(*report.review, summary_of(report, loaded));
    case Format::junit:
      return review_junit(*report.review, summary_of(report, loaded), usual_outcome);
    case Format::text: break;
  }
  return lint_text(report, loaded.sources, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_lint(const Options& options) {
  const auto suppressions = suppressions_of(options);
  if (!suppressions) return refuse(suppressions.error());
  const Inputs inputs = read_inputs(options, options.inputs);
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const Loader::Loaded& loaded = inputs.loaded;
  if (loaded.snapshot.acls().empty()) {
    return refuse({"no network ACL is loaded", "add what describe-network-acls prints"});
  }
  const auto acls = acls_of(loaded.snapshot, options);
  if (!acls) return refuse(acls.error());
  const auto clients = clients_of(options);
  if (!clients) return refuse(clients.error());
  CompiledSnapshot model(loaded.snapshot);
  SuppressionResult result =
      suppress(loaded.snapshot, lint(model, {*acls, *clients}), *suppressions);
  // Whether a suppression is out of date shows only where everything was looked at.
  if (!options.acl.empty() || !options.clients.empty()) result.unused.clear();
  const Severity minimum = minimum_of(options);
  Review review = review_of(loaded.snapshot, result, loaded.sources);
  const bool whole = options.acl.empty() && options.clients.empty();
  allow(review, loaded.allowances);
  if (!whole) review.unused.clear();
  const auto compared = apply_baseline(review, options, whole);
  if (!compared) return refuse(compared.error());
  const std::size_t milder = leave_out_milder(result, review, minimum);
  const auto kept = keep_baseline(review, options);
  if (!kept) return refuse(kept.error());
  read_review_lines(review, options);
  const LintReport report{loaded.snapshot, result, milder, &review};
  if (!write_out(rendered(report, options, loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  const bool any = review.count(ReviewFinding::State::open) > 0;
  return any && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
