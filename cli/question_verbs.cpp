// SPDX-License-Identifier: Apache-2.0
// Verbs that ask whether connections work, and why.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"
#include "cli/word_list.hpp"

namespace halfopen::cli {
namespace {

/// What does not go together with --flows.
std::string wrong_with_flows(const Options& options) {
  if (!options.from.empty() || !options.to.empty() || !options.services.empty()) {
    return "--flows asks many questions: leave out --from, --to and --port";
  }
  if (!options.clients.empty()) return "--flows names each client's port: leave out --client";
  if (options.format == Format::json) return "--flows writes CSV: leave out --format json";
  return "";
}

}  // namespace

void add_check(VerbHandle root) {
  VerbHandle verb =
      root.verb("check", "does this connection work, and for which clients?", run_check);
  Options& options = verb.options();
  add_question(verb);
  verb.text("--flows", options.flows,
            "many questions: CSV from,to,protocol,client_port,server_port; - is stdin");
  verb.check([&options] {
    if (!options.flows.empty()) return wrong_with_flows(options);
    return wrong_question(options);
  });
  verb.footer(kExamples);
}

void add_explain(VerbHandle root) {
  VerbHandle verb = root.verb("explain", "walk one packet pair, rule by rule", run_explain);
  Options& options = verb.options();
  add_question(verb);
  add_client_port(verb);
  verb.check([&options] { return wrong_question(options); });
  verb.footer(kExamples);
}

void add_matrix(VerbHandle root) {
  VerbHandle verb =
      root.verb("matrix", "all pairs: what works, is partial, half-open or denied", run_matrix);
  Options& options = verb.options();
  add_inputs(verb);
  add_clients(verb);
  verb.text("--port", options.services, "only [PROTO/]PORT[,...], or icmp/echo");
  verb.value(
      "--verdict",
      [&options](const std::string& text) { return read_verdicts(text, options.verdicts); },
      "only rows with works, partial, half-open, denied, ...");
  verb.texts("--subnet", options.places, "only rows that touch this subnet; repeatable");
  verb.flag("--half-open", options.half_open,
            "only connections that get in and whose replies are lost, worst first");
  verb.number(
      "--limit", [&options](std::size_t rows) { options.limit = rows; },
      "rows to list (100000); the summary counts them all");
  add_output(verb, {"text", "json", "csv", "markdown"});
  verb.footer(kExamples);
}

void add_fix(VerbHandle root) {
  VerbHandle verb =
      root.verb("fix", "the smallest safe change that makes a connection work", run_fix);
  Options& options = verb.options();
  add_question(verb, {"text", "json", "markdown"});
  verb.check([&options] { return wrong_question(options); });
  verb.footer(kExamples);
}

}  // namespace halfopen::cli
