// SPDX-License-Identifier: Apache-2.0
#include "classifier_race.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <utility>
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
  const std::size_t rounds = 15;
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
  explicit Contenders(const Rules& list, const RteAcl& other)
      : rules(list),
        peer(other),
        by_rule(list, ClassifierAnswer::rule),
        by_terminal(list, ClassifierAnswer::terminal),
        avx2(list, ClassifierAnswer::rule, {by_rule.choice().kind, SimdMethod::avx2}),
        plain(list, ClassifierAnswer::rule,
              {list.size() > 64 ? ClassifierKind::diagram : ClassifierKind::bit_vectors,
               SimdMethod::scalar}) {}

  const Rules& rules;
  const RteAcl& peer;
  Classifier by_rule;
  Classifier by_terminal;
  Classifier avx2;   ///< the same kernel with narrower vectors
  Classifier plain;  ///< what a processor without them gets
};

/// The packets of a trace as the peer gets them, turned into columns a few at a time.
void classify_wires(const Classifier& classifier, const PacketTrace& trace,
                    std::uint32_t* answers) {
  constexpr std::size_t kSome = 1024;
  std::array<std::uint32_t, kSome> sources;
  std::array<std::uint32_t, kSome> destinations;
  std::array<std::uint16_t, kSome> source_ports;
  std::array<std::uint16_t, kSome> selectors;
  std::array<std::uint8_t, kSome> protocols;
  for (std::size_t base = 0; base < trace.size(); base += kSome) {
    const std::size_t count = std::min(kSome, trace.size() - base);
    for (std::size_t i = 0; i < count; ++i) {
      const PacketTrace::Wire& wire = trace.wires()[base + i];
      sources[i] = __builtin_bswap32(wire.source);
      destinations[i] = __builtin_bswap32(wire.destination);
      source_ports[i] = __builtin_bswap16(wire.source_port);
      selectors[i] = __builtin_bswap16(wire.destination_port);
      protocols[i] = wire.protocol;
    }
    classifier.classify({sources.data(), destinations.data(), source_ports.data(), selectors.data(),
                         protocols.data(), count},
                        answers + base);
  }
}

RaceResult race_trace(const Contenders& contenders, const PacketTrace& trace, const char* name,
                      double aim) {
  const auto packets = pointers(trace);
  const Answers truth = trace.first_matches(contenders.rules);
  std::vector<Side> sides;
  const auto add = [&sides](const char* side, std::function<void(Answers&)> classify) {
    sides.push_back({side, std::move(classify), {}});
  };
  const auto add_columns = [&](const char* side, const Classifier& classifier) {
    add(side, [&](Answers& out) { classifier.classify(trace.columns(), out.data()); });
  };
  add("rte_acl", [&](Answers& out) { contenders.peer.classify(packets, out.data()); });
  add_columns("rule index", contenders.by_rule);
  add_columns("verdict", contenders.by_terminal);
  add("from structs", [&](Answers& out) { classify_wires(contenders.by_rule, trace, out.data()); });
  add_columns("AVX2", contenders.avx2);
  add_columns("no SIMD", contenders.plain);
  Answers found(trace.size());
  std::vector<Answers> wanted(sides.size(), truth);
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
  const Contenders contenders(rules, peer);
  std::printf("%s: %zu rules; rte_acl %s; rule index by %s (%zu KiB), verdict by %s (%zu KiB)\n",
              name.c_str(), rules.size(), peer.method(),
              std::string(to_string(contenders.by_rule.choice().kind)).c_str(),
              contenders.by_rule.table_bytes() / 1024,
              std::string(to_string(contenders.by_terminal.choice().kind)).c_str(),
              contenders.by_terminal.table_bytes() / 1024);
  const std::size_t packets = rules.size() > 5000 ? 65'536 : 32'768;
  const RaceResult result =
      race_trace(contenders, PacketTrace::matching(rules, packets, 1), "match", aim);
  race_trace(contenders, PacketTrace::random(packets, 2), "random", 0);
  race_compile(rules, both_ends, build_seconds);
  return result;
}

}  // namespace halfopen::bench
