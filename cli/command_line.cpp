// SPDX-License-Identifier: Apache-2.0
// The only file that sees the command-line library.
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>

#include "cli/help_texts.hpp"
#include "halfopen/ingest/cfn_parameters.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen::cli {
namespace {

/// The parser and what it fills.
struct Parser {
  CLI::App app{
      "Does this connection work through stateless network ACLs, both legs, for every "
      "client port?"};
  Options options;
  std::string format = "text";
  std::string colour = "auto";
  std::string fail_on;
  std::string verdicts;
  std::string fail_kinds;
  std::string limit;
  std::string at_most;
  std::string quota;
  std::string compile_to;
  std::string lab_connections;
  std::string lab_random;
  std::string lab_seed;
  std::string window;
  std::vector<std::string> before_after;
  std::string plan_side;
  std::string ip_version;
  bool no_colour = false;
  std::string client_port;
  std::vector<std::string> parameter_texts;
  std::vector<std::string> port_texts;

  Parser() {
    app.name("halfopen");
    app.require_subcommand(1);
    app.set_version_flag("--version", "halfopen " HALFOPEN_VERSION " (" HALFOPEN_COMMIT ")");
    app.footer(kExamples);
    add_check();
    add_explain();
    add_matrix();
    add_exposure();
    add_lint();
    add_diff();
    add_fix();
    add_minimise();
    add_compile();
    add_plan_apply();
    add_policy();
    add_ports();
    add_lab();
    add_logs();
    add_collect();
    add_completion();
  }

  CLI::App* verb(CLI::App& parent, const std::string& name, const std::string& about, Verb verb) {
    CLI::App* sub = parent.add_subcommand(name, about);
    sub->callback([this, verb] { options.verb = verb; });
    return sub;
  }

  void add_output(CLI::App& sub, const std::vector<std::string>& formats = {"text", "json"}) {
    std::string list;
    for (const std::string& name : formats) list += (list.empty() ? "" : ", ") + name;
    sub.add_option("--format", format, list)->check(CLI::IsMember(formats));
    sub.add_option("--color", colour, "auto, always or never (NO_COLOR is honoured)")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    sub.add_flag("--no-color", no_colour, "the same as --color never");
  }

  void add_parameters(CLI::App& sub) {
    sub.add_option("--param", parameter_texts,
                   "NAME=VALUE for a parameter of the templates; repeatable")
        ->allow_extra_args(false);
    sub.add_option("--params", options.parameter_files,
                   "file of parameter values, JSON or YAML; repeatable; --param goes before it")
        ->allow_extra_args(false);
  }

  void add_inputs(CLI::App& sub, bool has_findings = true, bool required = true) {
    sub.add_option(
           "INPUT", options.inputs,
           "files or folders: AWS exports, Terraform plans and states as JSON, CloudFormation "
           "templates, rule tables as text; - is stdin")
        ->required(required);
    sub.add_option("--plan-side", plan_side,
                   "judge Terraform plans as of before or after (the default) they are applied")
        ->check(CLI::IsMember({"before", "after"}));
    add_parameters(sub);
    if (has_findings) {
      sub.add_flag("--soft-fail", options.soft_fail, "exit 0 whatever is found");
    }
    sub.add_flag("--quiet", options.quiet, "no progress and no diagnostics on stderr");
  }

  /// Two inputs, or one plan.
  void add_sides(CLI::App& sub, const std::string& label, const std::string& both) {
    sub.add_option(
           label, before_after,
           both + ": a file or folder each, - is stdin; or one Terraform plan, which is both")
        ->required()
        ->expected(1, 2);
    sub.add_option("--with", options.around,
                   "a file or folder that belongs to both sides: the account that a plan changes; "
                   "repeatable")
        ->allow_extra_args(false);
    add_parameters(sub);
  }

