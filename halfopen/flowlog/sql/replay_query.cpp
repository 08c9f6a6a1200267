// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/replay_query.hpp"

#include "halfopen/flowlog/replay_tally.hpp"
#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/flowlog/sql/conversation_query.hpp"
#include "halfopen/flowlog/sql/final_columns.hpp"
#include "halfopen/flowlog/sql/flow_tables.hpp"

namespace halfopen::sql {
namespace {

constexpr std::string_view kReplayedEnds[] = {"protocol_number", "client_key", "client_port",
                                              "server_key", "server_port"};

/// What a view adds up to, both legs together.
void add_viewed(Query& query) {
  Select step;
  step.name = "viewed";
  step.from = "conversations";
  step.outputs = passed(kReplayedEnds);
  for (Output& one : passed({"session", "interface_id", "request_first_time"})) {
    step.outputs.push_back(std::move(one));
  }
  const auto later = [](const char* request, const char* reply, bool is_first) {
    const Expr x = column(request);
    const Expr y = column(reply);
    return cases({{is_null(x), y}, {is_null(y) || (is_first ? x <= y : x >= y), x}}, y);
  };
  step.outputs.push_back({"view_first", later("request_first_time", "reply_first_time", true)});
  step.outputs.push_back({"view_last", later("request_last_time", "reply_last_time", false)});
  step.outputs.push_back({"packet_count", column("request_accepted") + column("request_rejected") +
                                              column("reply_accepted") + column("reply_rejected")});
  step.outputs.push_back({"byte_count", column("request_bytes") + column("reply_bytes")});
  step.outputs.push_back(
      {"place_rank", cases({{column("told_place") != number(0), column("told_place")}},
                           column("guessed_place"))});
  query.steps.emplace_back(std::move(step));
}

/// What all interfaces together saw.
void add_seen(Query& query) {
  Select step;
  step.name = "seen";
  step.from = "viewed";
  step.outputs = passed(kReplayedEnds);
  for (Output& one : passed({"interface_id", "packet_count", "byte_count", "place_rank"})) {
    step.outputs.push_back(std::move(one));
  }
  Window window;
  for (const std::string_view name : kReplayedEnds) window.partition.push_back(column(name));
  window.partition.push_back(column("session"));
  const auto out = [&](const char* name, Function function, const char* of) {
    step.outputs.push_back({name, over(function, {column(of)}, window)});
  };
  out("least_interface", Function::minimum, "interface_id");
  out("began", Function::minimum, "view_first");
  out("ended", Function::maximum, "view_last");
  out("asked_at", Function::minimum, "request_first_time");
  query.steps.emplace_back(std::move(step));
}

/// A connection counts once, as the interface saw it whose id is smallest as text.
void add_replayed(Query& query, const FlowTables& before, const FlowTables& after) {
  Select step;
  step.name = "replayed";
  step.from = "seen";
  step.outputs = passed(kReplayedEnds);
  for (Output& one : passed({"packet_count", "byte_count", "began", "ended"})) {
    step.outputs.push_back(std::move(one));
  }
  const Expr protocol = column("protocol_number");
  const auto port = [&](const char* name) {
    return cases({{has_filtered_ports(protocol), column(name)}}, number(0));
  };
  step.outputs.push_back({"asked_server_port", port("server_port")});
  step.outputs.push_back({"asked_client_port", port("client_port")});
  for (const auto& [name, tables] : {std::pair<std::string, const FlowTables&>("before", before),
                                     std::pair<std::string, const FlowTables&>("after", after)}) {
    step.outputs.push_back({"place_" + name, tables.is_bare ? column("place_rank") : number(0)});
    step.outputs.push_back({"client_" + name, class_of(tables, column("client_key"))});
    step.outputs.push_back({"server_" + name, class_of(tables, column("server_key"))});
    step.outputs.push_back(
        {"row_" + name, cases({{is_in(protocol, tables.protocols), protocol}}, number(-1))});
  }
  step.where =
      column("interface_id") == column("least_interface") && is_not_null(column("asked_at"));
  query.steps.emplace_back(std::move(step));
}

constexpr std::string_view kReplayed[] = {
    "protocol_number", "client_key", "client_port", "server_key", "asked_server_port",
    "packet_count",    "byte_count", "began",       "ended"};

Select next_judged(const char* name, const char* from) {
  Select step;
  step.name = name;
  step.from = from;
  step.as = "f";
  step.outputs = passed(kReplayed, "f");
  return step;
}

void add_judged_flows(Query& query, std::int64_t usual_before, std::int64_t usual_after) {
  Select matched = next_judged("matched", "replayed");
  matched.outputs.push_back({"asked_client_port", column("f", "asked_client_port")});
  Select ran = next_judged("ran", "matched");
  Select said = next_judged("said", "ran");
  for (const std::string side : {"before", "after"}) {
    const std::string as = side.substr(0, 1);
    const auto same = [&](const char* name, const std::string& of) {
      return column(as, name) == column("f", of);
    };
    matched.joins.push_back(
        {"pair_" + side, as,
         same("place", "place_" + side) && same("client_class", "client_" + side) &&
             same("server_class", "server_" + side) && same("protocol_row", "row_" + side)});
    matched.outputs.push_back(
        {"policy_" + side,
         call(Function::coalesce, {column(as, "policy_number"),
                                   number(side == "before" ? usual_before : usual_after)})});
    ran.joins.push_back(
        {"run_" + side, as,
         same("policy_number", "policy_" + side) &&
             between(column("f", "asked_server_port"), column(as, "low_server_port"),
                     column(as, "high_server_port")) &&
             between(column("f", "asked_client_port"), column(as, "low_client_port"),
                     column(as, "high_client_port"))});
    ran.outputs.push_back({"said_" + side, column(as, "said_number")});
    said.joins.push_back({"said_" + side, as, same("said_number", "said_" + side)});
    said.outputs.push_back({"verdict_" + side, column(as, "verdict")});
    said.outputs.push_back({"by_" + side, column(as, "decided_by")});
  }
  query.steps.emplace_back(std::move(matched));
  query.steps.emplace_back(std::move(ran));
  query.steps.emplace_back(std::move(said));
}

/// As change_of().
Expr change_rank() {
  const Expr before = column("verdict_before");
  const Expr after = column("verdict_after");
  const auto is = [](const Expr& verdict, Verdict wanted) {
    return verdict == text(to_string(wanted));
  };
  const auto rank = [](ReplayChange change) { return number(static_cast<std::int64_t>(change)); };
  return cases(
      {{is(before, Verdict::unknown) || is(after, Verdict::unknown), rank(ReplayChange::unknown)},
       {before == after, rank(ReplayChange::same)},
       {is(before, Verdict::works), rank(ReplayChange::breaks)},
       {is(after, Verdict::works), rank(ReplayChange::opens)}},
      rank(ReplayChange::other));
}

constexpr std::string_view kChange[] = {"change_rank", "verdict_before",   "verdict_after",
                                        "by_before",   "by_after",         "protocol_number",
                                        "server_key",  "asked_server_port"};

void add_changes(Query& query) {
  Select changed;
  changed.name = "changed";
  changed.from = "said";
  changed.outputs = passed(kReplayed);
  for (Output& one : passed({"verdict_before", "verdict_after", "by_before", "by_after"})) {
    changed.outputs.push_back(std::move(one));
  }
  changed.outputs.push_back({"change_rank", change_rank()});
  query.steps.emplace_back(std::move(changed));

  Select summed;
  summed.name = "summed";
  summed.from = "changed";
  summed.outputs = passed(kChange);
  for (const std::string_view name : kChange) summed.group_by.push_back(column(name));
  summed.outputs.push_back({"connection_count", call(Function::count_rows, {})});
  summed.outputs.push_back({"packet_sum", call(Function::sum, {column("packet_count")})});
  summed.outputs.push_back({"byte_sum", call(Function::sum, {column("byte_count")})});
  summed.outputs.push_back({"last_time", call(Function::maximum, {column("ended")})});
  summed.outputs.push_back({"example", call(Function::minimum, {example_text("began")})});
  summed.where = column("change_rank") != number(static_cast<std::int64_t>(ReplayChange::same));
  query.steps.emplace_back(std::move(summed));
}

void add_replay_examples(Query& query) {
  Select step;
  step.name = "examples";
  step.from = "summed";
  step.outputs = passed(kChange);
  for (Output& one : passed({"connection_count", "packet_sum", "byte_sum", "last_time"})) {
    step.outputs.push_back(std::move(one));
  }
  Select shown = step;
  step.outputs.push_back({"first_time", example_time()});
  step.outputs.push_back({"client_key", example_client()});
  step.outputs.push_back({"example_port", example_port()});
  query.steps.emplace_back(std::move(step));
  shown.name = "shown";
  shown.from = "examples";
  for (Output& one : passed({"first_time", "client_key", "example_port"})) {
    shown.outputs.push_back(std::move(one));
  }
  shown.outputs.push_back({"client_groups", key_groups(column("client_key"))});
  shown.outputs.push_back({"server_groups", key_groups(column("server_key"))});
  query.steps.emplace_back(std::move(shown));
}

/// The columns of the CSV (report/replay_tables.cpp).
void add_replay_table(Query& query) {
  Select step;
  step.from = "shown";
  std::vector<Case> changes;
  for (const ReplayChange change : kReplayChanges) {
    changes.push_back({column("change_rank") == number(static_cast<std::int64_t>(change)),
                       text(to_string(change))});
  }
  const Expr protocol = column("protocol_number");
  step.outputs = {{"change", cases(std::move(changes))},
                  {"before", column("verdict_before")},
                  {"after", column("verdict_after")},
                  {"protocol", protocol_text(protocol)},
                  {"server", key_text(column("server_key"), column("server_groups"))},
                  {"server_port", port_text(protocol, column("asked_server_port"))},
                  {"decided_by_before", column("by_before")},
                  {"decided_by_after", column("by_after")},
                  {"connections", column("connection_count")},
                  {"packets", column("packet_sum")},
                  {"bytes", column("byte_sum")},
                  {"first", time_text(column("first_time"))},
                  {"last", time_text(column("last_time"))},
                  {"client", key_text(column("client_key"), column("client_groups"))},
                  {"client_port", port_text(protocol, column("example_port"))}};
  step.order_by = {{column("change_rank")},       {column("connection_count"), true},
                   {column("verdict_before")},    {column("verdict_after")},
                   {column("protocol_number")},   {column("server_key")},
                   {column("asked_server_port")}, {column("by_before")},
                   {column("by_after")}};
  query.steps.emplace_back(std::move(step));
}

}  // namespace

Result<Query> replay_query(const RecordSource& source, std::int64_t window,
                           CompiledSnapshot& before, CompiledSnapshot& after) {
  Query query;
  auto old_tables = flow_tables(before, "before");
  if (!old_tables) return tl::unexpected<Error>(old_tables.error());
  auto new_tables = flow_tables(after, "after");
  if (!new_tables) return tl::unexpected<Error>(new_tables.error());
  for (FlowTables* tables : {&*old_tables, &*new_tables}) {
    for (InlineTable& table : tables->tables) query.steps.emplace_back(std::move(table));
  }
  add_records(query, source);
  add_conversations(query, window);
  add_viewed(query);
  add_seen(query);
  add_replayed(query, *old_tables, *new_tables);
  add_judged_flows(query, old_tables->usual_policy, new_tables->usual_policy);
  add_changes(query);
  add_replay_examples(query);
  add_replay_table(query);
  return query;
}

}  // namespace halfopen::sql
