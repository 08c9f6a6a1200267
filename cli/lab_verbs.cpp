// SPDX-License-Identifier: Apache-2.0
// Verbs that send real packets.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {
namespace {

void add_connections(VerbHandle& verb, const std::string& about) {
  LabOptions& lab = verb.options().lab;
  verb.number(
      "--connections", [&lab](std::size_t count) { lab.connections = count; }, about, 1);
}

void add_seed(VerbHandle& verb) {
  LabOptions& lab = verb.options().lab;
  verb.number(
      "--seed", [&lab](std::size_t seed) { lab.seed = static_cast<std::uint32_t>(seed); },
      "another draw (1)");
}

}  // namespace

void add_lab(VerbHandle root) {
  VerbHandle lab = root.group("lab", "real packets through real kernels");
  Options& options = root.options();
  VerbHandle run = lab.verb("run", "try one connection in network namespaces", run_lab_run);
  add_question(run, {"text", "json"});
  add_connections(run, "how many connections from ports that the client's kernel picks (20)");
  run.flag("--uniform", options.lab.uniform,
           "draw every client port evenly from the range, with --seed");
  add_seed(run);
  run.flag("--keep", options.lab.stay, "leave the namespaces up, and tell how to look");
  run.flag("--ruleset", options.lab.ruleset, "print the rules of nftables; needs no root");
  run.check([&options] { return wrong_question(options); });
  run.footer(kLabExamples);

  VerbHandle verify =
      lab.verb("verify", "compare model and kernel over many connections", run_lab_verify);
  add_inputs(verify, true, false);
  verify.number(
      "--random", [&options](std::size_t count) { options.lab.random = count; },
      "N connections over accounts drawn at random", 1);
  add_connections(verify, "N connections over the inputs (2000)");
  add_seed(verify);
  verify.flag("--spoil", options.lab.spoil,
              "put the rules of the labs in a wrong order: disagreements must be found");
  add_output(verify, {"text", "json"});
  verify.check([&options] {
    const bool one = options.inputs.empty() != (options.lab.random == 0);
    return std::string(one ? "" : "lab verify needs either inputs or --random N");
  });
  verify.footer(kLabExamples);
}

}  // namespace halfopen::cli