  void add_clients(CLI::App& sub) {
    sub.add_option("--client", options.clients,
                   "who asks: a profile of `halfopen ports list`, or LO-HI; repeatable; without it "
                   "all default profiles")
        ->allow_extra_args(false);
  }

  void add_question(CLI::App& sub, const std::vector<std::string>& formats = {"text", "json"}) {
    add_inputs(sub);
    sub.add_option("--from", options.from, std::string("the client: ") + kWhere);
    sub.add_option("--to", options.to, std::string("the server: ") + kWhere);
    sub.add_option("--port", options.services,
                   "[PROTO/]PORT[,...]; PROTO is tcp, udp, icmp/TYPE[:CODE], sctp or a number");
    add_clients(sub);
    sub.add_option("--ip-version", ip_version, "only 4 or only 6")
        ->check(CLI::IsMember({"4", "6"}));
    sub.add_option("--fail-on", fail_on, "exit 2 only for these verdicts: half-open,partial,...");
    add_output(sub, formats);
  }

  void add_check() {
    CLI::App* sub =
        verb(app, "check", "does this connection work, and for which clients?", Verb::check);
    add_question(*sub);
    sub->add_option("--flows", options.flows,
                    "many questions: CSV from,to,protocol,client_port,server_port; - is stdin");
    sub->footer(kExamples);
  }

  void add_explain() {
    CLI::App* sub = verb(app, "explain", "walk one packet pair, rule by rule", Verb::explain);
    add_question(*sub);
    sub->add_option("--client-port", client_port,
                    "the client's port; without it a witness is chosen");
    sub->footer(kExamples);
  }

  void add_matrix() {
    CLI::App* sub =
        verb(app, "matrix", "all pairs: what works, is partial, half-open or denied", Verb::matrix);
    add_inputs(*sub);
    add_clients(*sub);
    sub->add_option("--port", options.services, "only [PROTO/]PORT[,...], or icmp/echo");
    sub->add_option("--verdict", verdicts, "only rows with works, partial, half-open, denied, ...");
    sub->add_option("--subnet", options.places, "only rows that touch this subnet; repeatable")
        ->allow_extra_args(false);
    sub->add_flag("--half-open", options.half_open,
                  "only connections that get in and whose replies are lost, worst first");
    sub->add_option("--limit", limit, "rows to list (100000); the summary counts them all");
    add_output(*sub, {"text", "json", "csv", "markdown"});
    sub->footer(kExamples);
  }

  void add_exposure() {
    CLI::App* sub =
        verb(app, "exposure", "which sources reach which ports, and what replies expose",
             Verb::exposure);
    add_inputs(*sub);
    sub->add_option("--acl", options.acl, "only this network ACL");
    add_output(*sub, {"text", "json", "markdown"});
    sub->footer(kExamples);
  }

  void add_lint() {
    CLI::App* sub = verb(app, "lint", "rules that do not do what they seem to", Verb::lint);
    add_inputs(*sub);
    add_clients(*sub);
    sub->add_option("--acl", options.acl, "only this network ACL");
    sub->add_option("--config", options.config, "JSON file that suppresses findings, with reasons");
    sub->add_option("--minimum-severity", options.severity, "note, warning (the default) or error")
        ->check(CLI::IsMember({"note", "warning", "error"}));
    add_baseline(*sub);
    add_output(*sub, {"text", "json", "csv", "markdown", "sarif", "github", "junit"});
    sub->footer(kReviewExamples);
  }

  void add_baseline(CLI::App& sub) {
    sub.add_option("--baseline", options.baseline,
                   "JSON file of known findings: only others count and are shown");
    sub.add_option("--write-baseline", options.write_baseline,
                   "write the findings of now to this file, and exit 0");
  }

