// SPDX-License-Identifier: Apache-2.0
// The random accounts are worth asking: all verdicts and all ways occur, little is unknown, and
// every planted fault of the simulator changes some verdict.
#include <doctest/doctest.h>

#include <algorithm>
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
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
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
  CHECK(verdicts["works"] * 6 > all);
  CHECK(verdicts["denied"] * 20 > all);
  CHECK(verdicts["half-open"] * 50 > all);
  CHECK(verdicts["no-route"] * 10 > all);
  CHECK(verdicts["unknown"] * 20 < all);
  for (const Way way : {Way::same_subnet, Way::edges, Way::local, Way::internet, Way::egress_only,
                        Way::nat, Way::vpn, Way::peering, Way::transit}) {
    CHECK(ways[way] > 20);
  }
}

/// A port that a NAT gateway may pick, at the bound of some rule if there is one.
std::uint16_t random_nat_port(Dice& dice, const SnapshotDraft& draft) {
  const auto bounds = bound_ports(draft);
  return std::max<std::uint16_t>(1024,
                                 bounds[dice.roll(static_cast<std::uint32_t>(bounds.size()))]);
}

/// How many of the questions about one account have another answer with the fault.
int changes(std::uint32_t seed, PlantedFault fault) {
  Dice dice(seed);
  const SnapshotDraft draft = random_cloud(dice);
  int changed = 0;
  for (int i = 0; i < kConnections; ++i) {
    const SimulatedQuestion question = random_connection(dice, draft);
    const std::uint16_t nat_port = random_nat_port(dice, draft);
    const std::string right = simulate(draft, question, {nat_port, PlantedFault::none}).verdict;
    const std::string wrong = simulate(draft, question, {nat_port, fault}).verdict;
    changed += right != wrong && right != "unknown" && wrong != "unknown" ? 1 : 0;
  }
  return changed;
}

TEST_CASE("random clouds: every planted fault changes verdicts") {
  for (const PlantedFault fault : kPlantedFaults) {
    CAPTURE(to_string(fault));
    int changed = 0;
    for (std::uint32_t seed = 1; seed <= 2000 && changed < 4; ++seed)
      changed += changes(seed, fault);
    CHECK(changed >= 4);
  }
}

}  // namespace
}  // namespace halfopen::oracle
