// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/policy_report.hpp"

#include <utility>

#include "halfopen/report/change_text.hpp"
#include "halfopen/report/check_json.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/explain_json.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/junit.hpp"

namespace halfopen {
namespace {

JsonValue verdicts_json(const std::vector<Verdict>& verdicts) {
  JsonValue list = JsonValue::array();
  for (const Verdict verdict : verdicts) list.push(to_string(verdict));
  return list;
}

JsonValue number_json(std::size_t number) { return static_cast<std::int64_t>(number); }

JsonValue crossing_json(const PolicyReport& report, const CrossingTrace& trace) {
  JsonValue item = JsonValue::object();
  set_crossing(item, report.snapshot, trace.crossing);
  if (trace.crossing.acl) item.set("rule", rule_label(trace.decision));
  item.set("action", to_string(trace.decision.action));
  if (trace.decision.entry != nullptr) {
    const std::string place = report.sources.place(trace.decision.entry->origin);
    if (!place.empty()) item.set("place", place);
  }
  return item;
}

JsonValue witness_json(const PolicyReport& report, const PolicyExpectation& expectation,
                       const PolicyWitness& witness) {
  const Explanation& walk = witness.walk;
  JsonValue item = JsonValue::object();
  item.set("from", address_or_name(walk.from, walk.client))
      .set("to", address_or_name(walk.to, walk.server));
  item.set("protocol", to_string(walk.service.protocol));
  if (walk.client_port) item.set("client_port", *walk.client_port);
  if (walk.service.port) item.set("server_port", *walk.service.port);
  if (walk.service.icmp) {
    JsonValue icmp = JsonValue::object();
    icmp.set("type", int{walk.service.icmp->type}).set("code", int{walk.service.icmp->code});
    item.set("icmp", std::move(icmp));
  }
  if (!expectation.isolated) item.set("verdict", to_string(witness.verdict));
  JsonValue legs = JsonValue::array();
  for (const LegTrace& leg : told_legs(expectation, witness)) {
    JsonValue one = JsonValue::object();
    one.set("leg", to_string(leg.leg)).set("outcome", to_string(leg.outcome));
    JsonValue crossings = JsonValue::array();
    for (const CrossingTrace& trace : leg.crossings) crossings.push(crossing_json(report, trace));
    one.set("crossings", std::move(crossings));
    legs.push(std::move(one));
  }
  item.set("legs", std::move(legs));
  return item;
}

JsonValue opening_json(const PolicyOpening& opening) {
  JsonValue item = JsonValue::object();
  item.set("family", to_string(opening.family));
  item.set("protocol", opening.protocol ? to_string(*opening.protocol) : std::string("other"));
  const bool icmp = opening.protocol && is_icmp(*opening.protocol);
  const bool ports = opening.protocol && filters_ports(*opening.protocol);
  const auto set = [&](const char* key, const PortSet& selectors) {
    if (selectors.empty()) return;
    if (icmp) {
      item.set(key, messages_text(selectors));
    } else {
      item.set(key, ports ? to_string(selectors) : std::string("all"));
    }
  };
  set("passes", opening.passes);
  set("unknown", opening.unknown);
  return item;
}

void set_expectation(JsonValue& item, const PolicyReport& report,
                     const PolicyExpectation& expectation) {
  item.set("name", expectation.name).set("place", report.policy.place(expectation.origin));
  if (!expectation.reason.empty()) item.set("reason", expectation.reason);
  item.set("from", texts_json(expectation.from)).set("to", texts_json(expectation.to));
  if (!expectation.isolated) item.set("ports", texts_json(expectation.ports));
  if (expectation.family) item.set("family", to_string(*expectation.family));
  if (!expectation.clients.empty()) {
    JsonValue clients = JsonValue::array();
    for (const ClientProfile& client : expectation.clients) clients.push(client.name);
    item.set("clients", std::move(clients));
  }
  if (!expectation.except.empty()) {
    JsonValue except = JsonValue::array();
    for (const PolicyException& one : expectation.except) except.push(one.text);
    item.set("except", std::move(except));
  }
  item.set("expected", expectation.isolated ? texts_json(std::vector<std::string>{"isolated"})
                                            : verdicts_json(expectation.accepted));
}

JsonValue result_json(const PolicyReport& report, const PolicyExpectation& expectation,
                      const PolicyResult& result) {
  JsonValue item = JsonValue::object();
  set_expectation(item, report, expectation);
  item.set("outcome", to_string(result.outcome));
  if (result.outcome == PolicyOutcome::error) {
    JsonValue errors = JsonValue::array();
    for (const Error& error : result.errors) {
      JsonValue one = JsonValue::object();
      one.set("text", error.what);
      if (!error.hint.empty()) one.set("hint", error.hint);
      errors.push(std::move(one));
    }
    item.set("errors", std::move(errors));
    return item;
  }
  if (!expectation.isolated) item.set("verdicts", verdicts_json(result.verdicts));
  item.set("answers", number_json(result.answers));
  item.set("violations", number_json(result.violations));
  if (!result.openings.empty()) {
    JsonValue openings = JsonValue::array();
    for (const PolicyOpening& opening : result.openings) openings.push(opening_json(opening));
    item.set("openings", std::move(openings));
  }
  if (result.witness) {
    item.set("text", reason_text(expectation, result));
    item.set("witness", witness_json(report, expectation, *result.witness));
  }
  return item;
}

std::string failure_type(const PolicyExpectation& expectation, const PolicyResult& result) {
  if (result.outcome == PolicyOutcome::error) return "error";
  return expectation.isolated ? "not-isolated" : std::string(to_string(result.witness->verdict));
}

}  // namespace

std::string policy_json(const PolicyReport& report, const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.policy/1");
  JsonValue summary = JsonValue::object();
  summary.set("expectations", number_json(report.results.size()));
  summary.set("hold", number_json(report.count(PolicyOutcome::holds)));
  summary.set("fail", number_json(report.count(PolicyOutcome::fails)));
  summary.set("error", number_json(report.count(PolicyOutcome::error)));
  document.set("summary", std::move(summary));
  JsonValue list = JsonValue::array();
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    list.push(result_json(report, report.expectations[i], report.results[i]));
  }
  document.set("expectations", std::move(list));
  document.set("assumptions", assumptions_json(report.assumptions()));
  document.set("diagnostics", diagnostics_json(diagnostics, report.sources));
  return document.dump() + '\n';
}

std::string policy_junit(const PolicyReport& report) {
  JunitSuite suite;
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    const PolicyExpectation& expectation = report.expectations[i];
    const PolicyResult& result = report.results[i];
    suite.name = report.policy.name(expectation.origin.source);
    JunitCase& one = suite.cases.emplace_back();
    one.name = expectation.name;
    one.line = expectation.origin.line;
    if (result.outcome == PolicyOutcome::holds) continue;
    const bool error = result.outcome == PolicyOutcome::error;
    one.outcome = error ? JunitCase::Outcome::error : JunitCase::Outcome::failed;
    one.type = failure_type(expectation, result);
    one.message = reason_text(expectation, result);
    for (const std::string& line : detail_lines(report, expectation, result)) {
      one.details += line + '\n';
    }
    if (!expectation.reason.empty()) one.details += "reason: " + expectation.reason + '\n';
  }
  for (const Assumption& assumption : report.assumptions()) {
    suite.output += "assumed: " + assumption.code + ": " + assumption.text + '\n';
  }
  return junit_xml(suite);
}

}  // namespace halfopen