  void add_diff() {
    CLI::App* sub =
        verb(app, "diff", "which connections a change gains, loses, breaks or heals", Verb::diff);
    add_sides(*sub, "BEFORE_AFTER", "BEFORE and AFTER");
    add_clients(*sub);
    sub->add_flag("--soft-fail", options.soft_fail, "exit 0 whatever is found");
    sub->add_flag("--quiet", options.quiet, "no progress and no diagnostics on stderr");
    sub->add_option("--fail-on", fail_kinds,
                    "exit 2 only for these kinds: lost,half-open,gained,healed,closed,unknown,"
                    "not-compared");
    add_baseline(*sub);
    add_output(*sub, {"text", "json", "markdown", "sarif", "github", "junit"});
    sub->footer(kReviewExamples);
  }

  void add_fix() {
    CLI::App* sub =
        verb(app, "fix", "the smallest safe change that makes a connection work", Verb::fix);
    add_question(*sub, {"text", "json", "markdown"});
    sub->footer(kExamples);
  }

  void add_minimise() {
    CLI::App* sub =
        verb(app, "minimise", "the fewest entries with the same behaviour", Verb::minimise);
    add_inputs(*sub);
    sub->add_option("--acl", options.acl, "the network ACL; needed where several are loaded");
    sub->add_option("--at-most", at_most,
                    "entries of a direction and family: allow more, if need be, to get there");
    add_output(*sub, {"text", "json", "markdown"});
    sub->footer(kExamples);
  }

  void add_compile() {
    CLI::App* sub =
        verb(app, "compile", "network ACLs as the rules of another packet filter", Verb::compile);
    add_inputs(*sub, false);
    sub->add_option("--to", compile_to, "nft: a stateless ruleset for a Linux router")
        ->required()
        ->check(CLI::IsMember({"nft"}));
    CLI::Option* acl =
        sub->add_option("--acl", options.acl, "the network ACL; needed where several are loaded");
    CLI::Option* device =
        sub->add_option("--device", options.device,
                        "the router's port towards the subnet; without it nft wants it when the "
                        "ruleset is loaded");
    sub->add_option("--subnet", options.places,
                    "SUBNET=DEVICE: the ACL of this subnet on its port of the router; repeatable")
        ->allow_extra_args(false)
        ->excludes(acl)
        ->excludes(device);
    add_output(*sub);
    sub->footer(kCompileExamples);
  }

  void add_plan_apply() {
    CLI::App* sub = verb(app, "plan-apply", "the order of API calls that changes an ACL safely",
                         Verb::plan_apply);
    add_sides(*sub, "OLD_NEW", "OLD and NEW");
    sub->add_option("--acl", options.acl, "only this network ACL of OLD, by id or name");
    sub->add_option("--quota", quota,
                    "rules of a direction and family, the default deny counted (20, at most 40)");
    CLI::Option* in_place =
        sub->add_flag("--in-place", options.in_place, "only calls that change the ACL's entries");
    sub->add_flag("--swap", options.swap, "build a new ACL and move the subnets over")
        ->excludes(in_place);
    sub->add_flag("--soft-fail", options.soft_fail, "exit 0 whatever is found");
    sub->add_flag("--quiet", options.quiet, "no progress and no diagnostics on stderr");
    add_output(*sub, {"text", "json", "markdown", "script"});
    sub->footer(kPlanApplyExamples);
  }

  void add_policy() {
    CLI::App* sub =
        verb(app, "policy", "do the connections fare as a file expects them to?", Verb::policy);
    sub->add_option("POLICY", options.policy, "YAML file of expectations; - is stdin")->required();
    add_inputs(*sub);
    add_output(*sub, {"text", "json", "junit"});
    sub->footer(kPolicyExamples);
  }

  void add_ports() {
    CLI::App* ports = app.add_subcommand("ports", "who picks which client port");
    ports->require_subcommand(1);
    add_output(*verb(*ports, "list", "the client profiles and their sources", Verb::ports_list));
    CLI::App* classify =
        verb(*ports, "classify", "what a port number can mean", Verb::ports_classify);
    classify->add_option("PORT", port_texts, "ports 0 to 65535")->required();
    add_output(*classify);
    add_ports_simulate(*ports);
    add_ports_exhaust(*ports);
    ports->footer(kPortsExamples);
  }

