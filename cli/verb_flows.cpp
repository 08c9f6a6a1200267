// SPDX-License-Identifier: Apache-2.0
// check --flows: many concrete connections, streamed.
#include <unistd.h>

#include <algorithm>
#include <string>

#include "cli/flow_table.hpp"
#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/analysis/flow_judge.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/flow_csv.hpp"

namespace halfopen::cli {
namespace {

class FlowRun {
 public:
  FlowRun(const Options& options, const Loader::Loaded& loaded, std::uint32_t source)
      : options_(options),
        loaded_(loaded),
        model_(loaded.snapshot),
        judge_(model_),
        source_(source) {}

  int run(LineStream& lines) {
    std::string_view line;
    if (!lines.next(line) || !is_flow_header(line)) {
      return refuse({loaded_.sources.name(source_) + " does not start with the header",
                     "the first line must be " + std::string(kFlowHeader)});
    }
    std::string out(flow_csv_header());
    Progress progress("flows", options_.quiet);
    while (lines.next(line)) {
      if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
      row(line, lines.line_number(), out);
      if (out.size() > kFlushAt) {
        if (!write_out(out)) return refuse({"the output cannot be written", ""});
        out.clear();
        progress.at(answered_);
      }
    }
    if (!write_out(out)) return refuse({"the output cannot be written", ""});
    if (hidden_ > 0) write_error("and " + std::to_string(hidden_) + " more rows like these\n");
    if (answered_ == 0 && bad_ > 0) return refuse({"no row could be read", ""});
    return findings_ ? kFindings : kClean;
  }

 private:
  static constexpr std::size_t kFlushAt = std::size_t{1} << 16;

  void row(std::string_view line, std::uint64_t number, std::string& out) {
    const auto parsed = parse_flow_row(line);
    if (!parsed) return bad_row(number, parsed.error());
    const auto from = judge_.end(parsed->from);
    if (!from) return bad_row(number, from.error());
    const auto to = judge_.end(parsed->to);
    if (!to) return bad_row(number, to.error());
    const auto said =
        judge_.judge(*from, *to, parsed->service, parsed->client_port, options_.family);
    if (!said) return bad_row(number, said.error());
    if (said->depends) {
      complain(DiagnosticCode::depends_on_address, Severity::warning, number,
               {"the verdict depends on which address is meant",
                "ask `halfopen check` about these ends, or give addresses"});
    }
    ++answered_;
    findings_ = findings_ || options_.is_finding(said->answer.verdict);
    append_flow_row(out, loaded_.snapshot, line, said->answer);
  }

  void bad_row(std::uint64_t number, const Error& error) {
    ++bad_;
    complain(DiagnosticCode::bad_flow_row, Severity::error, number, error);
  }

  void complain(DiagnosticCode code, Severity severity, std::uint64_t number, const Error& error) {
    constexpr std::size_t kMost = 50;
    if (++complaints_ > kMost) {
      ++hidden_;
      return;
    }
    if (options_.quiet) return;
    const Origin origin{source_, static_cast<std::uint32_t>(number), 0};
    write_error(diagnostic_text({code, severity, origin, error.what, error.hint}, loaded_.sources,
                                style_for(STDERR_FILENO, options_.colour)));
  }

  const Options& options_;
  const Loader::Loaded& loaded_;
  CompiledSnapshot model_;
  FlowJudge judge_;
  std::uint32_t source_;
  std::uint64_t answered_ = 0;
  std::uint64_t bad_ = 0;
  std::size_t complaints_ = 0;
  std::uint64_t hidden_ = 0;
  bool findings_ = false;
};

}  // namespace

int run_flows(const Options& options) {
  const auto is_stdin = [](const std::string& path) { return path == "-"; };
  if (options.flows == "-" && std::any_of(options.inputs.begin(), options.inputs.end(), is_stdin)) {
    return refuse({"stdin cannot be both the input and the flows", "give one of them as a file"});
  }
  Inputs inputs = load_inputs(options, options.inputs);
  if (!options.quiet) {
    write_error(diagnostics_text(inputs.loaded, style_for(STDERR_FILENO, options.colour)));
  }
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  auto lines = LineStream::open(options.flows);
  if (!lines) return refuse({"--flows: " + lines.error().what, "check the path"});
  const std::uint32_t source =
      inputs.loaded.sources.add(options.flows == "-" ? "stdin" : options.flows);
  return FlowRun(options, inputs.loaded, source).run(*lines);
}

}  // namespace halfopen::cli
