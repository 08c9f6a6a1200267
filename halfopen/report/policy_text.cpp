// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/policy_text.hpp"

#include <algorithm>

#include "halfopen/report/change_text.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

std::string openings_text(const PolicyResult& result, PortSet PolicyOpening::*selectors) {
  const bool v6 = std::any_of(result.openings.begin(), result.openings.end(),
                              [](const auto& one) { return one.family == IpFamily::v6; });
  std::string text;
  for (const PolicyOpening& one : result.openings) {
    if ((one.*selectors).empty()) continue;
    text += (text.empty() ? "" : "; ") + opening_text(one, one.*selectors);
    if (v6) text += " (" + std::string(to_string(one.family)) + ')';
  }
  return text;
}

std::string found_text(const PolicyExpectation& expectation, const PolicyResult& result) {
  std::vector<Verdict> wrong;
  for (const Verdict verdict : result.verdicts) {
    const auto& good = expectation.accepted;
    if (std::find(good.begin(), good.end(), verdict) == good.end()) wrong.push_back(verdict);
  }
  std::string text;
  for (const Verdict verdict : wrong) {
    text += (text.empty() ? "" : " and ") + std::string(to_string(verdict));
  }
  return text;
}

/// What happens to the packet of a leg, and by which rule.
std::string leg_line(const PolicyReport& report, const LegTrace& leg) {
  std::string text(to_string(leg.leg));
  if (leg.crossings.empty()) return text + " passes: no network ACL is asked";
  const auto rule = [&](const CrossingTrace& trace) {
    return rule_text(report.snapshot, trace.crossing, trace.decision, report.sources);
  };
  for (const CrossingTrace& trace : leg.crossings) {
    if (trace.decision.action == RuleAction::deny) return text + " dies: " + rule(trace);
  }
  text += leg.outcome == RuleAction::allow ? " passes: " : " is unknown: ";
  for (std::size_t i = 0; i < leg.crossings.size(); ++i) {
    text += (i == 0 ? "" : "; ") + rule(leg.crossings[i]);
  }
  return text;
}

/// "tcp/443, 198.51.100.7:32768 -> 10.0.1.0:443".
std::string witness_line(const PolicyWitness& witness) {
  const Explanation& walk = witness.walk;
  ChangeWitness packet;
  packet.client = walk.client;
  packet.server = walk.server;
  packet.service = walk.service;
  packet.client_port = walk.client_port.value_or(0);
  if (!walk.from.addresses_known) packet.client_place = walk.from.label;
  if (!walk.to.addresses_known) packet.server_place = walk.to.label;
  return to_string(walk.service) + ", " + to_text(packet);
}

std::string block_text(const PolicyReport& report, std::size_t index, const Style& style) {
  const PolicyExpectation& expectation = report.expectations[index];
  const PolicyResult& result = report.results[index];
  const std::string place = report.policy.place(expectation.origin);
  const bool fails = result.outcome == PolicyOutcome::fails;
  std::string text = style.paint(fails ? "FAILS" : "ERROR", fails ? Tone::bad : Tone::doubtful) +
                     "  " + style.paint(expectation.name, Tone::strong) + "  (" + place + ")\n  " +
                     reason_text(expectation, result) + '\n';
  for (const std::string& line : detail_lines(report, expectation, result)) {
    text += "  " + line + '\n';
  }
  if (!expectation.reason.empty()) text += "  reason: " + expectation.reason + '\n';
  return text + '\n';
}

}  // namespace

std::size_t PolicyReport::count(PolicyOutcome outcome) const {
  return static_cast<std::size_t>(std::count_if(
      results.begin(), results.end(), [&](const auto& one) { return one.outcome == outcome; }));
}

std::vector<Assumption> PolicyReport::assumptions() const {
  std::vector<Assumption> all;
  for (const PolicyResult& result : results) {
    for (const Assumption& assumption : result.assumptions) {
      if (std::find(all.begin(), all.end(), assumption) == all.end()) all.push_back(assumption);
    }
  }
  return all;
}

