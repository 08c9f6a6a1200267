// SPDX-License-Identifier: Apache-2.0
// The options of `logs sql`.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {
namespace {

/// What of the options does not fit together; empty if all does.
std::string wrong_sql(const Options& options) {
  const LogsSqlOptions& sql = options.logs_sql;
  const bool one_folder = sql.dialect == "athena" || sql.dialect == "spark";
  if (one_folder && sql.files.size() > 1) {
    return "a table of " + sql.dialect + " has one --files: the folder of all";
  }
  if (sql.files.empty() && (sql.hive || !sql.storage.empty())) {
    return "--storage and --hive speak of --files, which is missing";
  }
  const LogsOptions& logs = options.logs;
  const bool replay = sql.question == "replay";
  const bool narrow = sql.question == "narrow";
  if (replay && logs.after.empty()) return "a replay needs --after, and --before";
  if (narrow && logs.before.empty()) return "--question narrow needs --before";
  if (narrow && !logs.after.empty()) return "--question narrow needs no --after";
  if ((replay || narrow) && !logs.snapshot.empty()) {
    return "--snapshot is for --question diagnose; " + sql.question + " takes --before";
  }
  if (!replay && !narrow && !(logs.before.empty() && logs.after.empty())) {
    return "--before and --after are for --question replay and narrow";
  }
  return "";
}

}  // namespace

void add_logs_sql(VerbHandle logs) {
  VerbHandle verb = logs.verb(
      "sql", "the same questions as SQL, for the engine that holds the logs", run_logs_sql);
  Options& options = verb.options();
  LogsSqlOptions& sql = options.logs_sql;
  verb.text("--dialect", sql.dialect, "clickhouse, duckdb, athena or spark")
      .required()
      .one_of({"clickhouse", "duckdb", "athena", "spark"});
  verb.text("--question", sql.question, "diagnose (the default), replay or narrow")
      .one_of({"diagnose", "replay", "narrow"});
  verb.text("--table", sql.table, "the table's name (flow_log)");
  verb.texts("--files", sql.files,
             "where the logs lie: a pattern or, for Athena and Spark, a folder in S3; repeatable. "
             "The table's definition is written, too");
  verb.text("--storage", sql.storage, "text or parquet (told by the names of --files, else text)")
      .one_of({"text", "parquet"});
  verb.flag("--hive", sql.hive, "their folders are called key=value, as S3 prefixes for Hive");
  verb.texts("--snapshot", options.logs.snapshot,
             "the account: a file or folder; repeatable. Names the rules that reject");
  verb.texts("--before", options.logs.before, "replay, narrow: the account before; repeatable");
  verb.texts("--after", options.logs.after, "replay: the account after, or a Terraform plan");
  verb.text("--format-string", options.logs.format_string,
            "the columns, if they are not the default ones: '${srcaddr} ${dstaddr} ...'");
  verb.number(
      "--window",
      [&options](std::size_t seconds) { options.logs.window = static_cast<std::int64_t>(seconds); },
      "seconds of silence that end a connection (3600)", 1);
  add_quiet(verb);
  verb.check([&options] { return wrong_sql(options); });
  verb.footer(kLogsSqlExamples);
}

}  // namespace halfopen::cli
