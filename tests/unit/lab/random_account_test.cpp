// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/random_account.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "halfopen/lab/lab_script.hpp"
#include "tests/unit/lab/lab_world.hpp"

namespace halfopen {
namespace {

using tests::LabWorld;

/// Everything that the lab makes of an account, and the account's own ends.
std::string text_of_account(std::uint32_t seed) {
  LabDice dice(seed);
  const RandomAccount account = random_account(dice);
  const LabWorld world(account.draft, account.from, account.to);
  std::string text = account.from + " " + account.to + " " + world.row() + "\n";
  const auto plan = world.plan();
  REQUIRE(plan);
  const auto name = [](std::uint32_t node) { return std::to_string(node); };
  const auto scripts = lab_scripts(world.snapshot(), *plan, {1024, 65535}, name);
  REQUIRE(scripts);
  for (const NodeScript& script : *scripts) text += script.commands + script.rules;
  return text + std::to_string(dice.roll(1U << 30U));
}

// C++20, [rand.predef]: the 10,000th number of a mt19937 with the default seed.
TEST_CASE("random accounts: the dice fall alike on every machine") {
  LabDice dice(5489);
  for (int i = 0; i < 9999; ++i) dice.roll(7);
  CHECK(dice.roll(0xFFFFFFFFU) == 4123659995U);
}

TEST_CASE("random accounts: equal seeds draw equal accounts, others differ") {
  std::map<std::string, std::uint32_t> seen;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    const std::string text = text_of_account(seed);
    CHECK(text == text_of_account(seed));
    CHECK_MESSAGE(seen.emplace(text, seed).second, seed);
  }
}

TEST_CASE("random accounts: all is drawn, and nothing needs a diagnostic") {
  std::map<std::string, int> shapes;
  int rules = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    LabDice dice(seed);
    const RandomAccount account = random_account(dice);
    const LabWorld world(account.draft, account.from, account.to);
    for (const Diagnostic& diagnostic : world.diagnostics()) FAIL_CHECK(diagnostic.text);
    const auto plan = world.plan();
    REQUIRE_MESSAGE(plan, seed);
    ++shapes[plan->translates() ? "NAT" : "no NAT"];
    ++shapes[std::string(to_string(plan->client.family()))];
    ++shapes[std::to_string(plan->edges.size()) + " edges"];
    for (const LabNode& node : plan->nodes) shapes[node.name] += node.groups ? 1 : 0;
    for (const NetworkAcl& acl : world.snapshot().acls()) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        rules += static_cast<int>(acl.entries(direction).size());
      }
    }
  }
  for (const char* shape : {"NAT", "no NAT", "IPv4", "IPv6", "1 edges", "2 edges", "3 edges",
                            "client-groups", "server-groups"}) {
    CHECK_MESSAGE(shapes[shape] >= 20, shape, ": ", shapes[shape]);
  }
  CHECK(rules > 3000);
}

TEST_CASE("random accounts: the telling server ports are sorted, with both neighbours, without 0") {
  const auto& ports = telling_server_ports();
  CHECK(std::is_sorted(ports.begin(), ports.end()));
  CHECK(std::adjacent_find(ports.begin(), ports.end()) == ports.end());
  for (const int port :
       {1, 2, 442, 443, 444, 1023, 1024, 1025, 60998, 60999, 61000, 61001, 65534, 65535}) {
    CHECK_MESSAGE(std::binary_search(ports.begin(), ports.end(), port), port);
  }
  CHECK_FALSE(std::binary_search(ports.begin(), ports.end(), std::uint16_t{0}));
}

}  // namespace
}  // namespace halfopen
