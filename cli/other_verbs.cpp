// SPDX-License-Identifier: Apache-2.0
// Verbs that help to begin.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {

void add_collect(VerbHandle root) {
  VerbHandle verb =
      root.verb("collect", "run the AWS CLI and keep what the other verbs read", run_collect);
  Options& options = verb.options();
  CollectOptions& collect = options.collect;
  verb.text("--profile", collect.profile, "the profile of the AWS CLI; else its default");
  verb.texts("--region", collect.regions, "a region; repeatable, or separated by commas")
      .by_commas();
  verb.text("--out", collect.out, "the folder for DIR/REGION/CALL.json");
  verb.texts("--only", collect.only, "only these calls and those that they need: CALL,...")
      .by_commas();
  verb.text("--aws", collect.aws, "the AWS CLI, if it is not `aws` in PATH");
  verb.text("--endpoint-url", collect.endpoint_url, "passed on to the AWS CLI");
  verb.flag("--iam-policy", collect.iam_policy,
            "print the IAM policy that the calls need, and ask nothing");
  verb.flag("--quiet", options.quiet, "no progress and no notes; failures are still told");
  verb.footer(kCollectExamples);
}

void add_completion(VerbHandle root) {
  VerbHandle verb =
      root.verb("completion", "print a completion script for a shell", run_completion);
  verb.text("SHELL", verb.options().shell, "bash, zsh or fish")
      .required()
      .one_of({"bash", "zsh", "fish"});
}

}  // namespace halfopen::cli
