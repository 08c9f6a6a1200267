// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/policy.hpp"

#include <algorithm>

#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/path_judge.hpp"
#include "halfopen/analysis/policy_requests.hpp"

namespace halfopen {
namespace {

bool accepts(const PolicyExpectation& expectation, Verdict verdict) {
  return std::find(expectation.accepted.begin(), expectation.accepted.end(), verdict) !=
         expectation.accepted.end();
}

/// Keeps the order of kVerdicts, each once.
void add_verdict(std::vector<Verdict>& verdicts, Verdict verdict) {
  const auto at = std::lower_bound(verdicts.begin(), verdicts.end(), verdict);
  if (at == verdicts.end() || *at != verdict) verdicts.insert(at, verdict);
}

void add_assumptions(std::vector<Assumption>& known, const std::vector<Assumption>& more) {
  for (const Assumption& assumption : more) {
    if (std::find(known.begin(), known.end(), assumption) == known.end()) {
      known.push_back(assumption);
    }
  }
}

/// The client port that shows best why the verdict is not accepted; none: explain() chooses, which
/// takes one that fails if there is any.
std::optional<std::uint16_t> telling_port(const PolicyExpectation& expectation,
                                          const Connection& connection) {
  if (!connection.reply) return std::nullopt;
  const ReplyLeg& reply = *connection.reply;
  const PortSet* wanted = nullptr;
  if (connection.verdict == Verdict::unknown) wanted = &reply.unknown;
  const bool lossy = accepts(expectation, Verdict::half_open);
  if (connection.verdict == Verdict::partial && lossy && !accepts(expectation, Verdict::works)) {
    wanted = &reply.open;
  }
  if (wanted == nullptr) return std::nullopt;
  for (const ProfileShare& share : connection.profiles) {
    const PortSet there = port_set(share.profile.range) & *wanted;
    if (!there.empty()) return there.intervals().front().first;
  }
  return std::nullopt;
}

/// An expectation on its way to a result.
class Judgement {
 public:
  Judgement(CompiledSnapshot& model, const PolicyExpectation& expectation)
      : model_(model), expectation_(expectation) {}

  PolicyResult take() {
    const auto clients = resolve(expectation_.from, "from");
    const auto servers = resolve(expectation_.to, "to");
    if (result_.errors.empty()) {
      for (const auto& from : clients) {
        for (const auto& to : servers) {
          if (expectation_.isolated) {
            add_isolation(from, to);
          } else {
            add_answers(from, to);
          }
        }
      }
    }
    if (!result_.errors.empty()) {
      PolicyResult failed;
      failed.outcome = PolicyOutcome::error;
      failed.errors = std::move(result_.errors);
      return failed;
    }
    if (result_.violations > 0) result_.outcome = PolicyOutcome::fails;
    return std::move(result_);
  }

 private:
  using Ends = std::vector<Endpoint>;

  void add_error(const std::string& where, const Error& error) {
    const Error told{where + error.what, error.hint};
    const auto same = [&](const Error& known) { return known.what == told.what; };
    if (std::none_of(result_.errors.begin(), result_.errors.end(), same)) {
      result_.errors.push_back(told);
    }
  }

  std::vector<Ends> resolve(const std::vector<std::string>& names, const std::string& key) {
    std::vector<Ends> found;
    for (const std::string& name : names) {
      auto ends = resolve_where(model_.snapshot(), name);
      if (ends) {
        found.push_back(std::move(*ends));
      } else {
        add_error(key + ": ", ends.error());
      }
    }
    return found;
  }

  static std::string pair_text(const Ends& from, const Ends& to) {
    return from.front().label + " -> " + to.front().label + ": ";
  }

  void add_answers(const Ends& from, const Ends& to) {
    const CheckQuestion question{from, to, expectation_.services, expectation_.clients,
                                 expectation_.family};
    const auto answers = check(model_, question);
    if (!answers) return add_error(pair_text(from, to), answers.error());
    for (const Connection& connection : *answers) {
      ++result_.answers;
      add_verdict(result_.verdicts, connection.verdict);
      add_assumptions(result_.assumptions, connection.assumptions);
      if (accepts(expectation_, connection.verdict)) continue;
      ++result_.violations;
      if (result_.witness) continue;
      result_.witness = PolicyWitness{
          connection.verdict, explain(model_, connection, telling_port(expectation_, connection))};
    }
  }

  PortSet excepted(const RequestClass& requests) const {
    PortSet found;
    const IpFamily family = requests.from.addresses.family;
    for (const PolicyException& one : expectation_.except) {
      if (requests.unnamed || one.protocol_in(family) != requests.protocol) continue;
      found = found | one.selectors_in(family);
    }
    return found;
  }

