// SPDX-License-Identifier: Apache-2.0
// Verbs about changes, and about what is expected.
#include <algorithm>

#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"
#include "cli/word_list.hpp"

namespace halfopen::cli {

void add_diff(VerbHandle root) {
  VerbHandle verb =
      root.verb("diff", "which connections a change gains, loses, breaks or heals", run_diff);
  Options& options = verb.options();
  add_sides(verb, "BEFORE_AFTER", "BEFORE and AFTER");
  add_clients(verb);
  add_soft_fail(verb);
  add_quiet(verb);
  verb.value(
      "--fail-on",
      [&options](const std::string& text) { return read_change_kinds(text, options.fail_ids); },
      "exit 2 only for these kinds: lost,half-open,gained,healed,closed,unknown,"
      "not-compared");
  add_baseline(verb);
  add_output(verb, {"text", "json", "markdown", "sarif", "github", "junit"});
  verb.footer(kReviewExamples);
}

void add_plan_apply(VerbHandle root) {
  VerbHandle verb =
      root.verb("plan-apply", "the order of API calls that changes an ACL safely", run_plan_apply);
  Options& options = verb.options();
  add_sides(verb, "OLD_NEW", "OLD and NEW");
  verb.text("--acl", options.acl, "only this network ACL of OLD, by id or name");
  verb.number(
      "--quota", [&options](std::size_t entries) { options.quota = entries; },
      "rules of a direction and family, the default deny counted (20, at most 40)", 1, 40);
  const OptionHandle in_place =
      verb.flag("--in-place", options.in_place, "only calls that change the ACL's entries");
  verb.flag("--swap", options.swap, "build a new ACL and move the subnets over").excludes(in_place);
  add_soft_fail(verb);
  add_quiet(verb);
  add_output(verb, {"text", "json", "markdown", "script"});
  verb.footer(kPlanApplyExamples);
}

void add_policy(VerbHandle root) {
  VerbHandle verb =
      root.verb("policy", "do the connections fare as a file expects them to?", run_policy);
  Options& options = verb.options();
  verb.text("POLICY", options.policy, "YAML file of expectations; - is stdin").required();
  add_inputs(verb);
  add_output(verb, {"text", "json", "junit"});
  verb.check([&options] {
    const bool twice =
        options.policy == "-" &&
        std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end();
    return std::string(
        twice ? "stdin cannot be both the policy and an input: give one of them as a file" : "");
  });
  verb.footer(kPolicyExamples);
}

}  // namespace halfopen::cli
