// SPDX-License-Identifier: Apache-2.0
// What the user asked for, free of the library that read the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/verdict.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/vpc/planned_change.hpp"

namespace halfopen::cli {

enum class Format : std::uint8_t { text, json, csv, markdown, junit, sarif, github };
enum class Colour : std::uint8_t { automatic, always, never };

/// The exit codes that scripts depend on.
inline constexpr int kClean = 0;
inline constexpr int kCannot = 1;    ///< usage, bad input, environment; the message says which
inline constexpr int kFindings = 2;  ///< some verdict is not `works`

/// What `collect` runs, and where it writes.
struct CollectOptions {
  std::string profile;  ///< empty: the AWS CLI's own choice
  std::vector<std::string> regions;
  std::string out;
  std::vector<std::string> only;  ///< names of calls; empty: all
  std::string aws = "aws";
  std::string endpoint_url;
  bool iam_policy = false;  ///< print the policy, ask nothing
};

/// What the lab does beside the question.
struct LabOptions {
  std::optional<std::size_t> connections;
  std::size_t random = 0;  ///< connections over random accounts; 0: over the inputs
  std::uint32_t seed = 1;
  std::string keep = "halfopen";  ///< the prefix of the namespaces' names
  bool stay = false;              ///< leave the lab up
  bool uniform = false;           ///< draw client ports evenly, do not leave them to the kernel
  bool ruleset = false;           ///< print the rules, build nothing
  bool spoil = false;             ///< verify with rules in a wrong order
};

/// What `ports simulate` and `ports exhaust` are told, as it was written. Empty: the default.
struct PortsOptions {
  std::string algorithm = "linux-connect";
  std::string client = "linux";
  std::string range;
  std::string reserved;
  std::string socket_range;
  std::string reply_ports;
  std::string connections;
  std::string destinations;
  std::string hosts;
  std::string addresses;
  std::string source_port;
  std::string rate;
  std::string hold;
  std::string time_wait;
  std::string closed_by = "client";
  std::string seed;
  bool tw_reuse = false;
  bool fully_random = false;
};

/// What `logs` is told beside the logs themselves, which are Options::inputs.
struct LogsOptions {
  std::string by = "port";            ///< rejects: what they are counted by
  std::vector<std::string> snapshot;  ///< files and folders
  std::vector<std::string> before;    ///< replay: likewise; empty: the prior state of the plan
  std::vector<std::string> after;     ///< replay: likewise; empty: narrow alone
  bool narrow = false;                ///< replay: the narrowest reply ranges
  std::string partial_out;            ///< a file for a partial result, instead of a report
  std::string format_string;          ///< the columns, where no header line tells them
  std::size_t limit = 20;             ///< causes as text
  std::int64_t window = 3600;         ///< seconds of silence that end a connection
};

/// What `logs sql` is told beside LogsOptions.
struct LogsSqlOptions {
  std::string dialect;
  std::string question = "diagnose";
  std::string table;               ///< empty: flow_log
  std::vector<std::string> files;  ///< patterns for the table's definition; empty: it exists
  std::string storage;             ///< text or parquet; empty: by the files' names
  bool hive = false;
};

/// What `practice` is told.
struct PracticeOptions {
  std::optional<std::uint64_t> seed;  ///< none: a new one
  std::optional<int> level;
  std::optional<std::size_t> count;
  std::string topic;               ///< empty: all
  bool lab = false;                ///< the broken lab, no questions
  bool print = false;              ///< the lab alone
  std::size_t hints = 0;           ///< printed with the lab
  std::vector<std::string> check;  ///< files of a repair
};

/// What `serve` is told beside the inputs.
struct ServeOptions {
  std::string listen = "127.0.0.1";
  std::uint16_t port = 7171;  ///< 0: any free one
  bool open = false;          ///< show the page in the browser
  bool no_open = false;
  bool api_only = false;  ///< no page
};

struct Options {
  int (*run)(const Options&) = nullptr;  ///< the verb
  std::vector<std::string> inputs;
  PlanSide plan_side = PlanSide::after;      ///< which side of a Terraform plan is judged
  std::vector<std::string> around;           ///< diff: what both sides stand in
  std::vector<std::string> parameter_files;  ///< --params, of templates
  std::vector<std::pair<std::string, std::string>> parameters;  ///< --param, over the files
  std::string policy;  ///< the file of expectations, or "-"
  std::string from;
  std::string to;
  std::string services;
  std::vector<std::string> clients;
  std::string flows;  ///< a path or "-"; empty: one question
  std::optional<std::uint16_t> client_port;
  std::optional<IpFamily> family;
  Format format = Format::text;
  Colour colour = Colour::automatic;
  bool no_colour = false;
  bool soft_fail = false;
  bool quiet = false;
  std::vector<Verdict> fail_on;        ///< empty: everything but works
  std::vector<Verdict> verdicts;       ///< matrix: only these; empty: all
  std::vector<std::string> places;     ///< matrix: what rows touch; compile: SUBNET=DEVICE
  std::string device;                  ///< compile: the router's port to the subnet
  bool half_open = false;              ///< matrix: only lost replies
  std::string acl;                     ///< lint, minimise, exposure, compile: only this
  std::optional<std::size_t> limit;    ///< matrix, ports simulate: rows listed
  std::optional<std::size_t> quota;    ///< plan-apply: entries of a direction and family
  bool in_place = false;               ///< plan-apply: no swap of associations
  bool script = false;                 ///< plan-apply: write a script, whatever `format` is
  bool svg = false;                    ///< ports simulate: a picture, likewise
  bool swap = false;                   ///< plan-apply: by a swap of associations
  std::optional<std::size_t> at_most;  ///< minimise: entries of a direction and family
  std::string config;                  ///< lint: what is suppressed, and why
  std::string severity;                ///< lint: the least that is listed
  std::string baseline;                ///< lint, diff: findings that are known
  std::string write_baseline;          ///< lint, diff: where the findings of now are written
  std::vector<std::string> fail_ids;   ///< diff: kinds that count; empty: all
  std::vector<std::uint16_t> ports;
  PortsOptions ports_life;
  std::string shell;
  CollectOptions collect;
  LabOptions lab;
  LogsOptions logs;
  LogsSqlOptions logs_sql;
  PracticeOptions practice;
  ServeOptions serve;

  /// True if a verdict makes the exit code kFindings.
  bool is_finding(Verdict verdict) const {
    if (soft_fail) return false;
    if (fail_on.empty()) return verdict != Verdict::works;
    for (const Verdict named : fail_on) {
      if (named == verdict) return true;
    }
    return false;
  }
};

}  // namespace halfopen::cli
