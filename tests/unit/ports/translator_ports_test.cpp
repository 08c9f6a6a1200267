// SPDX-License-Identifier: Apache-2.0
// How translators choose client ports: Linux masquerade (net/netfilter/nf_nat_core.c, measured on
// Linux 6.18), AWS NAT gateway (VPC User Guide).
#include <doctest/doctest.h>

#include <algorithm>

#include "halfopen/ports/masquerade_allocator.hpp"
#include "halfopen/ports/nat_gateway_allocator.hpp"
#include "halfopen/ports/port_simulation.hpp"

namespace halfopen {
namespace {

const IpAddress kOutside(IpFamily::v4, 0xcb007101);

/// What the second of two hosts gets if both come from the same port.
int second_port(int source_port, bool fully_random = false) {
  PortPlan plan;
  plan.algorithm = PortAlgorithm::linux_masquerade;
  plan.settings.range = {1024, 65535};
  plan.settings.addresses = {kOutside};
  plan.settings.fully_random = fully_random;
  plan.clients = plan.connections = 2;
  plan.source_port = static_cast<std::uint16_t>(source_port);
  plan.hold = PortTime::seconds(60);
  const PortSimulation result = simulate_ports(plan);
  REQUIRE(result.opened == 2);
  if (!fully_random) CHECK(result.lives[0].choice->port == source_port);
  CHECK(result.lives[0].choice->local == kOutside);
  return result.lives[1].choice->port;
}

bool within(int port, int first, int last) { return first <= port && port <= last; }

// Measured: 700 -> 865, 300 -> 143, 1023 -> 783, 1024 -> 17599, 40001 -> 11725.
TEST_CASE("masquerade: the first keeps its port, the second gets one of the same class") {
  for (const int port : {1, 300, 511}) CHECK(within(second_port(port), 1, 511));
  for (const int port : {512, 550, 700, 1023}) {
    CHECK(within(second_port(port), 600, 1023));
  }
  for (const int port : {1024, 40001, 65535}) {
    CHECK(within(second_port(port), 1024, 65535));
    CHECK(second_port(port) != port);
  }
}

TEST_CASE("masquerade: the classes, at their edges and over many hosts") {
  CHECK(masquerade_class(511) == PortRange{1, 511});
  CHECK(masquerade_class(512) == PortRange{600, 1023});
  CHECK(masquerade_class(1023) == PortRange{600, 1023});
  CHECK(masquerade_class(1024) == PortRange{1024, 65535});
  PortTable table;
  MasqueradeAllocator allocator(PortSettings{});
  const PortFlow flow{kOutside, simulated_flow(0, 0).remote, 443};
  table.hold(flow, 700);
  int lowest = 65535;
  for (int i = 0; i < 1000; ++i)
    lowest = std::min<int>(lowest, allocator.pick({flow, 700}, table)->port);
  CHECK(within(lowest, 600, 610));
}

// Measured: 40001 -> 18285 with fully-random.
TEST_CASE("masquerade: fully-random never keeps the port") {
  PortSettings settings;
  settings.fully_random = true;
  MasqueradeAllocator allocator(settings);
  int kept = 0;
  for (std::uint32_t i = 0; i < 200; ++i) {
    PortTable table;
    const auto choice = allocator.pick({simulated_flow(0, i), 40001}, table);
    REQUIRE(choice);
    kept += choice->port == 40001 ? 1 : 0;
  }
  CHECK(kept < 3);
  CHECK(within(second_port(700, true), 600, 1023));
}

TEST_CASE("masquerade: one outside port serves two destinations") {
  PortPlan plan;
  plan.algorithm = PortAlgorithm::linux_masquerade;
  plan.settings.range = {1024, 65535};
  plan.settings.addresses = {kOutside};
  plan.connections = plan.destinations = plan.clients = 2;
  plan.source_port = 40001;
  plan.hold = PortTime::seconds(60);
  const PortSimulation result = simulate_ports(plan);
  CHECK(result.lives[1].choice->port == 40001);
  CHECK(result.lives[1].shared);
}

// 511 ports, 128 + 64 + 32 + 16 + 8 tries: it gives up before all are taken.
TEST_CASE("masquerade: gives up after 248 tries") {
  PortTable table;
  const PortFlow flow{kOutside, simulated_flow(0, 0).remote, 443};
  for (std::uint16_t port = 1; port <= 511; ++port) table.hold(flow, port);
  PortSettings settings;
  settings.addresses = {kOutside};
  MasqueradeAllocator allocator(settings);
  CHECK_FALSE(allocator.pick({flow, 300}, table));
  CHECK(allocator.pick({flow, 700}, table));
  CHECK(allocator.pick({flow, std::nullopt}, table)->tries == 1);
}

// VPC User Guide: 55,000 for each destination and address, up to 8 addresses; ports 1024-65535.
TEST_CASE("NAT gateway: 55,000 connections for each destination and address") {
  PortPlan plan;
  plan.algorithm = PortAlgorithm::nat_gateway;
  plan.settings.range = {1024, 65535};
  plan.settings.addresses = {kOutside};
  plan.connections = 55'010;
  plan.hold = PortTime::seconds(3600);
  PortSimulation result = simulate_ports(plan);
  CHECK(result.opened == 55'000);
  CHECK(result.first_refused == 55'001);
  for (const PortLife& life : result.lives) {
    if (life.choice) CHECK(life.choice->port >= 1024);
  }
  plan.settings.addresses.push_back(IpAddress(IpFamily::v4, 0xcb007102));
  plan.connections = 110'010;
  CHECK(simulate_ports(plan).opened == 110'000);
  plan.destinations = 2;
  CHECK(simulate_ports(plan).opened == 110'010);
}

}  // namespace
}  // namespace halfopen