  /// What both verbs about the life of ports are told.
  void add_port_life(CLI::App& sub) {
    PortsOptions& life = options.ports_life;
    sub.add_option("--reserved", life.reserved, "ports that are never chosen: 33000-33100,35000");
    sub.add_option("--rate", life.rate, "connections per second, such as 470 or 0.5");
    sub.add_option("--hold", life.hold, "how long a connection lives: 500ms, 0.5s, 2m, 1h");
    sub.add_option("--closed-by", life.closed_by,
                   "who closes first and so keeps TIME_WAIT: client (the default) or server")
        ->check(CLI::IsMember({"client", "server"}));
    sub.add_option("--time-wait", life.time_wait, "how long a port is held after its connection");
    sub.add_flag("--tw-reuse", life.tw_reuse, "Linux with net.ipv4.tcp_tw_reuse=1");
    sub.add_option("--destinations", life.destinations,
                   "how many (address and port), used in turn; 1");
    sub.add_option("--addresses", life.addresses, "addresses of a translator or client; 1");
    sub.add_flag("--soft-fail", options.soft_fail, "exit 0 whatever is found");
  }

  void add_ports_simulate(CLI::App& ports) {
    CLI::App* sub =
        verb(ports, "simulate", "the life of client ports, step by step", Verb::ports_simulate);
    PortsOptions& life = options.ports_life;
    sub->add_option("--algorithm", life.algorithm,
                    "linux-connect (the default), linux-bind, linux-udp, linux-masquerade, "
                    "nat-gateway, nlb, freebsd, windows, sequential, rfc6056-1 to rfc6056-5");
    sub->add_option("--range", life.range, "the ports to choose from; else the system's");
    sub->add_option("--socket-range", life.socket_range,
                    "Linux: the socket option IP_LOCAL_PORT_RANGE");
    sub->add_option("--connections", life.connections, "how many; 20");
    add_port_life(*sub);
    sub->add_option("--hosts", life.hosts, "hosts behind a translator; 2");
    sub->add_option("--source-port", life.source_port,
                    "masquerade: the port that all of them come from");
    sub->add_flag("--fully-random", life.fully_random, "masquerade: never keep the source port");
    sub->add_option("--seed", life.seed, "stands for the secrets of the system; 1");
    sub->add_option("--limit", limit, "connections listed as text (40)");
    add_output(*sub, {"text", "json", "csv", "svg"});
    sub->footer(kPortsExamples);
  }

  void add_ports_exhaust(CLI::App& ports) {
    CLI::App* sub = verb(ports, "exhaust", "how many connections per second before ports run out",
                         Verb::ports_exhaust);
    PortsOptions& life = options.ports_life;
    sub->add_option("--client", life.client,
                    "a profile of `halfopen ports list` (linux), LO-HI, or an algorithm of "
                    "`ports simulate` such as nlb");
    sub->add_option("--reply-ports", life.reply_ports,
                    "client ports whose replies a network ACL lets through: 1024-40000");
    add_port_life(*sub);
    add_output(*sub);
    sub->footer(kPortsExamples);
  }

