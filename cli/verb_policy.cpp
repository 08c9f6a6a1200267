// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/ingest/policy_file.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/policy_report.hpp"

namespace halfopen::cli {
namespace {

/// Everything that is wrong with the file goes to stderr at once, even with --quiet: it is why
/// nothing is answered.
Result<PolicyFile> policy_of(const Options& options, SourceNames& names) {
  const std::string name = options.policy == "-" ? "stdin" : options.policy;
  auto text = read_whole(options.policy);
  if (!text) return fail(name + ": " + text.error().what, text.error().hint);
  PolicyFile file = read_policy_file(SourceText(name, std::move(*text)), names.add(name));
  if (file.diagnostics.empty()) return file;
  for (const Diagnostic& diagnostic : file.diagnostics) {
    write_error(diagnostic_text(diagnostic, names, style_for(STDERR_FILENO, options.colour)));
  }
  const std::size_t count = file.diagnostics.size();
  return fail("the policy " + name + " cannot be used: " + std::to_string(count) +
              (count == 1 ? " error" : " errors"));
}

std::string rendered(const PolicyReport& report, const Options& options,
                     const Diagnostics& diagnostics) {
  switch (options.format) {
    case Format::json: return policy_json(report, diagnostics);
    case Format::junit: return policy_junit(report);
    case Format::csv:
    case Format::markdown:
    case Format::github:
    case Format::sarif:
    case Format::text: break;
  }
  return policy_text(report, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_policy(const Options& options) {
  SourceNames names;
  const auto policy = policy_of(options, names);
  if (!policy) return refuse(policy.error());
  const Inputs inputs = read_inputs(options, options.inputs);
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const Loader::Loaded& loaded = inputs.loaded;
  CompiledSnapshot model(loaded.snapshot);
  const auto results = judge_policy(model, policy->expectations);
  const PolicyReport report{loaded.snapshot, loaded.sources, names, policy->expectations, results};
  if (!write_out(rendered(report, options, loaded.diagnostics))) {
    return refuse({"the output cannot be written", ""});
  }
  if (report.count(PolicyOutcome::error) > 0) return kCannot;
  return report.count(PolicyOutcome::fails) > 0 && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
