// SPDX-License-Identifier: Apache-2.0
#include "cli/diff_sides.hpp"
#include "cli/input_files.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/flowlog/sql/diagnose_query.hpp"
#include "halfopen/flowlog/sql/dialect.hpp"
#include "halfopen/flowlog/sql/narrow_query.hpp"
#include "halfopen/flowlog/sql/replay_query.hpp"

namespace halfopen::cli {
namespace {

Result<sql::RecordSource> record_source(const Options& options) {
  sql::RecordSource source;
  if (!options.logs_sql.table.empty()) source.table = options.logs_sql.table;
  if (!options.logs.format_string.empty()) {
    auto columns = LogFormat::parse(options.logs.format_string);
    if (!columns) return tl::unexpected<Error>(columns.error());
    source.columns = std::move(*columns);
  }
  std::string missing;
  for (const std::string& name : source.columns.missing()) missing += ' ' + name;
  if (!missing.empty()) return fail("connections cannot be told without the fields" + missing);
  const auto& files = options.logs_sql.files;
  const bool by_name =
      options.logs_sql.storage.empty() && !files.empty() && files[0].ends_with(".parquet");
  source.typed = by_name || options.logs_sql.storage == "parquet";
  source.short_rows_end_in_null = !files.empty() && !source.typed;
  return source;
}

Result<sql::Query> replay_of(const Options& options, const sql::RecordSource& source) {
  const auto sides = read_sides(options, options.logs.before, options.logs.after);
  if (!sides) return tl::unexpected<Error>(sides.error());
  CompiledSnapshot before(sides->before.loaded.snapshot);
  CompiledSnapshot after(sides->after.loaded.snapshot);
  return sql::replay_query(source, options.logs.window, before, after);
}

Result<sql::Query> narrow_of(const Options& options, const sql::RecordSource& source) {
  const Inputs inputs = read_inputs(options, options.logs.before);
  if (!inputs.any_read) return fail("the snapshot could not be read");
  CompiledSnapshot before(inputs.loaded.snapshot);
  return sql::narrow_query(source, options.logs.window, before);
}

Result<sql::Query> diagnosis_of(const Options& options, const sql::RecordSource& source) {
  if (options.logs.snapshot.empty()) {
    return sql::diagnose_query(source, options.logs.window, nullptr);
  }
  const Inputs inputs = read_inputs(options, options.logs.snapshot);
  if (!inputs.any_read) return fail("the snapshot could not be read");
  CompiledSnapshot model(inputs.loaded.snapshot);
  return sql::diagnose_query(source, options.logs.window, &model);
}

Error too_long(std::size_t bytes, std::size_t most) {
  return {"the query has " + std::to_string(bytes) + " bytes, and the engine takes " +
              std::to_string(most),
          "give a snapshot of fewer subnets and groups"};
}

}  // namespace

int run_logs_sql(const Options& options) {
  const LogsSqlOptions& asked = options.logs_sql;
  const auto name = sql::find_dialect(asked.dialect);
  if (!name) return refuse({"there is no dialect '" + asked.dialect + "'", ""});
  const auto source = record_source(options);
  if (!source) return refuse(source.error());
  const auto query = asked.question == "replay"   ? replay_of(options, *source)
                     : asked.question == "narrow" ? narrow_of(options, *source)
                                                  : diagnosis_of(options, *source);
  if (!query) return refuse(query.error());
  const auto dialect = sql::make_dialect(*name);
  std::string text;
  if (!asked.files.empty()) {
    text = dialect->table_text(source->table, source->columns,
                               {asked.files, source->typed, asked.hive}) +
           '\n';
  }
  const std::string statement = dialect->query_text(*query);
  const std::size_t most = dialect->most_bytes();
  if (most != 0 && statement.size() > most) return refuse(too_long(statement.size(), most));
  text += dialect->before(statement.size());
  if (!write_out(text + statement)) return refuse({"the output cannot be written", ""});
  return kClean;
}

}  // namespace halfopen::cli
