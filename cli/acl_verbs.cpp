// SPDX-License-Identifier: Apache-2.0
// Verbs about network ACLs as they are.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {

void add_exposure(VerbHandle root) {
  VerbHandle verb = root.verb(
      "exposure", "which sources reach which ports, and what replies expose", run_exposure);
  add_inputs(verb);
  verb.text("--acl", verb.options().acl, "only this network ACL");
  add_output(verb, {"text", "json", "markdown"});
  verb.footer(kExamples);
}

void add_lint(VerbHandle root) {
  VerbHandle verb = root.verb("lint", "rules that do not do what they seem to", run_lint);
  Options& options = verb.options();
  add_inputs(verb);
  add_clients(verb);
  verb.text("--acl", options.acl, "only this network ACL");
  verb.text("--config", options.config, "JSON file that suppresses findings, with reasons");
  verb.text("--minimum-severity", options.severity, "note, warning (the default) or error")
      .one_of({"note", "warning", "error"});
  add_baseline(verb);
  add_output(verb, {"text", "json", "csv", "markdown", "sarif", "github", "junit"});
  verb.footer(kReviewExamples);
}

void add_minimise(VerbHandle root) {
  VerbHandle verb =
      root.verb("minimise", "the fewest entries with the same behaviour", run_minimise);
  Options& options = verb.options();
  add_inputs(verb);
  verb.text("--acl", options.acl, "the network ACL; needed where several are loaded");
  verb.number(
      "--at-most", [&options](std::size_t entries) { options.at_most = entries; },
      "entries of a direction and family: allow more, if need be, to get there");
  add_output(verb, {"text", "json", "markdown"});
  verb.footer(kExamples);
}

void add_compile(VerbHandle root) {
  VerbHandle verb =
      root.verb("compile", "network ACLs as the rules of another packet filter", run_compile);
  Options& options = verb.options();
  add_inputs(verb, false);
  verb.value(
          "--to", [](const std::string&) { return std::string(); },
          "nft: a stateless ruleset for a Linux router")
      .required()
      .one_of({"nft"});
  const OptionHandle acl =
      verb.text("--acl", options.acl, "the network ACL; needed where several are loaded");
  const OptionHandle device =
      verb.text("--device", options.device,
                "the router's port towards the subnet; without it nft wants it when the "
                "ruleset is loaded");
  verb.texts("--subnet", options.places,
             "SUBNET=DEVICE: the ACL of this subnet on its port of the router; repeatable")
      .excludes(acl)
      .excludes(device);
  add_output(verb);
  verb.footer(kCompileExamples);
}

}  // namespace halfopen::cli
