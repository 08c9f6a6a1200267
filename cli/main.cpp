// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>
#include <variant>

#include "cli/command_line.hpp"
#include "cli/completion.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

namespace {

int run(int argc, char** argv) {
  namespace cli = halfopen::cli;
  const auto asked = cli::read_command_line(argc, argv);
  if (const auto* farewell = std::get_if<cli::Farewell>(&asked)) {
    if (farewell->exit_code != cli::kClean) {
      cli::write_error(farewell->text);
      return farewell->exit_code;
    }
    return cli::write_out(farewell->text) ? cli::kClean : cli::kCannot;
  }
  const auto& options = std::get<cli::Options>(asked);
  switch (options.verb) {
    case cli::Verb::check: return cli::run_check(options);
    case cli::Verb::explain: return cli::run_explain(options);
    case cli::Verb::collect: return cli::run_collect(options);
    case cli::Verb::diff: return cli::run_diff(options);
    case cli::Verb::exposure: return cli::run_exposure(options);
    case cli::Verb::fix: return cli::run_fix(options);
    case cli::Verb::lint: return cli::run_lint(options);
    case cli::Verb::matrix: return cli::run_matrix(options);
    case cli::Verb::minimise: return cli::run_minimise(options);
    case cli::Verb::compile: return cli::run_compile(options);
    case cli::Verb::plan_apply: return cli::run_plan_apply(options);
    case cli::Verb::policy: return cli::run_policy(options);
    case cli::Verb::ports_list:
    case cli::Verb::ports_classify:
    case cli::Verb::ports_simulate:
    case cli::Verb::ports_exhaust: return cli::run_ports(options);
    case cli::Verb::lab_run: return cli::run_lab_run(options);
    case cli::Verb::lab_verify: return cli::run_lab_verify(options);
    case cli::Verb::logs_diagnose: return cli::run_logs_diagnose(options);
    case cli::Verb::logs_merge: return cli::run_logs_merge(options);
    case cli::Verb::completion:
      return cli::write_out(cli::completion_script(options.shell)) ? cli::kClean : cli::kCannot;
  }
  return cli::kCannot;
}

}  // namespace

/// The library throws nothing; what the standard library may throw (no memory) ends here.
int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fputs("halfopen: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return halfopen::cli::kCannot;
  }
}
