// SPDX-License-Identifier: Apache-2.0
#include "classifier_race.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <vector>

#include "bench/timing.hpp"
#include "halfopen/acl/classifier.hpp"
#include "packet_trace.hpp"
#include "peer_rte_acl.hpp"

namespace halfopen::bench {
namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_of(const std::function<void()>& work) {
  const double start = thread_seconds();
  work();
  return thread_seconds() - start;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

using Answers = std::vector<std::uint32_t>;

/// What takes part, and what it found.
struct Side {
  std::string name;
  std::function<void(Answers&)> classify;
  std::vector<double> seconds;
};

void check(const Side& side, const Answers& answers, const Answers& truth) {
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (answers[i] == truth[i]) continue;
    std::printf("%s: packet %zu: %u, not %u\n", side.name.c_str(), i, answers[i], truth[i]);
    std::exit(1);
  }
}

double rate(const Side& side, std::size_t packets) {
  return static_cast<double>(packets) / median(side.seconds) / 1e6;
}

std::vector<const std::uint8_t*> pointers(const PacketTrace& trace) {
  std::vector<const std::uint8_t*> found;
  for (const auto& wire : trace.wires()) {
    found.push_back(reinterpret_cast<const std::uint8_t*>(&wire));
  }
  return found;
}

/// Times all sides in turns on one trace; the first is the peer.
void run(std::vector<Side>& sides, std::size_t packets) {
  Answers answers(packets);
  const std::size_t rounds = 31;
  const std::size_t repeat = 400'000 / packets + 1;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Side& side : sides) {
      const double seconds = seconds_of([&] {
        for (std::size_t i = 0; i < repeat; ++i) side.classify(answers);
      });
      side.seconds.push_back(seconds / static_cast<double>(repeat));
    }
  }
}

struct Contenders {
  const Rules& rules;
  const RteAcl& peer;
  const Classifier& by_rule;
  const Classifier& by_terminal;
};

RaceResult race_trace(const Contenders& contenders, const PacketTrace& trace, const char* name,
                      double aim) {
  const auto packets = pointers(trace);
  const Answers truth = trace.first_matches(contenders.rules);
  std::vector<Side> sides = {
      {"rte_acl", [&](Answers& out) { contenders.peer.classify(packets, out.data()); }, {}},
      {"rule index",
       [&](Answers& out) { contenders.by_rule.classify(trace.columns(), out.data()); },
       {}},
      {"verdict",
       [&](Answers& out) { contenders.by_terminal.classify(trace.columns(), out.data()); },
       {}}};
  Answers found(trace.size());
  std::array<Answers, 3> wanted = {truth, truth, truth};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    wanted[0][i] = truth[i] + 1;
    wanted[2][i] = truth[i] == ~0U ? 0 : contenders.rules[truth[i]].terminal;
  }
  for (std::size_t i = 0; i < sides.size(); ++i) {
    sides[i].classify(found);
    check(sides[i], found, wanted[i]);
  }
  run(sides, trace.size());
  for (const Side& side : sides) {
    std::printf("  %-6s %-12s %8.1f Mpps", name, side.name.c_str(), rate(side, trace.size()));
    std::printf(&side == sides.data() ? "\n" : "  ratio %.2f\n",
                median(sides[0].seconds) / median(side.seconds));
  }
  const RaceResult result{median(sides[0].seconds) / median(sides[1].seconds),
                          median(sides[0].seconds) / median(sides[2].seconds)};
  if (aim > 0) {
    std::printf("  rte_acl / rule index, %s: %.2f (aim: at least %.1f; %s)\n", name,
                result.rule_ratio, aim, result.rule_ratio >= aim ? "met" : "MISSED");
  }
  return result;
}

/// Compiling, both sides in turns.
void race_compile(const Rules& rules, bool both_ends, double first_seconds) {
  const int rounds = first_seconds > 0.5 ? 1 : (first_seconds > 0.05 ? 3 : 9);
  std::vector<double> peer;
  std::vector<double> by_rule;
  std::vector<double> by_terminal;
  for (int round = 0; round < rounds; ++round) {
    peer.push_back(seconds_of([&] { const RteAcl built(rules, both_ends); }));
    by_rule.push_back(seconds_of([&] { const Classifier built(rules, ClassifierAnswer::rule); }));
    by_terminal.push_back(
        seconds_of([&] { const Classifier built(rules, ClassifierAnswer::terminal); }));
  }
  const double share = median(by_rule) / median(peer);
  std::printf(
      "  compile: rte_acl %s, rule index %s, verdict %s; rule index / rte_acl %.2f "
      "(aim: at most 0.33; %s)\n",
      time_text(median(peer)).c_str(), time_text(median(by_rule)).c_str(),
      time_text(median(by_terminal)).c_str(), share, share <= 1.0 / 3 ? "met" : "MISSED");
}

}  // namespace

RaceResult race_classifiers(const std::string& name, const Rules& rules, bool both_ends,
                            double aim) {
  const double start = thread_seconds();
  const RteAcl peer(rules, both_ends);
  const double build_seconds = thread_seconds() - start;
  if (!peer.is_built()) {
    print_title(name + ": rte_acl could not build it: " + peer.error());
    return {};
  }
  const Classifier by_rule(rules, ClassifierAnswer::rule);
  const Classifier by_terminal(rules, ClassifierAnswer::terminal);
  std::printf("%s: %zu rules; rte_acl %s; rule index by %s (%zu KiB), verdict by %s (%zu KiB)\n",
              name.c_str(), rules.size(), peer.method(),
              std::string(to_string(by_rule.choice().kind)).c_str(), by_rule.table_bytes() / 1024,
              std::string(to_string(by_terminal.choice().kind)).c_str(),
              by_terminal.table_bytes() / 1024);
  const std::size_t packets = rules.size() > 5000 ? 65'536 : 32'768;
  const Contenders contenders{rules, peer, by_rule, by_terminal};
  const RaceResult result =
      race_trace(contenders, PacketTrace::matching(rules, packets, 1), "match", aim);
  race_trace(contenders, PacketTrace::random(packets, 2), "random", 0);
  race_compile(rules, both_ends, build_seconds);
  return result;
}

}  // namespace halfopen::bench
