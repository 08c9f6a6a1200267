// SPDX-License-Identifier: Apache-2.0
// Every state of every plan against the first-match oracle, over random pairs of rule lists.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "halfopen/apply/apply_plan.hpp"
#include "tests/oracle/apply_pairs.hpp"
#include "tests/oracle/apply_simulation.hpp"

using namespace halfopen;
using namespace halfopen::oracle;

namespace {

std::size_t number_from(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

std::vector<ApiStep> api_steps(const ApplyOrder& order) {
  std::vector<ApiStep> steps;
  for (const ApplyStep& step : order.steps) {
    const ApiCall call = step.call == ApplyStep::Call::create    ? ApiCall::create
                         : step.call == ApplyStep::Call::replace ? ApiCall::replace
                                                                 : ApiCall::remove;
    steps.push_back({call, step.entry});
  }
  return steps;
}

bool is_contract_fault(const StateFault& fault) {
  return fault.what != "packet broken" && fault.what != "packet opened";
}

/// "1: create ingress 100 allow 6 22-22 0.0.0.0/0", for messages of failing tests.
std::string row_text(const NetworkAclEntry& row) {
  return std::string(to_string(row.direction)) + ' ' + std::to_string(row.number) + ' ' +
         std::string(to_string(row.action)) + " p" + std::to_string(row.protocol) + ' ' +
         to_string(row.ports) + " t" + std::to_string(row.icmp_type) + ':' +
         std::to_string(row.icmp_code) + ' ' + to_string(row.cidr);
}

std::string pair_text(const ApplyPair& pair, const ApplyOrder& order) {
  std::string text = pair.kind + "\nOLD\n";
  for (const NetworkAclEntry& row : pair.before) text += "  " + row_text(row) + '\n';
  text += "NEW\n";
  for (const NetworkAclEntry& row : pair.after) text += "  " + row_text(row) + '\n';
  text += "STEPS\n";
  for (const ApiStep& step : api_steps(order)) {
    text += std::string("  ") +
            (step.call == ApiCall::create    ? "create "
             : step.call == ApiCall::replace ? "replace "
                                             : "delete ") +
            row_text(step.entry) + '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("apply: statistics" * doctest::skip()) {
  std::map<std::string, std::array<double, 8>> table;
  const std::size_t pairs = number_from("HALFOPEN_APPLY_PAIRS", 200);
  const auto seed = static_cast<std::uint32_t>(number_from("HALFOPEN_ORACLE_SEED", 1));
  for (std::size_t i = 0; i < pairs; ++i) {
    Dice dice(static_cast<std::uint32_t>(seed + i));
    const ApplyPair pair = random_apply_pair(dice);
    const auto start = std::chrono::steady_clock::now();
    const auto plan = plan_apply(acl_of(pair.before), acl_of(pair.after));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    REQUIRE(plan.has_value());
    auto& row = table[pair.kind];
    row[0] += 1;
    row[1] += plan->order.safe() ? 1 : 0;
    row[2] += plan->order.safe_by_packets() ? 1 : 0;
    row[3] += plan->proof == ApplyProof::exhausted ? 1 : 0;
    row[4] += took.count();
    row[5] = std::max(row[5], took.count());
    row[6] += plan->order.temporary_rules() > 0 ? 1 : 0;
    row[7] += plan->naive.safe() ? 1 : 0;
    if (!plan->order.safe() && std::getenv("SHOW") && pair.kind == std::getenv("SHOW"))
      std::printf("seed %zu\n%s\n", seed + i, pair_text(pair, plan->order).c_str());
  }
  for (const auto& [kind, row] : table) {
    std::printf(
        "%-16s pairs %5.0f safe %5.0f by packets %5.0f exhausted %4.0f temp %4.0f naive safe %4.0f "
        "mean %.2f ms max %.1f ms\n",
        kind.c_str(), row[0], row[1], row[2], row[3], row[6], row[7], row[4] / row[0], row[5]);
  }
}

TEST_CASE("apply: every state of random plans is safe, or said not to be") {
  const std::size_t pairs = number_from("HALFOPEN_APPLY_PAIRS", 150);
  const auto seed = static_cast<std::uint32_t>(number_from("HALFOPEN_ORACLE_SEED", 1));
  for (std::size_t i = 0; i < pairs; ++i) {
    Dice dice(static_cast<std::uint32_t>(seed + i));
    const ApplyPair pair = random_apply_pair(dice);
    const auto plan = plan_apply(acl_of(pair.before), acl_of(pair.after));
    REQUIRE(plan.has_value());
    const ApplySimulation simulation(pair.before, pair.after, 20, dice, 10, 4, 12);
    const auto faults = simulation.play(api_steps(plan->order));
    CAPTURE(seed + i);
    CAPTURE(pair_text(pair, plan->order));
    for (const StateFault& fault : faults) {
      CAPTURE(fault.step);
      CAPTURE(fault.what);
      if (is_contract_fault(fault)) {
        CHECK_FALSE(plan->order.safe());
        CHECK_FALSE(plan->order.steps[fault.step - 1].fit.safe());
      } else {
        CHECK_FALSE(plan->order.steps[fault.step - 1].fit.packets);
      }
    }
  }
}
