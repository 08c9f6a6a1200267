// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/page/report_page.hpp"
#include "halfopen/serve/html_report.hpp"

namespace halfopen::cli {
namespace {

/// Without the files of folders that are no inputs: the page would call them errors.
void keep_inputs(const Loader::Loaded& loaded, std::vector<NamedText>& texts) {
  const auto is_foreign = [&](const NamedText& text) {
    return std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(), [&](const auto& one) {
      return one.code == DiagnosticCode::unknown_content && one.severity == Severity::note &&
             loaded.sources.name(one.origin.source) == text.name;
    });
  };
  texts.erase(std::remove_if(texts.begin(), texts.end(), is_foreign), texts.end());
}

}  // namespace

int run_report_html(const Options& options) {
  if (report_page().empty()) {
    return refuse({"this build has no page", "build it with `make page`"});
  }
  std::vector<NamedText> texts;
  const Inputs inputs = load_inputs(options, options.inputs, texts);
  tell_diagnostics(options, inputs);
  if (!options.inputs.empty() && !inputs.any_read) return refuse({"no input could be read", ""});
  HtmlSession session;
  session.question = {options.from, options.to, options.services, options.clients, {}};
  session.client_port = options.client_port;
  if (wrong_question(options).empty()) {
    const auto question = question_of(inputs.loaded.snapshot, options);
    if (!question) return refuse(question.error());
  }
  keep_inputs(inputs.loaded, texts);
  session.sources = texts;
  const auto page = html_report(report_page(), session);
  if (!page) return refuse(page.error());
  return write_out(*page) ? kClean : refuse({"the output cannot be written", ""});
}

}  // namespace halfopen::cli
