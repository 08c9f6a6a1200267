// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/diagnose_query.hpp"

#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/flowlog/sql/blame_query.hpp"
#include "halfopen/flowlog/sql/conversation_query.hpp"
#include "halfopen/flowlog/sql/final_columns.hpp"

namespace halfopen::sql {
namespace {

/// Causes are listed in this order.
constexpr std::int64_t kHalfOpen = 0;
constexpr std::int64_t kDenied = 1;
constexpr std::int64_t kUnanswered = 2;
constexpr std::int64_t kNoCause = 3;

void add_fates(Query& query) {
  Select step;
  step.name = "fated";
  step.from = "conversations";
  step.outputs = passed({"interface_id", "protocol_number", "client_key", "client_port",
                         "server_key", "server_port", "request_accepted", "request_rejected",
                         "request_bytes", "request_first_time", "request_last_time",
                         "reply_rejected", "reply_bytes", "reply_first_time", "reply_last_time",
                         "session", "is_bpa", "told_place", "guessed_place"});
  step.outputs.push_back(
      {"fate_rank",
       cases({{is_null(column("request_first_time")), number(kNoCause)},
              // A reply that was let through answers a request that the log does not show.
              {column("request_accepted") == number(0) && column("reply_accepted") > number(0),
               number(kNoCause)},
              {column("request_accepted") == number(0) && column("request_under_way") == number(1),
               number(kNoCause)},
              {column("request_accepted") == number(0), number(kDenied)},
              {column("reply_accepted") > number(0), number(kNoCause)},
              {column("reply_rejected") > number(0), number(kHalfOpen)}},
             number(kUnanswered))});
  query.steps.emplace_back(std::move(step));
}

/// A reject at one interface explains that nothing answered at another.
void add_explained(Query& query) {
  Select step;
  step.name = "explained";
  step.from = "fated";
  step.outputs =
      passed({"fate_rank", "interface_id", "protocol_number", "client_key", "client_port",
              "server_key", "server_port", "request_accepted", "request_rejected", "request_bytes",
              "request_first_time", "request_last_time", "reply_rejected", "reply_bytes",
              "reply_first_time", "reply_last_time", "is_bpa", "told_place", "guessed_place"});
  Window window;
  for (const char* name :
       {"protocol_number", "client_key", "client_port", "server_key", "server_port", "session"}) {
    window.partition.push_back(column(name));
  }
  const Expr rejects = flag(column("fate_rank") <= number(kDenied));
  step.outputs.push_back({"is_rejected", over(Function::maximum, {rejects}, window)});
  query.steps.emplace_back(std::move(step));
}

/// The conversations that have a cause, and what of the leg that died is counted.
void add_failed(Query& query) {
  Select step;
  step.name = "failed";
  step.from = "explained";
  step.outputs =
      passed({"fate_rank", "interface_id", "protocol_number", "client_key", "client_port",
              "server_key", "server_port", "is_bpa", "told_place", "guessed_place"});
  const Expr fate = column("fate_rank");
  const auto dying = [&](const char* name, const char* request, const char* reply) {
    step.outputs.push_back(
        {name, cases({{fate == number(kHalfOpen), column(reply)}}, column(request))});
  };
  step.outputs.push_back(
      {"lost_packets", cases({{fate == number(kHalfOpen), column("reply_rejected")},
                              {fate == number(kDenied), column("request_rejected")}},
                             column("request_accepted"))});
  dying("lost_bytes", "request_bytes", "reply_bytes");
  dying("lost_first", "request_first_time", "reply_first_time");
  dying("lost_last", "request_last_time", "reply_last_time");
  step.where = fate <= number(kDenied) ||
               (fate == number(kUnanswered) && column("is_rejected") == number(0));
  query.steps.emplace_back(std::move(step));
}

void add_causes(Query& query) {
  Select step;
  step.name = "causes";
  step.from = "blamed";
  const auto keys = {"fate_rank",   "place_rank", "interface_id", "protocol_number",
                     "server_port", "blame_rank", "filter_id",    "rule_text"};
  for (const char* key : keys) {
    step.outputs.push_back({key, column(key)});
    step.group_by.push_back(column(key));
  }
  step.outputs.push_back({"connection_count", call(Function::count_rows, {})});
  step.outputs.push_back({"packet_sum", call(Function::sum, {column("lost_packets")})});
  step.outputs.push_back({"byte_sum", call(Function::sum, {column("lost_bytes")})});
  step.outputs.push_back({"first_time", call(Function::minimum, {column("lost_first")})});
  step.outputs.push_back({"last_time", call(Function::maximum, {column("lost_last")})});
  step.outputs.push_back(
      {"example",
       call(Function::minimum, {joined({example_text("lost_first"), column("server_key")})})});
  query.steps.emplace_back(std::move(step));
}

constexpr std::string_view kCauseColumns[] = {
    "fate_rank",  "place_rank", "interface_id", "protocol_number",  "server_port",
    "blame_rank", "filter_id",  "rule_text",    "connection_count", "packet_sum",
    "byte_sum",   "first_time", "last_time"};

void add_examples(Query& query) {
  Select step;
  step.name = "examples";
  step.from = "causes";
  step.outputs = passed(kCauseColumns);
  step.outputs.push_back({"client_key", example_client()});
  step.outputs.push_back({"client_port", example_port()});
  step.outputs.push_back({"server_key", example_rest(33)});
  query.steps.emplace_back(std::move(step));
  Select grouped;
  grouped.name = "shown";
  grouped.from = "examples";
  grouped.outputs = passed(kCauseColumns);
  for (const char* name : {"client_key", "client_port", "server_key"}) {
    grouped.outputs.push_back({name, column(name)});
  }
  grouped.outputs.push_back({"client_groups", key_groups(column("client_key"))});
  grouped.outputs.push_back({"server_groups", key_groups(column("server_key"))});
  query.steps.emplace_back(std::move(grouped));
}

template <class Kind>
Expr words(const char* rank, std::initializer_list<std::pair<std::int64_t, Kind>> kinds) {
  std::vector<Case> branches;
  for (const auto& [value, kind] : kinds) {
    branches.push_back({column(rank) == number(value), text(to_string(kind))});
  }
  return cases(std::move(branches));
}

/// The columns of the CSV (report/logs_report.cpp).
void add_table(Query& query) {
  Select step;
  step.name = "table";
  step.from = "shown";
  const Expr protocol = column("protocol_number");
  step.outputs = {{"kind", words<FlowFate>("fate_rank", {{kHalfOpen, FlowFate::half_open},
                                                         {kDenied, FlowFate::denied},
                                                         {kUnanswered, FlowFate::unanswered}})},
                  {"place", words<FlowPlace>("place_rank", {{kPlaceUnknown, FlowPlace::unknown},
                                                            {kPlaceServer, FlowPlace::server},
                                                            {kPlaceClient, FlowPlace::client}})},
                  {"interface", column("interface_id")},
                  {"protocol", protocol_text(protocol)},
                  {"server_port", port_text(protocol, column("server_port"))},
                  {"blame", blame_text(column("blame_rank"))},
                  {"filter", column("filter_id")},
                  {"rule", column("rule_text")},
                  {"connections", column("connection_count")},
                  {"packets", column("packet_sum")},
                  {"bytes", column("byte_sum")},
                  {"first", time_text(column("first_time"))},
                  {"last", time_text(column("last_time"))},
                  {"client", key_text(column("client_key"), column("client_groups"))},
                  {"client_port", port_text(protocol, column("client_port"))},
                  {"server", key_text(column("server_key"), column("server_groups"))}};
  step.as = "s";
  step.order_by = {{column("fate_rank")},        {column("connection_count"), true},
                   {column("packet_sum"), true}, {column("interface_id")},
                   {column("protocol_number")},  {column("s", "server_port")},
                   {column("place_rank")},       {column("blame_rank")},
                   {column("filter_id")},        {column("rule_text")}};
  query.steps.emplace_back(std::move(step));
}

}  // namespace

Result<Query> diagnose_query(const RecordSource& source, std::int64_t window,
                             CompiledSnapshot* model) {
  Query query;
  std::optional<SnapshotTables> tables;
  if (model != nullptr) {
    auto made = snapshot_tables(*model);
    if (!made) return tl::unexpected(made.error());
    tables = std::move(*made);
    for (InlineTable& table : tables->tables) query.steps.emplace_back(std::move(table));
  }
  add_records(query, source);
  add_conversations(query, window);
  add_fates(query);
  add_explained(query);
  add_failed(query);
  add_blame(query, tables ? &*tables : nullptr);
  add_causes(query);
  add_examples(query);
  add_table(query);
  return query;
}

}  // namespace halfopen::sql
