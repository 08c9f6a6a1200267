// SPDX-License-Identifier: Apache-2.0
// The life of ports: what a table holds, TIME_WAIT, reuse, and the order of steps.
#include <doctest/doctest.h>

#include "halfopen/ports/port_simulation.hpp"

namespace halfopen {
namespace {

/// Three ports, one connection a second, each of half a second.
PortPlan three_ports() {
  PortPlan plan;
  plan.algorithm = PortAlgorithm::sequential;
  plan.settings.range = {5000, 5002};
  plan.connections = 4;
  plan.rate = 1000;
  plan.hold = PortTime::milliseconds(500);
  return plan;
}

TEST_CASE("a port in TIME_WAIT is not free for its destination") {
  PortPlan plan = three_ports();
  plan.time_wait = PortTime::seconds(60);  // include/net/tcp.h: TCP_TIMEWAIT_LEN
  const PortSimulation result = simulate_ports(plan);
  CHECK(result.opened == 3);
  CHECK(result.first_refused == 4);
  CHECK(result.most_held == 3);
  plan.destinations = 2;
  const PortSimulation two = simulate_ports(plan);
  CHECK(two.refused == 0);
  CHECK(two.lives[3].choice->port == 5000);
  CHECK(two.lives[3].shared);
  CHECK(two.lives[3].reused);
}

TEST_CASE("without TIME_WAIT the port is free when the connection ends") {
  const PortSimulation result = simulate_ports(three_ports());
  CHECK(result.refused == 0);
  CHECK(result.most_held == 1);
  CHECK(result.lives[3].choice->port == 5000);
  CHECK(result.lives[3].reused);
  CHECK_FALSE(result.lives[3].shared);
}

TEST_CASE("a port is free again at the very end of TIME_WAIT, not before") {
  PortPlan plan = three_ports();
  plan.time_wait = PortTime::milliseconds(2500);  // number 4 comes when number 1 is released
  CHECK(simulate_ports(plan).refused == 0);
  plan.time_wait = plan.time_wait + PortTime::microseconds(1);
  CHECK(simulate_ports(plan).first_refused == 4);
}

// tcp_ipv4.c, tcp_twsk_unique: a second after the last segment.
TEST_CASE("tcp_tw_reuse: the same destination may have the port after a second") {
  PortPlan plan = three_ports();
  plan.connections = 9;
  plan.time_wait = PortTime::seconds(60);
  plan.reusable = PortTime::seconds(1);
  const PortSimulation result = simulate_ports(plan);
  CHECK(result.refused == 0);
  CHECK(result.lives[8].reused);
}

TEST_CASE("a superseded TIME_WAIT does not free its successor's port") {
  PortTable table;
  const PortFlow flow = simulated_flow(0, 0);
  const auto first = table.hold(flow, 5000);
  table.wait(first, PortTime::seconds(60), PortTime::seconds(1));
  table.advance(PortTime::seconds(1));
  CHECK_FALSE(table.ports_of(flow).is_taken(5000));
  CHECK(table.ports_of(flow).is_held(5000));
  table.hold(flow, 5000);
  table.advance(PortTime::seconds(60));
  CHECK(table.ports_of(flow).is_taken(5000));
  CHECK(table.held() == 1);
}

TEST_CASE("who closes decides about TIME_WAIT, but not for translators and UDP") {
  const auto after = [](PortAlgorithm algorithm, bool client) {
    return held_after(port_algorithm_row(algorithm), client);
  };
  CHECK(after(PortAlgorithm::linux_connect, true) == PortTime::seconds(60));
  CHECK(after(PortAlgorithm::linux_connect, false) == PortTime::seconds(0));
  CHECK(after(PortAlgorithm::linux_udp, true) == PortTime::seconds(0));
  CHECK(after(PortAlgorithm::linux_masquerade, false) == PortTime::seconds(120));
  CHECK(after(PortAlgorithm::nat_gateway, false) == PortTime::seconds(60));
}

TEST_CASE("steps: request, end, release, in the order of time") {
  PortPlan plan = three_ports();
  plan.connections = 2;
  plan.time_wait = PortTime::seconds(2);
  const auto steps = port_steps(simulate_ports(plan));
  REQUIRE(steps.size() == 6);
  const std::vector<std::pair<int, PortStepKind>> expected{
      {0, PortStepKind::opened},    {500, PortStepKind::closed},    {1000, PortStepKind::opened},
      {1500, PortStepKind::closed}, {2500, PortStepKind::released}, {3500, PortStepKind::released}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CHECK(steps[i].at == PortTime::milliseconds(expected[i].first));
    CHECK(steps[i].kind == expected[i].second);
  }
}

TEST_CASE("steps: at one time a release comes before the request that it makes possible") {
  PortPlan plan = three_ports();
  plan.time_wait = PortTime::milliseconds(2500);
  const PortSimulation result = simulate_ports(plan);
  std::vector<PortStepKind> at_three;
  for (const PortStep& step : port_steps(result)) {
    if (step.at == PortTime::seconds(3)) at_three.push_back(step.kind);
  }
  CHECK(at_three == std::vector<PortStepKind>{PortStepKind::released, PortStepKind::opened});
}

TEST_CASE("hosts behind a masquerade choose ports of their own") {
  PortPlan plan;
  plan.algorithm = PortAlgorithm::linux_masquerade;
  plan.settings.range = {1024, 65535};
  plan.settings.addresses = {IpAddress(IpFamily::v4, 0xcb007101)};
  plan.connections = 100;
  plan.clients = 4;
  plan.hold = PortTime::seconds(60);
  const PortSimulation result = simulate_ports(plan);
  CHECK(result.opened == 100);
  for (const PortLife& life : result.lives) {
    REQUIRE(life.source_port);
    CHECK(*life.source_port % 2 == 0);
  }
}

}  // namespace
}  // namespace halfopen
