// SPDX-License-Identifier: Apache-2.0
#include "duel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

#include "bench/sample_acl.hpp"
#include "bench/timing.hpp"
#include "engine_buddy.hpp"
#include "engine_halfopen.hpp"
#include "engine_z3.hpp"

namespace halfopen::bench {
namespace {

using Ask = std::optional<Answer> (Engine::*)(const Questions&);

struct Question {
  const char* name;
  Ask ask;
  double buddy_aim;
  double z3_aim;
};

/// One engine's first, counted run.
struct Trial {
  std::optional<Answer> answer;  ///< nothing: stopped by the cap
  double seconds = 0;
};

constexpr double kSlow = 1;  ///< seconds from which one run must do

Trial attempt(Engine& engine, Ask ask, const Questions& questions) {
  engine.counting = true;
  engine.prepare();
  const double start = cpu_seconds();
  Trial trial{(engine.*ask)(questions), 0};
  trial.seconds = cpu_seconds() - start;
  engine.counting = false;
  return trial;
}

/// Counts are doubles on one side, so the last digits may differ.
bool agree(const Answer& a, const Answer& b) {
  if (a.number < 0 || b.number < 0) return (a.number == 0) == (b.number == 0);
  return std::fabs(a.number - b.number) <= 1e-9 * std::max(a.number, b.number);
}

int buddy_nodes(std::size_t rules) {
  if (rules <= 100) return 100'000;
  return rules <= 1000 ? 1'000'000 : 8'000'000;
}

/// BuDDy under the order that this library chooses, and under one that looks at ports first.
std::vector<std::unique_ptr<Engine>> buddies(const Rules& rules) {
  using enum HeaderField;
  constexpr FieldOrder kPortsFirst = {protocol, selector, source_port, destination, source};
  std::vector<std::unique_ptr<Engine>> engines;
  for (const FieldOrder& order : {good_field_order(rules), kPortsFirst}) {
    engines.push_back(std::make_unique<BuddyEngine>(order, buddy_nodes(rules.size())));
  }
  return engines;
}

/// A peer that takes part in the question, and its first run.
struct Peer {
  Engine* engine;
  Trial trial;
  double aim;
};

std::size_t repeats(double seconds) {
  return static_cast<std::size_t>(std::clamp(0.002 / std::max(seconds, 1e-9), 1.0, 500.0));
}

/// Median times of the peers, those of slow ones from their first run.
std::vector<Timing> time_peers(const std::vector<Peer>& peers, Ask ask,
                               const Questions& questions) {
  Contest contest;
  std::vector<Timing> timings(peers.size());
  std::vector<std::size_t> quick;
  double slowest = 0;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    Engine* const engine = peers[i].engine;
    timings[i] = {engine->name(), peers[i].trial.seconds};
    if (i != 0 && peers[i].trial.seconds > kSlow) continue;
    quick.push_back(i);
    slowest = std::max(slowest, peers[i].trial.seconds);
    const auto work = [engine, ask, &questions] { (engine->*ask)(questions); };
    if (engine->needs_preparation()) {
      contest.add(engine->name(), repeats(peers[i].trial.seconds), work,
                  [engine] { engine->prepare(); });
    } else {
      contest.add(engine->name(), repeats(peers[i].trial.seconds), work);
    }
  }
  const std::size_t rounds = slowest > 0.3 ? 3 : (slowest > 0.05 ? 7 : 15);
  const auto measured = contest.run(rounds);
  for (std::size_t i = 0; i < quick.size(); ++i) timings[quick[i]] = measured[i];
  return timings;
}

/// Adds a peer after its first run, having compared its answer with the first peer's.
void join(std::vector<Peer>& peers, Engine& engine, const Question& question,
          const Questions& questions, double aim) {
  Peer peer{&engine, attempt(engine, question.ask, questions), aim};
  if (!peers.empty() && peer.trial.answer &&
      !agree(*peer.trial.answer, *peers.front().trial.answer)) {
    std::printf("%s: %s says %.17g, %s says %.17g\n", question.name,
                peers.front().engine->name().c_str(), peers.front().trial.answer->number,
                engine.name().c_str(), peer.trial.answer->number);
    give_up("the engines differ");
  }
  // Two orders of one engine: the better one stays.
  if (!peers.empty() && peers.back().engine->name() == engine.name()) {
    const Trial& known = peers.back().trial;
    const bool better = known.answer ? peer.trial.answer && peer.trial.seconds < known.seconds
                                     : peer.trial.answer.has_value();
    if (better) peers.back() = std::move(peer);
    return;
  }
  peers.push_back(std::move(peer));
}

void print(const std::vector<Peer>& peers, const std::vector<Timing>& timings) {
  for (std::size_t i = 0; i < timings.size(); ++i) {
    print_timing(timings[i], peers[i].trial.answer ? "" : "stopped: the ratio is at least");
  }
  for (std::size_t i = 1; i < timings.size(); ++i) {
    const Aim aim{peers[i].aim > 0 ? Aim::Kind::at_least : Aim::Kind::none, peers[i].aim};
    print_ratio(timings[i].name + " / " + timings[0].name, ratio(timings[i], timings[0]), aim);
  }
}

}  // namespace

void duel(const std::string& set, const Questions& questions, const DuelAims& aims) {
  constexpr std::size_t kMostForZ3 = 1000;
  HalfopenEngine ours;
  Z3Engine z3;
  const auto orders = buddies(questions.rules);
  const std::array<Question, 4> all = {
      {{"permit set", &Engine::permit_set, aims.buddy, -1},
       {"equality", &Engine::equality, aims.buddy, aims.z3_equality},
       {"shadowed rules", &Engine::shadowed, aims.buddy_shadowed, aims.z3_shadowed},
       {"half-open set", &Engine::half_open, aims.buddy, aims.z3_half_open}}};
  for (const Question& question : all) {
    std::vector<Peer> peers;
    join(peers, ours, question, questions, 0);
    for (const auto& buddy : orders) join(peers, *buddy, question, questions, question.buddy_aim);
    if (question.z3_aim >= 0 && questions.rules.size() <= kMostForZ3) {
      join(peers, z3, question, questions, question.z3_aim);
    }
    const auto timings = time_peers(peers, question.ask, questions);
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "%.10g", peers.front().trial.answer->number);
    print_title(set + ": " + question.name + ", " + number.data());
    print(peers, timings);
    std::fflush(stdout);
  }
}

}  // namespace halfopen::bench
