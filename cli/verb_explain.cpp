// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/analysis/explain.hpp"
#include "halfopen/report/explain_json.hpp"
#include "halfopen/report/explain_text.hpp"

namespace halfopen::cli {

int run_explain(const Options& options) {
  const Inputs inputs = load_inputs(options, options.inputs);
  const Loader::Loaded& loaded = inputs.loaded;
  if (options.format == Format::text && !options.quiet) {
    write_error(diagnostics_text(loaded, style_for(STDERR_FILENO, options.colour)));
  }
  CompiledSnapshot model(loaded.snapshot);
  std::vector<Explanation> walks;
  Result<std::vector<Connection>> answers = fail("no input could be read");
  if (inputs.any_read) {
    const auto question = question_of(loaded.snapshot, options);
    answers = question ? check(model, *question)
                       : Result<std::vector<Connection>>(tl::unexpected<Error>(question.error()));
  }
  if (answers) {
    for (const Connection& connection : *answers) {
      walks.push_back(explain(model, connection, options.client_port));
      if (options.client_port && !walks.back().client_port && !options.quiet) {
        write_error("note: " + to_string(connection.service) +
                    " has no ports: --client-port is not used\n");
      }
    }
  }
  bool written = true;
  if (options.format == Format::json) {
    written = write_out(explain_json(loaded.snapshot, walks, loaded.sources, loaded.diagnostics));
  } else if (answers) {
    written = write_out(explain_text(loaded.snapshot, walks, loaded.sources,
                                     style_for(STDOUT_FILENO, options.colour)));
  }
  if (!answers) return refuse(answers.error());
  if (!written) return refuse({"the output cannot be written", ""});
  const bool findings = std::any_of(walks.begin(), walks.end(),
                                    [&](const auto& w) { return options.is_finding(w.verdict); });
  return findings ? kFindings : kClean;
}

}  // namespace halfopen::cli
