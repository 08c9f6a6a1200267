// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/port_questions.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/ports_report.hpp"
#include "halfopen/report/ports_simulation_report.hpp"

namespace halfopen::cli {
namespace {

int written(const Options& options, const std::string& text, bool finding) {
  if (!write_out(text)) return refuse({"the output cannot be written", ""});
  return finding && !options.soft_fail ? kFindings : kClean;
}

}  // namespace

int run_ports_list(const Options& options) {
  const bool json = options.format == Format::json;
  const Style style = style_for(STDOUT_FILENO, options.colour);
  return written(options, json ? profiles_json_text() : profiles_text(style), false);
}

int run_ports_classify(const Options& options) {
  const bool json = options.format == Format::json;
  const Style style = style_for(STDOUT_FILENO, options.colour);
  return written(options,
                 json ? classify_json_text(options.ports) : classify_text(options.ports, style),
                 false);
}

int run_ports_simulate(const Options& options) {
  const auto plan = port_plan_of(options.ports_life);
  if (!plan) return refuse(plan.error());
  const PortSimulation simulation = simulate_ports(*plan);
  const bool refused = simulation.refused != 0;
  if (options.svg) return written(options, simulation_svg(*plan, simulation), refused);
  switch (options.format) {
    case Format::json: return written(options, simulation_json_text(*plan, simulation), refused);
    case Format::csv: return written(options, simulation_csv(simulation), refused);
    default: break;
  }
  return written(options,
                 simulation_text(*plan, simulation, options.limit.value_or(40),
                                 style_for(STDOUT_FILENO, options.colour)),
                 refused);
}

int run_ports_exhaust(const Options& options) {
  auto report = exhaustion_of(options.ports_life);
  if (!report) return refuse(report.error());
  report->answer = port_exhaustion(report->question);
  report->check = check_exhaustion(report->question);
  const bool json = options.format == Format::json;
  return written(options,
                 json ? exhaustion_json_text(*report)
                      : exhaustion_text(*report, style_for(STDOUT_FILENO, options.colour)),
                 report->has_finding());
}

}  // namespace halfopen::cli
