// SPDX-License-Identifier: Apache-2.0
// Replays for machines.
#include "halfopen/report/log_words.hpp"
#include "halfopen/report/replay_report.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

JsonValue cost_json(const ReplayCost& cost) {
  JsonValue json = JsonValue::object();
  json.set("connections", count_json(cost.connections)).set("packets", count_json(cost.packets));
  json.set("bytes", count_json(cost.bytes));
  return json;
}

JsonValue verdicts_json(const std::map<Verdict, std::uint64_t>& verdicts) {
  JsonValue json = JsonValue::object();
  for (const auto& [verdict, count] : verdicts) json.set(to_string(verdict), count_json(count));
  return json;
}

void set_decided(JsonValue& json, std::string_view key, const FlowSaid& said) {
  if (!said.decided_by.empty()) json.set(key, said.decided_by);
}

JsonValue row_json(const ReplayRow& row) {
  const bool ports = filters_ports(row.protocol);
  JsonValue json = JsonValue::object();
  json.set("change", to_string(row.change)).set("before", to_string(row.before.verdict));
  json.set("after", to_string(row.after.verdict)).set("protocol", to_string(row.protocol));
  json.set("server", to_string(row.server));
  if (ports) json.set("server_port", row.server_port);
  set_decided(json, "decided_by_before", row.before);
  set_decided(json, "decided_by_after", row.after);
  json.set("connections", count_json(row.cost.connections));
  json.set("packets", count_json(row.cost.packets)).set("bytes", count_json(row.cost.bytes));
  json.set("first", time_text(row.example.first)).set("last", time_text(row.last));
  JsonValue clients = JsonValue::object();
  const auto profiles = default_client_profiles();
  for (std::size_t i = 0; i < row.profiles.size(); ++i) {
    if (row.profiles[i] != 0) clients.set(profiles[i].name, count_json(row.profiles[i]));
  }
  json.set("clients", std::move(clients));
  JsonValue example = JsonValue::object();
  example.set("client", to_string(row.example.client));
  if (ports) example.set("client_port", row.example.client_port);
  json.set("example", std::move(example));
  return json;
}

JsonValue doubt_json(const ReplayDoubt& doubt) {
  JsonValue json = JsonValue::object();
  json.set("connections", count_json(doubt.connections));
  if (doubt.connections == 0) return json;
  JsonValue example = JsonValue::object();
  example.set("client", to_string(doubt.example.client));
  example.set("server", to_string(doubt.example.server));
  example.set("protocol", to_string(doubt.protocol));
  if (filters_ports(doubt.protocol)) {
    example.set("client_port", doubt.example.client_port).set("server_port", doubt.server_port);
  }
  example.set("first", time_text(doubt.example.first));
  example.set("before", to_string(doubt.said.verdict));
  set_decided(example, "decided_by_before", doubt.said);
  json.set("example", std::move(example));
  return json;
}

}  // namespace

std::string replay_json(const Replay& replay, const ReplayReport& report) {
  JsonValue json = JsonValue::object();
  json.set("schema", "halfopen.logs-replay/1");
  JsonValue connections = JsonValue::object();
  connections.set("judged", count_json(replay.connections));
  connections.set("without_request", count_json(replay.without_request));
  json.set("connections", std::move(connections));
  JsonValue verdicts = JsonValue::object();
  verdicts.set("before", verdicts_json(replay.before));
  if (replay.has_after) verdicts.set("after", verdicts_json(replay.after));
  json.set("verdicts", std::move(verdicts));
  if (replay.has_after) {
    JsonValue changes = JsonValue::object();
    for (const ReplayChange change : kReplayChanges) {
      changes.set(to_string(change), cost_json(replay.cost(change)));
    }
    json.set("changes", std::move(changes));
    JsonValue rows = JsonValue::array();
    for (const ReplayRow& row : replay.rows) rows.push(row_json(row));
    json.set("rows", std::move(rows));
  }
  JsonValue doubts = JsonValue::object();
  doubts.set("worked", doubt_json(replay.passed)).set("rejected", doubt_json(replay.rejected));
  json.set("contradictions", std::move(doubts));
  if (replay.has_narrow) json.set("narrow", narrow_json(replay));
  JsonValue counts = log_counts_json(report.log.counts);
  counts.set("closed_early", count_json(replay.closed_early));
  counts.set("late_records", count_json(replay.late_records));
  counts.set("interfaces", count_json(replay.interfaces));
  json.set("counts", std::move(counts));
  if (report.log.counts.records > report.log.counts.incomplete) {
    json.set("from", time_text(replay.first)).set("to", time_text(replay.last));
  }
  set_unread(json, report.log);
  return json.dump() + '\n';
}

std::string replay_csv(const Replay& replay) {
  if (replay.has_narrow) return narrow_csv(replay);
  std::string text = csv_line({"change", "before", "after", "protocol", "server", "server_port",
                               "decided_by_before", "decided_by_after", "connections", "packets",
                               "bytes", "first", "last", "client", "client_port"});
  for (const ReplayRow& row : replay.rows) {
    const bool ports = filters_ports(row.protocol);
    text += csv_line(
        {std::string(to_string(row.change)), std::string(to_string(row.before.verdict)),
         std::string(to_string(row.after.verdict)), to_string(row.protocol), to_string(row.server),
         ports ? std::to_string(row.server_port) : "", row.before.decided_by, row.after.decided_by,
         std::to_string(row.cost.connections), std::to_string(row.cost.packets),
         std::to_string(row.cost.bytes), time_text(row.example.first), time_text(row.last),
         to_string(row.example.client), ports ? std::to_string(row.example.client_port) : ""});
  }
  return text;
}

}  // namespace halfopen
