// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/port_words.hpp"
#include "halfopen/report/ports_simulation_report.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

std::string_view step_word(PortStepKind kind) {
  switch (kind) {
    case PortStepKind::opened: return "opened";
    case PortStepKind::refused: return "refused";
    case PortStepKind::closed: return "closed";
    case PortStepKind::released: return "released";
  }
  return "";
}

JsonValue settings_json(const PortPlan& plan) {
  JsonValue item = JsonValue::object();
  item.set("range", to_string(plan.settings.range));
  if (!plan.settings.reserved.empty()) item.set("reserved", to_string(plan.settings.reserved));
  if (plan.settings.socket_range) item.set("socket_range", to_string(*plan.settings.socket_range));
  if (plan.settings.fully_random) item.set("fully_random", true);
  item.set("seed", static_cast<std::int64_t>(plan.settings.seed));
  item.set("connections", plan.connections).set("destinations", plan.destinations);
  item.set("hosts", plan.clients);
  if (!plan.settings.addresses.empty()) {
    item.set("addresses", static_cast<std::uint32_t>(plan.settings.addresses.size()));
  }
  if (plan.source_port) item.set("source_port", *plan.source_port);
  if (plan.rate != 0) item.set("connections_per_second", rate_json(plan.rate));
  item.set("hold_seconds", seconds_json(plan.hold));
  item.set("time_wait_seconds", seconds_json(plan.time_wait));
  return item;
}

JsonValue summary_json(const PortPlan& plan, const PortSimulation& simulation) {
  JsonValue item = JsonValue::object();
  item.set("opened", simulation.opened).set("refused", simulation.refused);
  if (simulation.first_refused) {
    item.set("first_refused", *simulation.first_refused);
    item.set("symptom", port_algorithm_row(plan.algorithm).symptom);
  }
  item.set("most_held", simulation.most_held).set("distinct", simulation.distinct);
  item.set("even", simulation.even).set("odd", simulation.odd);
  if (simulation.first_even) item.set("first_even", *simulation.first_even);
  if (simulation.first_odd) item.set("first_odd", *simulation.first_odd);
  return item;
}

JsonValue life_json(const PortLife& life) {
  const PortFlow flow = simulated_flow(life.client, life.destination);
  JsonValue item = JsonValue::object();
  item.set("number", life.number).set("opened", seconds_json(life.opened));
  item.set("from", to_string(flow.local)).set("to", destination_text(flow));
  if (life.source_port) item.set("source_port", *life.source_port);
  item.set("outcome", life.choice ? "opened" : "refused");
  if (!life.choice) return item;
  item.set("address", to_string(life.choice->local)).set("port", life.choice->port);
  item.set("tries", life.choice->tries).set("shared", life.shared).set("reused", life.reused);
  item.set("closed", seconds_json(life.closed)).set("released", seconds_json(life.released));
  return item;
}

}  // namespace

std::string simulation_json_text(const PortPlan& plan, const PortSimulation& simulation) {
  const PortAlgorithmRow& row = port_algorithm_row(plan.algorithm);
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.ports-simulate/1");
  JsonValue algorithm = JsonValue::object();
  algorithm.set("name", row.name).set("title", row.title).set("documented", row.documented);
  if (!row.assumed.empty()) algorithm.set("assumed", row.assumed);
  document.set("algorithm", std::move(algorithm)).set("settings", settings_json(plan));
  document.set("summary", summary_json(plan, simulation));
  JsonValue lives = JsonValue::array();
  for (const PortLife& life : simulation.lives) lives.push(life_json(life));
  JsonValue steps = JsonValue::array();
  for (const PortStep& step : port_steps(simulation)) {
    JsonValue item = JsonValue::object();
    item.set("at", seconds_json(step.at)).set("step", step_word(step.kind));
    item.set("connection", step.number);
    if (step.kind != PortStepKind::refused) item.set("port", step.port);
    steps.push(std::move(item));
  }
  document.set("connections", std::move(lives)).set("steps", std::move(steps));
  return document.dump() + '\n';
}

std::string simulation_csv(const PortSimulation& simulation) {
  std::string text =
      "number,opened,from,source_port,to,outcome,address,port,tries,shared,reused,closed,"
      "released\n";
  const auto time = [](PortTime at) {
    std::string seconds = seconds_text(at);
    seconds.resize(seconds.size() - 2);  // " s"
    std::erase(seconds, ',');
    return seconds;
  };
  for (const PortLife& life : simulation.lives) {
    const PortFlow flow = simulated_flow(life.client, life.destination);
    std::vector<std::string> cells{
        std::to_string(life.number), time(life.opened),
        to_string(flow.local),       life.source_port ? std::to_string(*life.source_port) : "",
        destination_text(flow),      life.choice ? "opened" : "refused"};
    if (life.choice) {
      for (std::string cell :
           {to_string(life.choice->local), std::to_string(life.choice->port),
            std::to_string(life.choice->tries), std::string(life.shared ? "yes" : "no"),
            std::string(life.reused ? "yes" : "no"), time(life.closed), time(life.released)}) {
        cells.push_back(std::move(cell));
      }
    }
    cells.resize(13);
    text += csv_line(cells);
  }
  return text;
}

}  // namespace halfopen
