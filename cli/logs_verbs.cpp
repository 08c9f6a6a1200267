// SPDX-License-Identifier: Apache-2.0
// Verbs about flow logs.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {
namespace {

/// What is read, and how.
void add_logs_read(VerbHandle& verb) {
  Options& options = verb.options();
  verb.texts("LOG", options.inputs,
             "flow logs: files or folders as in S3; plain, gzip or zstd; - is stdin")
      .required();
  verb.text("--format-string", options.logs.format_string,
            "the columns where no header line tells them: '${srcaddr} ${dstaddr} ...'");
  verb.number(
      "--window",
      [&options](std::size_t seconds) { options.logs.window = static_cast<std::int64_t>(seconds); },
      "seconds of silence that end a connection (3600)", 1, 999'999'999);
}

void add_logs_output(VerbHandle& verb, const std::string& listed) {
  Options& options = verb.options();
  verb.number(
      "--limit", [&options](std::size_t most) { options.logs.limit = most; },
      listed + " listed as text (20)");
  add_soft_fail(verb);
  add_quiet(verb);
  add_output(verb, {"text", "json", "csv"});
}

void add_diagnose(VerbHandle& logs) {
  VerbHandle verb = logs.verb("diagnose", "why packets were rejected, and whose connections hang",
                              run_logs_diagnose);
  Options& options = verb.options();
  add_logs_read(verb);
  verb.texts("--snapshot", options.logs.snapshot,
             "the account: a file or folder; repeatable. Names the rules that reject");
  verb.text("--partial-out", options.logs.partial_out,
            "write a partial result for `logs merge` to this file, and no report");
  verb.check([&options] {
    return std::string(options.logs.partial_out == "-" ? "--partial-out needs a file's name" : "");
  });
  add_logs_output(verb, "causes");
  verb.footer(kLogsExamples);
}

void add_merge(VerbHandle& logs) {
  VerbHandle verb =
      logs.verb("merge", "one diagnosis of the partial results of many logs", run_logs_merge);
  Options& options = verb.options();
  verb.texts("PART", options.inputs, "files that `logs diagnose --partial-out` wrote").required();
  verb.texts("--snapshot", options.logs.snapshot,
             "the account with which the parts were made; repeatable");
  add_logs_output(verb, "causes");
  verb.footer(kLogsMergeExamples);
}

void add_replay(VerbHandle& logs) {
  VerbHandle verb = logs.verb("replay", "which recorded connections a change would break or open",
                              run_logs_replay);
  Options& options = verb.options();
  add_logs_read(verb);
  verb.texts("--before", options.logs.before,
             "the account as it was: a file or folder; repeatable; without it the state before "
             "the plan");
  verb.texts("--after", options.logs.after,
             "the account as it will be, or a Terraform plan; repeatable");
  verb.texts("--with", options.around, "a file or folder that belongs to both sides; repeatable");
  add_parameters(verb);
  verb.flag("--narrow", options.logs.narrow,
            "the narrowest reply ranges for what was recorded, and what tighter ones cost");
  add_logs_output(verb, "groups");
  verb.check([&options] {
    const bool alone = !options.logs.before.empty() && options.logs.narrow;
    return options.logs.after.empty() && !alone
               ? "replay needs --before and --after, or --after with a Terraform plan, or --before "
                 "with --narrow"
               : std::string();
  });
  verb.footer(kLogsReplayExamples);
}

void add_rejects(VerbHandle& logs) {
  VerbHandle verb = logs.verb("rejects", "how many records were rejected, by port or who sent them",
                              run_logs_rejects);
  Options& options = verb.options();
  verb.texts("LOG", options.inputs,
             "flow logs: files or folders as in S3; plain, gzip or zstd; - is stdin")
      .required();
  verb.text("--format-string", options.logs.format_string,
            "the columns where no header line tells them: '${srcaddr} ${dstaddr} ...'");
  verb.text("--by", options.logs.by,
            "port (the destination's, the default), interface, or address (of who sent)")
      .one_of({"port", "interface", "address"});
  verb.number(
      "--limit", [&options](std::size_t rows) { options.logs.limit = rows; },
      "rows listed as text (20)");
  add_quiet(verb);
  add_output(verb, {"text", "json", "csv"});
  verb.footer(kLogsRejectsExamples);
}

void add_rules(VerbHandle& logs) {
  VerbHandle verb =
      logs.verb("rules", "which rules of a network ACL decide the records", run_logs_rules);
  Options& options = verb.options();
  verb.texts("LOG", options.inputs,
             "flow logs: files or folders as in S3; plain, gzip or zstd; - is stdin")
      .required();
  verb.texts("--snapshot", options.logs.snapshot,
             "the account or the rules alone: a file or folder; repeatable")
      .required();
  verb.text("--acl", options.acl, "the network ACL, if several are loaded: its id or name");
  verb.text("--format-string", options.logs.format_string,
            "the columns where no header line tells them: '${srcaddr} ${dstaddr} ...'");
  add_quiet(verb);
  add_output(verb, {"text", "json", "csv"});
  verb.footer(kLogsRulesExamples);
}

}  // namespace

void add_logs(VerbHandle root) {
  VerbHandle logs = root.group("logs", "what VPC flow logs tell");
  add_diagnose(logs);
  add_merge(logs);
  add_replay(logs);
  add_rejects(logs);
  add_rules(logs);
  add_logs_sql(logs);
}

}  // namespace halfopen::cli
