// SPDX-License-Identifier: Apache-2.0
// The library's answer about whole connections, against the packet simulator: random accounts with
// routes, gateways, security groups and network ACLs.
//
// HALFOPEN_ORACLE_CONNECTIONS says how many connections (20,000), HALFOPEN_ORACLE_SEED with which
// account to begin (1).
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>

#include "tests/oracle/connection_truth.hpp"
#include "tests/oracle/random_cloud.hpp"
#include "tests/oracle/run_size.hpp"

namespace halfopen::oracle {
namespace {

constexpr std::size_t kConnectionsOfACloud = 60;

struct Comparison {
  std::size_t asked = 0;
  std::size_t not_told = 0;  ///< unknown for one of the two
  std::size_t disagreements = 0;
  std::map<std::string, std::size_t> kinds;  ///< "works, not denied"
  std::string first;                         ///< all that reproduces the first disagreement
};

std::string reproducer(std::uint32_t seed, std::size_t number, const SnapshotDraft& draft,
                       const SimulatedQuestion& question, const std::string& answer,
                       PlantedFault fault) {
  const SimulatedConnection wording = simulate(draft, question, {1024, fault});
  std::string text = "HALFOPEN_ORACLE_SEED=" + std::to_string(seed) + ", connection " +
                     std::to_string(number) + ": " + question_text(question) +
                     "\nlibrary: " + answer + "\nwording: " + truth_of(draft, question, fault) +
                     "\n  request " + leg_text(wording.request) + "\n";
  if (wording.reply) text += "  reply " + leg_text(*wording.reply) + "\n";
  return text + cloud_text(draft);
}

void compare_cloud(std::uint32_t seed, PlantedFault fault, Comparison& found) {
  Dice dice(seed);
  const SnapshotDraft draft = random_cloud(dice);
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  REQUIRE(diagnostics.empty());
  CompiledSnapshot model(snapshot);
  for (std::size_t i = 0; i < kConnectionsOfACloud; ++i) {
    const SimulatedQuestion question = random_connection(dice, draft);
    const std::string truth = truth_of(draft, question, fault);
    const std::string answer = answer_of(model, question);
    ++found.asked;
    if (truth == "unknown" || answer == "unknown") {
      ++found.not_told;
      continue;
    }
    if (truth == answer) continue;
    ++found.disagreements;
    const bool first_of_kind = ++found.kinds[truth + ", not " + answer] == 1;
    if (first_of_kind && std::getenv("HALFOPEN_ORACLE_ALL") != nullptr) {
      MESSAGE(reproducer(seed, i, draft, question, answer, fault));
    }
    if (found.first.empty()) found.first = reproducer(seed, i, draft, question, answer, fault);
  }
}

TEST_CASE("paths: whole connections agree with the packet simulator") {
  const std::size_t wanted = run_size("HALFOPEN_ORACLE_CONNECTIONS", 20000);
  const auto begin = static_cast<std::uint32_t>(run_size("HALFOPEN_ORACLE_SEED", 1));
  Comparison found;
  for (std::uint32_t seed = begin; found.asked < wanted; ++seed) {
    compare_cloud(seed, PlantedFault::none, found);
  }
  std::string kinds;
  for (const auto& [kind, count] : found.kinds) kinds += std::to_string(count) + " " + kind + "\n";
  CHECK_MESSAGE(found.disagreements == 0, found.disagreements, " of ", found.asked,
                " connections\n", kinds, found.first);
  CHECK_MESSAGE(found.not_told * 20 <= found.asked, found.not_told, " of ", found.asked,
                " are unknown");
}

/// Only where the library agrees with the simulator does a disagreement with the fault prove
/// anything; each fault has to be noticed in such an account.
TEST_CASE("paths: the comparison notices every planted fault") {
  Comparison plain;
  for (std::uint32_t seed = 1; seed <= 20; ++seed) compare_cloud(seed, PlantedFault::none, plain);
  REQUIRE(plain.disagreements == 0);
  for (const PlantedFault fault : kPlantedFaults) {
    CAPTURE(to_string(fault));
    bool noticed = false;
    for (std::uint32_t seed = 1; seed <= 2000 && !noticed; ++seed) {
      Comparison wrong;
      compare_cloud(seed, fault, wrong);
      if (wrong.disagreements == 0) continue;
      Comparison right;
      compare_cloud(seed, PlantedFault::none, right);
      noticed = right.disagreements == 0;
    }
    CHECK(noticed);
  }
}

}  // namespace
}  // namespace halfopen::oracle
