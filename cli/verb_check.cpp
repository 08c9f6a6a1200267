// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/check_json.hpp"
#include "halfopen/report/check_text.hpp"

namespace halfopen::cli {

int run_check(const Options& options) {
  if (!options.flows.empty()) return run_flows(options);
  const Inputs inputs = load_inputs(options, options.inputs);
  const Loader::Loaded& loaded = inputs.loaded;
  if (options.format == Format::text && !options.quiet) {
    write_error(diagnostics_text(loaded, style_for(STDERR_FILENO, options.colour)));
  }
  CompiledSnapshot model(loaded.snapshot);
  Result<std::vector<Connection>> answers = fail("no input could be read");
  if (inputs.any_read) {
    const auto question = question_of(loaded.snapshot, options);
    answers = question ? check(model, *question)
                       : Result<std::vector<Connection>>(tl::unexpected<Error>(question.error()));
  }
  const std::vector<Connection> none;
  const std::vector<Connection>& connections = answers ? *answers : none;
  bool written = true;
  if (options.format == Format::json) {
    written =
        write_out(check_json(loaded.snapshot, connections, loaded.sources, loaded.diagnostics));
  } else if (answers) {
    written = write_out(check_text(loaded.snapshot, connections, loaded.sources,
                                   style_for(STDOUT_FILENO, options.colour)));
  }
  if (!answers) return refuse(answers.error());
  if (!written) return refuse({"the output cannot be written", ""});
  const bool findings = std::any_of(connections.begin(), connections.end(),
                                    [&](const auto& c) { return options.is_finding(c.verdict); });
  return findings ? kFindings : kClean;
}

}  // namespace halfopen::cli