  void add_lab() {
    CLI::App* lab = app.add_subcommand("lab", "real packets through real kernels");
    lab->require_subcommand(1);
    CLI::App* run = verb(*lab, "run", "try one connection in network namespaces", Verb::lab_run);
    add_question(*run, {"text", "json"});
    run->add_option("--connections", lab_connections,
                    "how many connections from ports that the client's kernel picks (20)");
    run->add_flag("--uniform", options.lab.uniform,
                  "draw every client port evenly from the range, with --seed");
    run->add_option("--seed", lab_seed, "another draw (1)");
    run->add_flag("--keep", options.lab.stay, "leave the namespaces up, and tell how to look");
    run->add_flag("--ruleset", options.lab.ruleset, "print the rules of nftables; needs no root");
    run->footer(kLabExamples);
    CLI::App* verify =
        verb(*lab, "verify", "compare model and kernel over many connections", Verb::lab_verify);
    add_inputs(*verify, true, false);
    verify->add_option("--random", lab_random, "N connections over accounts drawn at random");
    verify->add_option("--connections", lab_connections, "N connections over the inputs (2000)");
    verify->add_option("--seed", lab_seed, "another draw (1)");
    verify->add_flag("--spoil", options.lab.spoil,
                     "put the rules of the labs in a wrong order: disagreements must be found");
    add_output(*verify, {"text", "json"});
    verify->footer(kLabExamples);
  }

  void add_logs() {
    CLI::App* logs = app.add_subcommand("logs", "what VPC flow logs tell");
    logs->require_subcommand(1);
    CLI::App* sub = verb(*logs, "diagnose", "why packets were rejected, and whose connections hang",
                         Verb::logs_diagnose);
    sub->add_option("LOG", options.inputs,
                    "flow logs: files or folders as in S3; plain, gzip or zstd; - is stdin")
        ->required();
    sub->add_option("--snapshot", options.logs.snapshot,
                    "the account: a file or folder; repeatable. Names the rules that reject")
        ->allow_extra_args(false);
    sub->add_option("--format-string", options.logs.format_string,
                    "the columns where no header line tells them: '${srcaddr} ${dstaddr} ...'");
    sub->add_option("--window", window, "seconds of silence that end a connection (3600)");
    sub->add_option("--partial-out", options.logs.partial_out,
                    "write a partial result for `logs merge` to this file, and no report");
    add_diagnosis_output(*sub);
    sub->footer(kLogsExamples);

    CLI::App* merge =
        verb(*logs, "merge", "one diagnosis of the partial results of many logs", Verb::logs_merge);
    merge->add_option("PART", options.inputs, "files that `logs diagnose --partial-out` wrote")
        ->required();
    merge
        ->add_option("--snapshot", options.logs.snapshot,
                     "the account with which the parts were made; repeatable")
        ->allow_extra_args(false);
    add_diagnosis_output(*merge);
    merge->footer(kLogsMergeExamples);
  }

  void add_diagnosis_output(CLI::App& sub) {
    sub.add_option("--limit", limit, "causes listed as text (20)");
    sub.add_flag("--soft-fail", options.soft_fail, "exit 0 whatever is found");
    sub.add_flag("--quiet", options.quiet, "no progress and no diagnostics on stderr");
    add_output(sub, {"text", "json", "csv"});
  }

  void add_collect() {
    CLI::App* sub =
        verb(app, "collect", "run the AWS CLI and keep what the other verbs read", Verb::collect);
    CollectOptions& collect = options.collect;
    sub->add_option("--profile", collect.profile, "the profile of the AWS CLI; else its default");
    sub->add_option("--region", collect.regions, "a region; repeatable, or separated by commas")
        ->allow_extra_args(false)
        ->delimiter(',');
    sub->add_option("--out", collect.out, "the folder for DIR/REGION/CALL.json");
    sub->add_option("--only", collect.only, "only these calls and those that they need: CALL,...")
        ->allow_extra_args(false)
        ->delimiter(',');
    sub->add_option("--aws", collect.aws, "the AWS CLI, if it is not `aws` in PATH");
    sub->add_option("--endpoint-url", collect.endpoint_url, "passed on to the AWS CLI");
    sub->add_flag("--iam-policy", collect.iam_policy,
                  "print the IAM policy that the calls need, and ask nothing");
    sub->add_flag("--quiet", options.quiet, "no progress and no notes; failures are still told");
    sub->footer(kCollectExamples);
  }

