// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/port_words.hpp"
#include "halfopen/report/ports_exhaustion_report.hpp"

namespace halfopen {
namespace {

JsonValue whole_number(std::uint64_t number) { return {static_cast<std::int64_t>(number)}; }

JsonValue question_json(const ExhaustionReport& report) {
  const ExhaustionQuestion& question = report.question;
  JsonValue item = JsonValue::object();
  item.set("client", report.client);
  if (report.algorithm_known) {
    item.set("algorithm", port_algorithm_row(question.algorithm).name);
  }
  item.set("range", to_string(question.range));
  if (!question.reserved.empty()) item.set("reserved", to_string(question.reserved));
  item.set("hold_seconds", seconds_json(question.hold));
  item.set("closed_by", report.client_closes ? "client" : "server");
  item.set("time_wait_seconds", seconds_json(question.time_wait));
  if (question.reusable) item.set("reusable_after_seconds", seconds_json(*question.reusable));
  item.set("destinations", question.destinations).set("addresses", question.addresses);
  if (question.reply_ports) item.set("reply_ports", to_string(*question.reply_ports));
  if (question.rate) item.set("connections_per_second", rate_json(*question.rate));
  return item;
}

JsonValue replies_json(const NarrowedPorts& narrowed) {
  JsonValue item = JsonValue::object();
  item.set("open", narrowed.open).set("total", narrowed.total);
  if (narrowed.first) {
    JsonValue first = JsonValue::object();
    first.set("open", narrowed.first->open).set("total", narrowed.first->total);
    item.set("first_choice", std::move(first));
  }
  item.set("capacity", whole_number(narrowed.capacity));
  if (narrowed.best_rate) item.set("connections_per_second", rate_json(*narrowed.best_rate));
  return item;
}

JsonValue simulated_json(const ExhaustionCheck& check) {
  JsonValue item = JsonValue::object();
  item.set("connections_per_second", rate_json(check.rate));
  item.set("connections", check.connections).set("refused", check.refused);
  item.set("higher_connections_per_second", rate_json(check.higher_rate));
  if (check.refused_as_asked > 0) item.set("refused_as_asked", check.refused_as_asked);
  if (check.first_refused) {
    item.set("first_refused", *check.first_refused);
    item.set("refused_at", seconds_json(check.refused_at));
  }
  return item;
}

}  // namespace

std::string exhaustion_json_text(const ExhaustionReport& report) {
  const PortAlgorithmRow& row = port_algorithm_row(report.question.algorithm);
  const PortExhaustion& answer = report.answer;
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.ports-exhaust/1").set("question", question_json(report));
  document.set("ports", answer.ports).set("capacity", whole_number(answer.capacity));
  document.set("lifetime_seconds", seconds_json(answer.lifetime));
  if (answer.best_rate) document.set("connections_per_second", rate_json(*answer.best_rate));
  if (report.question.rate) {
    document.set("wanted", whole_number(answer.wanted));
    document.set("exhausted", answer.exhausted_after.has_value());
    if (answer.exhausted_after) {
      document.set("exhausted_after_seconds", seconds_json(*answer.exhausted_after));
    }
  }
  if (answer.narrowed) document.set("replies", replies_json(*answer.narrowed));
  if (report.check) document.set("simulated", simulated_json(*report.check));
  document.set("symptom", row.symptom);
  if (report.algorithm_known) {
    document.set("documented", row.documented);
    if (!row.assumed.empty()) document.set("assumed", row.assumed);
  }
  return document.dump() + '\n';
}

}  // namespace halfopen
