// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_verify.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <thread>

#include "halfopen/analysis/check.hpp"
#include "halfopen/lab/random_account.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostExamples = 20;

void add(LabTally& sum, LabTally&& part) {
  sum.connections += part.connections;
  sum.accounts += part.accounts;
  sum.disagreements += part.disagreements;
  sum.repeated += part.repeated;
  for (const auto& [reason, count] : part.skipped) sum.skipped[reason] += count;
  for (const auto& [verdict, count] : part.verdicts) sum.verdicts[verdict] += count;
  for (const auto& [protocol, count] : part.protocols) sum.protocols[protocol] += count;
  for (LabDisagreement& example : part.examples) {
    if (sum.examples.size() < kMostExamples) sum.examples.push_back(std::move(example));
  }
}

/// What is asked in one lab: echo and protocols without ports, TCP and UDP at telling ports.
/// Half of the ports are bounds of the account's own rules, if it has any.
std::vector<ServiceSpec> draw_services(LabDice& dice, const std::vector<std::uint16_t>& own) {
  std::string text = "icmp/echo,icmp/13:0,icmp/3:1,icmp/3:4,sctp,47/,253/";
  const auto add_ports = [&](const std::string& protocol, int count) {
    for (int i = 0; i < count; ++i) {
      const bool of_rules = i % 2 == 0 && !own.empty();
      text += ',' + protocol + std::to_string(dice.pick(of_rules ? own : telling_server_ports()));
    }
  };
  add_ports("tcp/", 5);
  add_ports("udp/", 3);
  return parse_services(text).value_or(std::vector<ServiceSpec>());
}

/// The connections between two places, tried in labs.
class PairTrial {
 public:
  PairTrial(const Snapshot& snapshot, LabDice& dice, const LabVerifyOptions& options,
            std::uint32_t seed, std::uint64_t most)
      : snapshot_(snapshot),
        model_(snapshot),
        dice_(dice),
        options_(options),
        seed_(seed),
        left_(most) {}

  Result<LabTally> run(const CheckQuestion& question) {
    auto connections = check(model_, question);
    if (!connections) {
      skip(connections.error().what, left_);
      return std::move(tally_);
    }
    std::vector<Connection> batch;
    std::optional<LabPlan> plan;
    for (Connection& connection : *connections) {
      auto next = plan_lab(snapshot_, connection);
      if (!next) {
        const std::uint64_t asked = std::min<std::uint64_t>(left_, ports_of(connection).size());
        // Without the addresses, so that equal reasons add up.
        skip(connection.stop ? "no packet has a way: " + connection.stop->code : next.error().what,
             asked);
        left_ -= asked;
        continue;
      }
      if (next->edges.empty() && is_bare(*next)) {
        skip("no network ACL and no security group stands between the two", 1);
        continue;
      }
      if (plan && !(*plan == *next)) {
        if (auto done = try_batch(*plan, batch); !done) return tl::unexpected<Error>(done.error());
        batch.clear();
      }
      plan = std::move(*next);
      batch.push_back(std::move(connection));
    }
    if (plan && !batch.empty()) {
      if (auto done = try_batch(*plan, batch); !done) return tl::unexpected<Error>(done.error());
    }
    return std::move(tally_);
  }

 private:
  static bool is_bare(const LabPlan& plan) {
    return std::none_of(plan.nodes.begin(), plan.nodes.end(),
                        [](const LabNode& node) { return node.groups.has_value(); });
  }

  void skip(const std::string& reason, std::uint64_t count) {
    if (count > 0) tally_.skipped[reason] += count;
  }

  /// Some of the telling client ports, and some of all; one of no meaning for other protocols.
  std::vector<std::optional<std::uint16_t>> ports_of(const Connection& connection) {
    if (!filters_ports(connection.service.protocol)) return {std::nullopt};
    std::vector<std::uint16_t> telling = telling_ports(connection);
    std::vector<std::optional<std::uint16_t>> ports;
    for (int i = 0; i < 9 && !telling.empty(); ++i) {
      const std::uint32_t at = dice_.roll(static_cast<std::uint32_t>(telling.size()));
      ports.emplace_back(telling[at]);
      telling.erase(telling.begin() + at);
    }
    for (int i = 0; i < 3; ++i)
      ports.emplace_back(static_cast<std::uint16_t>(1 + dice_.roll(65535)));
    return ports;
  }

  Result<bool> try_batch(const LabPlan& plan, const std::vector<Connection>& connections) {
    std::vector<Probe> probes;
    std::vector<std::uint32_t> of;
    for (std::uint32_t i = 0; i < connections.size(); ++i) {
      for (const auto& port : ports_of(connections[i])) {
        if (probes.size() >= left_) break;
        probes.push_back({connections[i].service, port});
        of.push_back(i);
      }
    }
    if (probes.empty()) return true;
    left_ -= probes.size();
    constexpr PortRange kLinux{32768, 60999};
    auto lab = LabNetwork::build(snapshot_, plan, kLinux, options_.fault);
    if (!lab) return tl::unexpected<Error>(lab.error());
    ++tally_.accounts;
    auto trials = try_probes(*lab, connections, probes, of);
    if (!trials) return tl::unexpected<Error>(trials.error());
    for (LabTrial& trial : *trials) count(plan, std::move(trial));
    return true;
  }