  void add_completion() {
    CLI::App* sub =
        verb(app, "completion", "print a completion script for a shell", Verb::completion);
    sub->add_option("SHELL", options.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  }

  /// Reads verdicts separated by commas. The word that is none, if there is one.
  static std::optional<std::string> read_verdicts(const std::string& text,
                                                  std::vector<Verdict>& verdicts) {
    for (std::string rest = text; !rest.empty();) {
      const std::size_t comma = rest.find(',');
      const std::string word = rest.substr(0, comma);
      const auto* known = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                       [&](Verdict v) { return to_string(v) == word; });
      if (known == std::end(kVerdicts)) {
        return "'" + word +
               "' is no verdict; use works, partial, half-open, denied, no-route, unknown";
      }
      verdicts.push_back(*known);
      rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    }
    return std::nullopt;
  }

  /// Reads kinds of changes separated by commas. Empty if all is well.
  std::string settle_kinds() {
    for (std::string rest = fail_kinds; !rest.empty();) {
      const std::size_t comma = rest.find(',');
      const std::string word = rest.substr(0, comma);
      constexpr std::string_view kWords[] = {"gained", "lost",    "half-open",   "healed",
                                             "closed", "unknown", "not-compared"};
      if (std::find(std::begin(kWords), std::end(kWords), word) == std::end(kWords)) {
        return "--fail-on: '" + word +
               "' is no kind of change; use lost, half-open, gained, healed, closed, unknown, "
               "not-compared";
      }
      options.fail_ids.push_back(word);
      rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    }
    return "";
  }

  /// Reads the numbers and lists. Empty if all is well.
  std::string settle_values() {
    for (const std::string& text : port_texts) {
      const auto port = parse_port(text);
      if (!port) return port.error().what + "; " + port.error().hint;
      options.ports.push_back(*port);
    }
    for (const std::string& text : parameter_texts) {
      auto parameter = parse_parameter(text);
      if (!parameter) return "--param: " + parameter.error().what + "; " + parameter.error().hint;
      options.parameters.push_back(std::move(*parameter));
    }
    if (!client_port.empty()) {
      const auto port = parse_port(client_port);
      if (!port) return "--client-port: " + port.error().what + "; " + port.error().hint;
      options.client_port = *port;
    }
    if (const auto wrong = read_verdicts(fail_on, options.fail_on)) return "--fail-on: " + *wrong;
    if (const auto wrong = read_verdicts(verdicts, options.verdicts)) {
      return "--verdict: " + *wrong;
    }
    if (std::string wrong = settle_kinds(); !wrong.empty()) return wrong;
    const auto number = [](const std::string& text) -> std::optional<std::size_t> {
      const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
      if (!digits || text.empty() || text.size() > 9) return std::nullopt;
      return std::stoul(text);
    };
    if ((options.verb == Verb::logs_diagnose || options.verb == Verb::logs_merge) &&
        !limit.empty()) {
      if (!number(limit)) return "--limit: '" + limit + "' is no number";
      options.logs.limit = *number(limit);
    }
    if (!window.empty()) {
      if (number(window).value_or(0) < 1) return "--window: '" + window + "' is no number from 1";
      options.logs.window = static_cast<std::int64_t>(*number(window));
    }
    if (!lab_connections.empty()) {
      options.lab.connections = number(lab_connections);
      if (options.lab.connections.value_or(0) < 1) {
        return "--connections: '" + lab_connections + "' is no number from 1";
      }
    }
    if (!lab_random.empty()) {
      options.lab.random = number(lab_random).value_or(0);
      if (options.lab.random < 1) return "--random: '" + lab_random + "' is no number from 1";
    }
    if (!lab_seed.empty()) {
      if (!number(lab_seed)) return "--seed: '" + lab_seed + "' is no number";
      options.lab.seed = static_cast<std::uint32_t>(*number(lab_seed));
    }
    if (options.verb == Verb::ports_simulate) options.limit = 40;
    if (!limit.empty()) {
      if (!number(limit)) return "--limit: '" + limit + "' is no number";
      options.limit = *number(limit);
    }
    if (!quota.empty()) {
      options.quota = number(quota);
      if (!options.quota || *options.quota < 1 || *options.quota > 40) {
        return "--quota: '" + quota + "' is no number from 1 to 40";
      }
    }
    if (!at_most.empty()) {
      options.at_most = number(at_most);
      if (!options.at_most) return "--at-most: '" + at_most + "' is no number";
    }
    return "";
  }