  void add_isolation(const Ends& from, const Ends& to) {
    std::vector<IpProtocol> also;
    for (const PolicyException& one : expectation_.except) also.push_back(one.protocol);
    const auto requests = request_classes(model_, from, to, expectation_.family, also);
    if (!requests) return add_error(pair_text(from, to), requests.error());
    add_assumptions(result_.assumptions, requests->assumptions);
    for (const RequestClass& one : requests->classes) {
      ++result_.answers;
      const PortSet except = excepted(one);
      const PortSet passes = one.arrive - except;
      const PortSet unknown = one.may_arrive - one.arrive - except;
      if (passes.empty() && unknown.empty()) continue;
      ++result_.violations;
      add_opening(one, passes, unknown);
      // What surely passes is a better witness than what nobody knows.
      const bool sure = !passes.empty();
      if (result_.witness && (surely_open_ || !sure)) continue;
      surely_open_ = sure;
      set_witness(one, (sure ? passes : unknown).intervals().front().first);
    }
  }

  void add_opening(const RequestClass& requests, const PortSet& passes, const PortSet& unknown) {
    const IpFamily family = requests.from.addresses.family;
    std::optional<IpProtocol> protocol;
    if (!requests.unnamed) protocol = requests.protocol;
    auto& openings = result_.openings;
    auto at = std::find_if(openings.begin(), openings.end(), [&](const PolicyOpening& known) {
      return known.family == family && known.protocol == protocol;
    });
    if (at == openings.end()) at = openings.insert(at, PolicyOpening{family, protocol, {}, {}});
    at->passes = at->passes | passes;
    at->unknown = (at->unknown | unknown) - at->passes;
  }

  void set_witness(const RequestClass& requests, Selector selector) {
    Connection connection;
    connection.from = requests.from;
    connection.to = requests.to;
    connection.service.protocol = requests.protocol;
    if (is_icmp(requests.protocol)) {
      connection.service.icmp = IcmpMessage{static_cast<std::uint8_t>(selector >> 8),
                                            static_cast<std::uint8_t>(selector & 0xff)};
    } else if (filters_ports(requests.protocol)) {
      connection.service.port = selector;
    }
    connection.path =
        trace_path(model_.snapshot(), requests.from.location, requests.from.addresses.first(),
                   requests.to.location, requests.to.addresses.first(), requests.protocol);
    judge_path(model_, connection, {});
    Explanation walk = explain(model_, connection, std::nullopt);
    const Verdict verdict = walk.verdict;
    result_.witness = PolicyWitness{verdict, std::move(walk)};
  }

  CompiledSnapshot& model_;
  const PolicyExpectation& expectation_;
  PolicyResult result_;
  bool surely_open_ = false;  ///< the witness of an isolation surely gets there
};

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

}  // namespace

std::string expected_text(const PolicyExpectation& expectation) {
  if (expectation.isolated) return "isolated";
  std::vector<std::string> words;
  for (const Verdict verdict : expectation.accepted) words.emplace_back(to_string(verdict));
  return joined(words, " or ");
}

std::string made_name(const PolicyExpectation& expectation) {
  std::string text = joined(expectation.from, ", ") + " -> " + joined(expectation.to, ", ");
  if (!expectation.ports.empty()) text += ' ' + joined(expectation.ports, ",");
  if (expectation.family) text += ' ' + std::string(to_string(*expectation.family));
  std::vector<std::string> clients;
  for (const ClientProfile& client : expectation.clients) clients.push_back(client.name);
  if (!clients.empty()) text += " for " + joined(clients, ", ");
  text += ": " + expected_text(expectation);
  std::vector<std::string> except;
  for (const PolicyException& one : expectation.except) except.push_back(one.text);
  return text + (except.empty() ? "" : " but " + joined(except, ","));
}

std::string_view to_string(PolicyOutcome outcome) {
  switch (outcome) {
    case PolicyOutcome::holds: return "holds";
    case PolicyOutcome::fails: return "fails";
    case PolicyOutcome::error: break;
  }
  return "error";
}

PolicyResult judge(CompiledSnapshot& model, const PolicyExpectation& expectation) {
  return Judgement(model, expectation).take();
}

std::vector<PolicyResult> judge_policy(CompiledSnapshot& model,
                                       std::span<const PolicyExpectation> expectations) {
  std::vector<PolicyResult> results;
  results.reserve(expectations.size());
  for (const PolicyExpectation& one : expectations) results.push_back(judge(model, one));
  return results;
}

}  // namespace halfopen
