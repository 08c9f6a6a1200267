// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/lab/lab_run.hpp"
#include "halfopen/lab/lab_verify.hpp"
#include "halfopen/report/lab_report.hpp"
#include "halfopen/report/shell_word.hpp"

namespace halfopen::cli {
namespace {

/// More would take long, and say little more.
constexpr std::size_t kMostLabConnections = 16;

/// The lab's own client is the one that is asked about.
Result<std::vector<Connection>> ask(const Options& options, const Inputs& inputs,
                                    const ClientProfile& client, CompiledSnapshot& model) {
  if (!inputs.any_read) return fail("no input could be read");
  auto question = question_of(inputs.loaded.snapshot, options);
  if (!question) return tl::unexpected<Error>(question.error());
  for (const ServiceSpec& service : question->services) {
    if (filters_ports(service.protocol) && service.port.value_or(0) == 0) {
      return fail("no program can serve at port 0", "give a port from 1 to 65535");
    }
  }
  question->clients = {client};
  return check(model, *question);
}

Result<ClientProfile> client_of(const Options& options) {
  const auto clients = clients_of(options);
  if (!clients) return tl::unexpected<Error>(clients.error());
  if (clients->size() > 1) return fail("a lab has one client", "give --client once");
  return clients->empty() ? LabRunOptions().client : clients->front();
}

/// The scripts of a lab's nodes, with the names that they have for `ip netns`.
Result<std::string> ruleset_text(const Snapshot& snapshot, const Connection& connection,
                                 const ClientProfile& client, const std::string& prefix) {
  const auto plan = plan_lab(snapshot, connection);
  if (!plan) return tl::unexpected<Error>(plan.error());
  const auto name = [&](std::uint32_t node) { return prefix + "-" + plan->nodes[node].name; };
  const auto scripts = lab_scripts(snapshot, *plan, client.range, name);
  if (!scripts) return tl::unexpected<Error>(scripts.error());
  std::string text = "# " + to_string(plan->client) + " -> " + to_string(plan->server) + ' ' +
                     to_string(connection.service) + "\n";
  for (std::uint32_t i = 0; i < scripts->size(); ++i) {
    if ((*scripts)[i].rules.empty()) continue;
    text += "# in namespace " + name(i) + "\n" + (*scripts)[i].rules;
  }
  return text;
}

int print_rulesets(const Options& options, const Inputs& inputs,
                   const std::vector<Connection>& connections, const ClientProfile& client) {
  for (const Connection& connection : connections) {
    const auto text = ruleset_text(inputs.loaded.snapshot, connection, client, options.lab.keep);
    if (!text) return refuse(text.error());
    if (!write_out(*text)) return refuse({"the output cannot be written", ""});
  }
  return kClean;
}

/// A lab holds some hundred sockets at once.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string reproducer(const Options& options) {
  std::string text = "halfopen lab verify ";
  if (options.lab.random > 0) {
    text += "--random " + std::to_string(kConnectionsPerLab);
  } else {
    for (const std::string& input : options.inputs) text += shell_word(input) + ' ';
    for (const std::string& file : options.parameter_files) {
      text += "--params " + shell_word(file) + ' ';
    }
    for (const auto& [name, value] : options.parameters) {
      text += "--param " + shell_word(name + "=" + value) + ' ';
    }
    if (options.plan_side == PlanSide::before) text += "--plan-side before ";
    text += "--connections " + std::to_string(kConnectionsPerLab);
  }
  return text + (options.lab.spoil ? " --spoil" : "") + " --seed ";
}

}  // namespace

int run_lab_run(const Options& options) {
  const Inputs inputs = read_inputs(options, options.inputs);
  CompiledSnapshot model(inputs.loaded.snapshot);
  const auto client = client_of(options);
  if (!client) return refuse(client.error());
  const auto connections = ask(options, inputs, *client, model);
  if (!connections) return refuse(connections.error());
  if (connections->size() > kMostLabConnections) {
    return refuse({"the question has " + std::to_string(connections->size()) + " answers",
                   "ask about single addresses and fewer ports"});
  }
  if (options.lab.ruleset && options.format == Format::json) {
    return refuse({"--ruleset is text for nft", "leave out --format json"});
  }
  if (options.lab.ruleset) return print_rulesets(options, inputs, *connections, *client);
  raise_descriptor_limit();
  if (const auto possible = lab_is_possible(); !possible) return refuse(possible.error());
  LabRunOptions run_options;
  run_options.client = *client;
  run_options.connections = static_cast<std::uint32_t>(options.lab.connections.value_or(20));
  run_options.uniform = options.lab.uniform;
  run_options.seed = options.lab.seed;
  std::vector<std::pair<const Connection*, LabRun>> runs;
  bool problem = false;
  for (const Connection& connection : *connections) {
    if (options.lab.stay) {
      run_options.keep = options.lab.keep + (runs.empty() ? "" : std::to_string(runs.size() + 1));
    }
    auto run = run_lab(inputs.loaded.snapshot, connection, run_options);
    if (!run) {
      refuse({to_string(connection.service) + ": " + run.error().what, run.error().hint});
      problem = true;
      continue;
    }
    if (options.format == Format::text) {
      const Style style = style_for(STDOUT_FILENO, options.colour);
      if (!write_out((runs.empty() ? "" : "\n") + lab_run_text(connection, *run, style))) {
        return refuse({"the output cannot be written", ""});
      }
    }
    runs.emplace_back(&connection, std::move(*run));
  }
  if (options.format == Format::json && !write_out(lab_runs_json(runs))) {
    return refuse({"the output cannot be written", ""});
  }
  if (problem) return kCannot;
  const bool wrong =
      std::any_of(runs.begin(), runs.end(), [](const auto& run) { return !run.second.agrees(); });
  return wrong && !options.soft_fail ? kFindings : kClean;
}

int run_lab_verify(const Options& options) {
  raise_descriptor_limit();
  if (const auto possible = lab_is_possible(); !possible) return refuse(possible.error());
  LabVerifyOptions verify;
  verify.connections =
      options.lab.random > 0 ? options.lab.random : options.lab.connections.value_or(2000);
  verify.seed = options.lab.seed;
  verify.workers = std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
  if (options.lab.spoil) verify.fault = PlantedLabFault::reversed_rules;
  Progress progress("connections", options.quiet);
  verify.progress = [&](std::uint64_t done) { progress.at(done); };
  Result<LabTally> tally = fail("no input could be read");
  if (options.lab.random > 0) {
    tally = verify_random(verify);
  } else {
    const Inputs inputs = read_inputs(options, options.inputs);
    if (inputs.any_read) tally = verify_snapshot(inputs.loaded.snapshot, verify);
  }
  if (!tally) return refuse(tally.error());
  const std::string again = reproducer(options);
  const std::string text =
      options.format == Format::json
          ? lab_verify_json(*tally, again)
          : lab_verify_text(*tally, again, style_for(STDOUT_FILENO, options.colour));
  if (!write_out(text)) return refuse({"the output cannot be written", ""});
  if (tally->connections == 0) return refuse({"no connection could be tried", ""});
  return tally->disagreements > 0 && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
