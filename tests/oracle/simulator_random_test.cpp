// SPDX-License-Identifier: Apache-2.0
// The random accounts are worth asking: all verdicts and all ways occur, little is unknown, and
// every planted fault of the simulator changes some verdict.
#include <doctest/doctest.h>

#include <map>

#include "halfopen/vpc/snapshot.hpp"
#include "tests/oracle/random_cloud.hpp"

namespace halfopen::oracle {
namespace {

constexpr int kConnections = 60;  // of one account

TEST_CASE("random clouds: no diagnostics, and every verdict and way occurs") {
  std::map<std::string, int> verdicts;
  std::map<Way, int> ways;
  int all = 0;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const SnapshotDraft draft = random_cloud(dice);
    Diagnostics diagnostics;
    const Snapshot snapshot = Snapshot::build(draft, diagnostics);
    REQUIRE_MESSAGE(diagnostics.empty(), diagnostics.front().text);
    for (int i = 0; i < kConnections; ++i) {
      const SimulatedConnection answer = simulate(draft, random_connection(dice, draft));
      ++verdicts[answer.verdict];
      if (answer.verdict == "works" || answer.verdict == "half-open") ++ways[answer.way];
      ++all;
    }
  }
  for (const auto& [verdict, count] : verdicts) MESSAGE(verdict << ": " << count);
  for (const auto& [way, count] : ways) MESSAGE("way " << static_cast<int>(way) << ": " << count);
  CHECK(verdicts["works"] * 6 > all);
  CHECK(verdicts["denied"] * 20 > all);
  CHECK(verdicts["half-open"] * 50 > all);
  CHECK(verdicts["no-route"] * 10 > all);
  CHECK(verdicts["unknown"] * 20 < all);
  for (const Way way : {Way::same_subnet, Way::edges, Way::local, Way::internet, Way::egress_only,
                        Way::nat, Way::vpn, Way::peering, Way::transit}) {
    CHECK(ways[way] > 40);
  }
}

TEST_CASE("random clouds: every planted fault changes verdicts") {
  for (const PlantedFault fault : kPlantedFaults) {
    CAPTURE(to_string(fault));
    int changed = 0;
    for (std::uint32_t seed = 1; seed <= 100; ++seed) {
      Dice dice(seed);
      const SnapshotDraft draft = random_cloud(dice);
      for (int i = 0; i < kConnections; ++i) {
        const SimulatedQuestion question = random_connection(dice, draft);
        const std::string right = simulate(draft, question).verdict;
        const std::string wrong = simulate(draft, question, {1024, fault}).verdict;
        changed += right != wrong && right != "unknown" && wrong != "unknown" ? 1 : 0;
      }
    }
    MESSAGE(to_string(fault) << ": " << changed);
    CHECK(changed >= 3);
  }
}

}  // namespace
}  // namespace halfopen::oracle