  /// What the library cannot check. Empty if all is well.
  std::string settle() {
    options.format = format == "json"       ? Format::json
                     : format == "csv"      ? Format::csv
                     : format == "markdown" ? Format::markdown
                     : format == "junit"    ? Format::junit
                     : format == "sarif"    ? Format::sarif
                     : format == "github"   ? Format::github
                                            : Format::text;
    options.script = format == "script";
    options.svg = format == "svg";
    if (colour == "always") options.colour = Colour::always;
    if (colour == "never" || no_colour) options.colour = Colour::never;
    if (!ip_version.empty()) options.family = ip_version == "4" ? IpFamily::v4 : IpFamily::v6;
    if (options.verb == Verb::diff || options.verb == Verb::plan_apply) {
      options.inputs = before_after;
    }
    if (plan_side == "before") options.plan_side = PlanSide::before;
    if (std::string wrong = settle_values(); !wrong.empty()) return wrong;
    if (options.policy == "-" &&
        std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end()) {
      return "stdin cannot be both the policy and an input: give one of them as a file";
    }
    if (options.verb == Verb::check && !options.flows.empty()) {
      if (!options.from.empty() || !options.to.empty() || !options.services.empty()) {
        return "--flows asks many questions: leave out --from, --to and --port";
      }
      if (!options.clients.empty()) return "--flows names each client's port: leave out --client";
      if (options.format == Format::json) return "--flows writes CSV: leave out --format json";
    } else if (options.verb == Verb::lab_verify) {
      if (options.inputs.empty() == (options.lab.random == 0)) {
        return "lab verify needs either inputs or --random N";
      }
    } else if (options.verb == Verb::check || options.verb == Verb::explain ||
               options.verb == Verb::fix || options.verb == Verb::lab_run) {
      if (options.from.empty() || options.to.empty() || options.services.empty()) {
        return "a question needs --from, --to and --port";
      }
    }
    return "";
  }
};

void collect(const CLI::App& app, const std::string& prefix, std::vector<VerbWords>& out) {
  VerbWords words{prefix, {}};
  for (const CLI::App* sub : app.get_subcommands({})) {
    words.words.push_back(sub->get_name());
    collect(*sub, prefix.empty() ? sub->get_name() : prefix + ' ' + sub->get_name(), out);
  }
  for (const CLI::Option* option : app.get_options({})) {
    for (const std::string& name : option->get_lnames()) words.words.push_back("--" + name);
  }
  out.push_back(std::move(words));
}

}  // namespace

std::variant<Options, Farewell> read_command_line(int argc, const char* const* argv) {
  Parser parser;
  try {
    parser.app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Farewell{kClean, parser.app.help()};
  } catch (const CLI::CallForVersion& version) {
    return Farewell{kClean, std::string(version.what()) + '\n'};
  } catch (const CLI::Error& error) {
    return Farewell{kCannot,
                    std::string("halfopen: ") + error.what() + "\nTry `halfopen --help`.\n"};
  }
  const std::string wrong = parser.settle();
  if (!wrong.empty()) return Farewell{kCannot, "halfopen: " + wrong + "\n"};
  return parser.options;
}

std::vector<VerbWords> completion_words() {
  const Parser parser;
  std::vector<VerbWords> words;
  collect(parser.app, "", words);
  return words;
}

}  // namespace halfopen::cli
