// SPDX-License-Identifier: Apache-2.0
// How Linux chooses client ports. Sources: net/ipv4/inet_hashtables.c, inet_connection_sock.c and
// udp.c; what was measured on Linux 6.18 is said to be.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "halfopen/ports/linux_allocator.hpp"
#include "halfopen/ports/port_simulation.hpp"

namespace halfopen {
namespace {

PortPlan linux_plan(PortAlgorithm algorithm, std::uint32_t connections) {
  PortPlan plan;
  plan.algorithm = algorithm;
  plan.settings.range = {32768, 60999};
  plan.connections = connections;
  plan.hold = PortTime::seconds(3600);
  return plan;
}

/// The measured host: 1,000 ports of which 101 are reserved, 51 of them even.
PortPlan small_host(PortAlgorithm algorithm, std::uint32_t connections) {
  PortPlan plan = linux_plan(algorithm, connections);
  plan.settings.range = {40000, 40999};
  plan.settings.reserved = PortSet(40100, 40200);
  return plan;
}

std::vector<int> ports_of(const PortSimulation& simulation) {
  std::vector<int> ports;
  for (const PortLife& life : simulation.lives) {
    if (life.choice) ports.push_back(life.choice->port);
  }
  return ports;
}

// Measured: 400 of 400 even, the least step 2, about 3,700 from the first to the last.
TEST_CASE("linux connect(): even ports, in steps of 2 to 16 while few are taken") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    PortPlan plan = linux_plan(PortAlgorithm::linux_connect, 400);
    plan.settings.seed = seed;
    const auto ports = ports_of(simulate_ports(plan));
    REQUIRE(ports.size() == 400);
    std::set<int> steps;
    for (std::size_t i = 0; i < ports.size(); ++i) {
      CHECK(ports[i] % 2 == 0);
      if (i > 0) steps.insert((ports[i] - ports[i - 1] + 28232) % 28232);
    }
    CHECK(*steps.begin() == 2);
    CHECK(*steps.rbegin() == 16);
    const int span = (ports.back() - ports.front() + 28232) % 28232;
    CHECK(span > 3000);
    CHECK(span < 4200);
  }
}

// "ports of @low parity": measured with 32768, which is even; the rule is the parity of the bound.
TEST_CASE("linux connect(): a range that begins with an odd port has odd ports first") {
  PortPlan plan = linux_plan(PortAlgorithm::linux_connect, 400);
  plan.settings.range = {32769, 60999};
  CHECK(simulate_ports(plan).odd == 400);
}

// Measured: EADDRNOTAVAIL after exactly 899 connections to one destination. Of 500 even ports 51
// are reserved: 449 connections, counted from 0 to 448, get even ports, and number 449 an odd one.
TEST_CASE("linux connect(): exhausted after exactly the ports that are free") {
  PortPlan plan = small_host(PortAlgorithm::linux_connect, 950);
  const PortSimulation result = simulate_ports(plan);
  CHECK(result.opened == 899);
  CHECK(result.first_refused == 900);
  CHECK(result.even == 449);
  CHECK(result.odd == 450);
  CHECK(*result.first_odd - 1 == 449);
  CHECK(result.distinct == 899);
}

// Measured: another destination port still works when one destination has none left.
TEST_CASE("linux connect(): each destination has all ports; a port serves several") {
  PortPlan plan = small_host(PortAlgorithm::linux_connect, 2 * 899 + 2);
  plan.destinations = 2;
  const PortSimulation result = simulate_ports(plan);
  CHECK(result.opened == 2 * 899);
  CHECK(result.refused == 2);
  CHECK(result.distinct == 899);
  CHECK(std::any_of(result.lives.begin(), result.lives.end(),
                    [](const PortLife& life) { return life.shared; }));
}

// Measured, and net/ipv4/inet_hashtables.c: reserved ports are skipped in every automatic choice.
TEST_CASE("linux: reserved ports are never chosen") {
  for (const PortAlgorithm algorithm :
       {PortAlgorithm::linux_connect, PortAlgorithm::linux_bind, PortAlgorithm::linux_udp}) {
    const PortSimulation result = simulate_ports(small_host(algorithm, 1000));
    CHECK(result.opened == 899);
    for (const int port : ports_of(result)) CHECK((port < 40100 || port > 40200));
  }
}

// Measured: 400 of 400 odd, over the whole range.
TEST_CASE("linux bind(0): odd ports over the whole range") {
  const PortSimulation result = simulate_ports(linux_plan(PortAlgorithm::linux_bind, 400));
  CHECK(result.odd == 400);
  const auto ports = ports_of(result);
  CHECK(*std::min_element(ports.begin(), ports.end()) < 34000);
  CHECK(*std::max_element(ports.begin(), ports.end()) > 59700);
}

TEST_CASE(
    "linux bind(0): a bound port serves no other destination, and connect() leaves it alone") {
  PortPlan plan = small_host(PortAlgorithm::linux_bind, 950);
  plan.destinations = 5;
  CHECK(simulate_ports(plan).opened == 899);
  PortTable table;
  const PortFlow flow = simulated_flow(0, 0);
  table.hold(flow, 40000, true);
  CHECK(table.ports_of(simulated_flow(0, 1)).is_taken(40000));
  CHECK_FALSE(table.ports_of(simulated_flow(1, 1)).is_taken(40000));
}

// Measured: 201 even, 199 odd.
TEST_CASE("linux UDP: both parities") {
  const PortSimulation result = simulate_ports(linux_plan(PortAlgorithm::linux_udp, 400));
  CHECK(result.opened == 400);
  CHECK(result.even > 160);
  CHECK(result.odd > 160);
}

// Measured: the option (50000, 50999) gives both parities; (10000, 20000), outside of the system's
// range, is ignored.
TEST_CASE("linux: the socket's own range gives both parities and never leaves the system's") {
  PortPlan plan = linux_plan(PortAlgorithm::linux_connect, 400);
  plan.settings.socket_range = PortRange{50000, 50999};
  const PortSimulation inside = simulate_ports(plan);
  CHECK(inside.even > 100);
  CHECK(inside.odd > 100);
  for (const int port : ports_of(inside)) CHECK((port >= 50000 && port <= 50999));
  plan.settings.socket_range = PortRange{10000, 20000};
  CHECK(linux_port_range(plan.settings) == PortRange{32768, 60999});
  plan.settings.socket_range = PortRange{10000, 40000};
  CHECK(linux_port_range(plan.settings) == PortRange{32768, 40000});
}

TEST_CASE("linux: tiny ranges") {
  for (const PortAlgorithm algorithm :
       {PortAlgorithm::linux_connect, PortAlgorithm::linux_bind, PortAlgorithm::linux_udp}) {
    for (const std::uint16_t first : {std::uint16_t{65534}, std::uint16_t{65535}}) {
      PortPlan plan = linux_plan(algorithm, 5);
      plan.settings.range = {first, 65535};
      CHECK(simulate_ports(plan).opened == 65536U - first);
    }
  }
}

// net/core/secure_seq.c: the hash has a new key every 10 seconds, so a sequence breaks off.
TEST_CASE("linux connect(): the sequence starts anew every 10 seconds") {
  PortPlan plan = linux_plan(PortAlgorithm::linux_connect, 2);
  plan.rate = 100;  // one connection in 10 seconds
  const auto ports = ports_of(simulate_ports(plan));
  CHECK(std::abs(ports[1] - ports[0]) > 16);
  plan.rate = 1000;
  const auto close = ports_of(simulate_ports(plan));
  CHECK((close[1] - close[0] + 28232) % 28232 <= 16);
}

}  // namespace
}  // namespace halfopen
