// SPDX-License-Identifier: Apache-2.0
// Verbs around the page.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {

void add_serve(VerbHandle root) {
  VerbHandle verb = root.verb("serve", "show the page, on this machine only", run_serve);
  ServeOptions& serve = verb.options().serve;
  add_inputs(verb, false, false);
  verb.text("--listen", serve.listen,
            "the address to listen at (127.0.0.1); any other lets other machines ask");
  verb.number(
      "--port", [&serve](std::size_t port) { serve.port = static_cast<std::uint16_t>(port); },
      "the port (7171); 0: any free one", 0, 65535);
  OptionHandle open = verb.flag("--open", serve.open, "show the page in the browser");
  verb.flag("--no-open", serve.no_open, "only print where it is (the default)").excludes(open);
  verb.flag("--api-only", serve.api_only, "answer questions, but show no page");
  verb.footer(kServeExamples);
}

void add_report(VerbHandle root) {
  VerbHandle verb =
      root.group("report", "answers to keep and to hand on")
          .verb("html", "the page, the inputs and the engine as one file", run_report_html);
  Options& options = verb.options();
  verb.texts("INPUT", options.inputs,
             "files or folders, as for `halfopen check`; none: a page to try rules in");
  add_question_words(verb);
  add_client_port(verb);
  add_quiet(verb);
  verb.footer(kReportHtmlExamples);
}

}  // namespace halfopen::cli