  void count(const LabPlan& plan, LabTrial&& trial) {
    if (trial.skipped()) {
      return skip(trial.observed == Verdict::unknown ? "not sent: " + trial.seen.error
                                                     : "the model says unknown",
                  1);
    }
    ++tally_.connections;
    tally_.repeated += trial.repeated ? 1U : 0U;
    ++tally_.protocols[to_string(trial.probe.service.protocol) + " over " +
                       std::string(to_string(plan.client.family())) +
                       (plan.translates() ? " behind NAT" : "")];
    if (trial.agrees()) {
      ++tally_.verdicts[trial.predicted];
      return;
    }
    ++tally_.disagreements;
    if (tally_.examples.empty()) {
      tally_.examples.push_back(
          {to_string(plan.client), to_string(plan.server), std::move(trial), seed_});
    }
  }

  const Snapshot& snapshot_;
  CompiledSnapshot model_;
  LabDice& dice_;
  const LabVerifyOptions& options_;
  std::uint32_t seed_;
  std::uint64_t left_;
  LabTally tally_;
};

/// The internet, and every subnet or, where none is loaded, every network ACL.
std::vector<Endpoint> places(const Snapshot& snapshot) {
  std::vector<Endpoint> ends = internet_endpoints(snapshot);
  const bool subnets = !snapshot.subnets().empty();
  const std::size_t count = subnets ? snapshot.subnets().size() : snapshot.acls().size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Location::Kind kind = subnets ? Location::Kind::subnet : Location::Kind::acl;
    for (Endpoint& end : endpoints_of(snapshot, {kind, i})) ends.push_back(std::move(end));
  }
  return ends;
}

/// The first and last ports of the rules for TCP and UDP, with their neighbours.
std::vector<std::uint16_t> bounds_of_rules(const Snapshot& snapshot) {
  std::set<int> bounds;
  const auto note = [&](const NetworkAcl& rules) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const NetworkAclEntry& entry : rules.entries(direction)) {
        if (entry.protocol != kTcp.number && entry.protocol != kUdp.number) continue;
        for (const int port : {entry.ports.first - 1, entry.ports.first + 0, entry.ports.last + 0,
                               entry.ports.last + 1}) {
          if (port >= 1 && port <= 65535) bounds.insert(port);
        }
      }
    }
  };
  for (const NetworkAcl& acl : snapshot.acls()) note(acl);
  for (const GroupSet& groups : snapshot.topology().group_sets()) note(groups.rules());
  std::vector<std::uint16_t> ports;
  for (const int bound : bounds) ports.push_back(static_cast<std::uint16_t>(bound));
  return ports;
}

/// Runs the labs of `job(seed, most)` side by side, and adds up in their order.
template <class Job>
Result<LabTally> run_jobs(const LabVerifyOptions& options, Job job) {
  const std::uint64_t count = (options.connections + kConnectionsPerLab - 1) / kConnectionsPerLab;
  std::vector<std::optional<Result<LabTally>>> results(count);
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex telling;
  std::uint64_t done = 0;
  const auto work = [&] {
    for (std::uint64_t at = next++; at < count && !failed; at = next++) {
      const std::uint64_t most = std::min<std::uint64_t>(
          kConnectionsPerLab, options.connections - at * kConnectionsPerLab);
      results[at] = job(options.seed + static_cast<std::uint32_t>(at), most);
      if (!*results[at]) failed = true;
      const std::lock_guard<std::mutex> lock(telling);
      done += most;
      if (options.progress) options.progress(done);
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 1; i < options.workers; ++i) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  LabTally sum;
  for (auto& result : results) {
    if (!result) continue;
    if (!*result) return std::move(*result);
    add(sum, std::move(**result));
  }
  return sum;
}

}  // namespace

std::uint64_t LabTally::skips() const {
  return std::accumulate(skipped.begin(), skipped.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& entry) { return sum + entry.second; });
}

Result<LabTally> verify_random(const LabVerifyOptions& options) {
  return run_jobs(options, [&](std::uint32_t seed, std::uint64_t most) -> Result<LabTally> {
    LabDice dice(seed);
    RandomAccount account = random_account(dice);
    Diagnostics diagnostics;
    const Snapshot snapshot = Snapshot::build(std::move(account.draft), diagnostics);
    CheckQuestion question;
    const auto from = resolve_where(snapshot, account.from);
    const auto to = resolve_where(snapshot, account.to);
    if (!from) return tl::unexpected<Error>(from.error());
    if (!to) return tl::unexpected<Error>(to.error());
    question.from = *from;
    question.to = *to;
    question.services = draw_services(dice, {});
    return PairTrial(snapshot, dice, options, seed, most).run(question);
  });
}

Result<LabTally> verify_snapshot(const Snapshot& snapshot, const LabVerifyOptions& options) {
  const std::vector<Endpoint> ends = places(snapshot);
  const std::vector<std::uint16_t> own = bounds_of_rules(snapshot);
  return run_jobs(options, [&](std::uint32_t seed, std::uint64_t most) -> Result<LabTally> {
    LabDice dice(seed);
    const std::vector<ServiceSpec> services = draw_services(dice, own);
    LabTally tally;
    // Many pairs of an account have no way to each other; they are told, and another pair is drawn.
    constexpr int kDraws = 24;
    for (int draw = 0; draw < kDraws && tally.connections == 0; ++draw) {
      CheckQuestion question;
      question.from = {dice.pick(ends)};
      question.to = {dice.pick(ends)};
      question.services = services;
      if (question.from[0].addresses.family != question.to[0].addresses.family) continue;
      auto tried = PairTrial(snapshot, dice, options, seed, most).run(question);
      if (!tried) return tried;
      add(tally, std::move(*tried));
    }
    return tally;
  });
}

}  // namespace halfopen