std::string summary_text(const PolicyReport& report) {
  const std::size_t all = report.results.size();
  const std::size_t hold = report.count(PolicyOutcome::holds);
  const std::size_t fail = report.count(PolicyOutcome::fails);
  const std::size_t errors = report.count(PolicyOutcome::error);
  std::string text = grouped(all) + (all == 1 ? " expectation: " : " expectations: ") +
                     grouped(hold) + (hold == 1 ? " holds" : " hold");
  if (fail > 0) text += ", " + grouped(fail) + (fail == 1 ? " fails" : " fail");
  if (errors > 0) text += ", " + grouped(errors) + (errors == 1 ? " error" : " errors");
  return text;
}

std::string opening_text(const PolicyOpening& opening, const PortSet& selectors) {
  if (!opening.protocol) return "every other protocol";
  const std::string protocol = to_string(*opening.protocol);
  if (is_icmp(*opening.protocol)) return protocol + ' ' + messages_text(selectors);
  if (filters_ports(*opening.protocol)) return protocol + '/' + to_string(selectors);
  return "protocol " + protocol;
}

std::string reason_text(const PolicyExpectation& expectation, const PolicyResult& result) {
  if (result.outcome == PolicyOutcome::error) return result.errors.front().what;
  if (!expectation.isolated) {
    return "expected " + expected_text(expectation) + ", found " + found_text(expectation, result) +
           " (" + grouped(result.violations) + " of " + grouped(result.answers) +
           (result.answers == 1 ? " answer)" : " answers)");
  }
  const std::string passes = openings_text(result, &PolicyOpening::passes);
  const std::string unknown = openings_text(result, &PolicyOpening::unknown);
  std::string text = "expected isolated";
  if (!passes.empty()) text += ", but requests get there: " + passes;
  if (!unknown.empty()) text += ", and it is unknown whether these get there: " + unknown;
  return text;
}

std::span<const LegTrace> told_legs(const PolicyExpectation& expectation,
                                    const PolicyWitness& witness) {
  const std::span<const LegTrace> legs(witness.walk.legs);
  return expectation.isolated ? legs.first(std::min<std::size_t>(legs.size(), 1)) : legs;
}

std::vector<std::string> detail_lines(const PolicyReport& report,
                                      const PolicyExpectation& expectation,
                                      const PolicyResult& result) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < result.errors.size(); ++i) {
    if (i > 0) lines.push_back(result.errors[i].what);
    if (!result.errors[i].hint.empty()) lines.push_back("  mend: " + result.errors[i].hint);
  }
  if (!result.witness) return lines;
  lines.push_back("witness: " + witness_line(*result.witness));
  if (result.witness->walk.legs.empty()) {
    lines.emplace_back("  network ACLs do not filter this traffic");
  }
  for (const LegTrace& leg : told_legs(expectation, *result.witness)) {
    lines.push_back("  " + leg_line(report, leg));
  }
  return lines;
}

std::string policy_text(const PolicyReport& report, const Style& style) {
  std::string text = style.paint(summary_text(report), Tone::strong) + "\n\n";
  for (const PolicyOutcome outcome : {PolicyOutcome::fails, PolicyOutcome::error}) {
    for (std::size_t i = 0; i < report.results.size(); ++i) {
      if (report.results[i].outcome == outcome) text += block_text(report, i, style);
    }
  }
  bool some = false;
  for (std::size_t i = 0; i < report.results.size(); ++i) {
    if (report.results[i].outcome != PolicyOutcome::holds) continue;
    some = true;
    text += style.paint("holds", Tone::good) + "  " + report.expectations[i].name + "  (" +
            report.policy.place(report.expectations[i].origin) + ")\n";
  }
  const std::string assumed = assumptions_text(report.assumptions(), style);
  return text + (some && !assumed.empty() ? "\n" : "") + assumed;
}

}  // namespace halfopen
