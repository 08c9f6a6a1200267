// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/exposure_report.hpp"

namespace halfopen::cli {
namespace {

std::string rendered(const ExposureReport& report, const Options& options,
                     const Loader::Loaded& loaded) {
  switch (options.format) {
    case Format::json:
      return exposure_json(loaded.snapshot, report, loaded.sources, loaded.diagnostics);
    case Format::markdown: return exposure_markdown(loaded.snapshot, report);
    case Format::csv:
    case Format::junit:
    case Format::github:
    case Format::sarif:
    case Format::text: break;
  }
  return exposure_text(loaded.snapshot, report, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_exposure(const Options& options) {
  const Inputs inputs = read_inputs(options, options.inputs);
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const Loader::Loaded& loaded = inputs.loaded;
  if (loaded.snapshot.acls().empty()) {
    return refuse({"no network ACL is loaded", "add what describe-network-acls prints"});
  }
  const auto acls = acls_of(loaded.snapshot, options);
  if (!acls) return refuse(acls.error());
  CompiledSnapshot model(loaded.snapshot);
  const ExposureReport report = exposure(model, *acls);
  if (!write_out(rendered(report, options, loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  const bool open = std::any_of(report.admin.begin(), report.admin.end(), [](const auto& admin) {
    return admin.whole_internet && !admin.by_reply_rules;
  });
  return open && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
