// SPDX-License-Identifier: Apache-2.0
// RFC 6056 section 3.3, FreeBSD's in_pcb.c, and the counter of older systems.
#include <doctest/doctest.h>

#include <set>

#include "halfopen/ports/port_simulation.hpp"
#include "halfopen/ports/rfc6056_allocator.hpp"

namespace halfopen {
namespace {

constexpr PortRange kRange{50000, 50999};

std::vector<int> chosen(PortAlgorithm algorithm, std::uint32_t connections,
                        std::uint32_t destinations = 1) {
  PortPlan plan;
  plan.algorithm = algorithm;
  plan.settings.range = kRange;
  plan.connections = connections;
  plan.destinations = destinations;
  plan.hold = PortTime::seconds(3600);
  std::vector<int> ports;
  for (const PortLife& life : simulate_ports(plan).lives) {
    if (life.choice) ports.push_back(life.choice->port);
  }
  return ports;
}

int step(int from, int to) { return (to - from + 1000) % 1000; }

TEST_CASE("every algorithm stays in its range, repeats nothing and is the same for one seed") {
  for (const PortAlgorithmRow& row : port_algorithm_rows()) {
    if (is_translator(row.algorithm)) continue;
    CAPTURE(row.name);
    const auto ports = chosen(row.algorithm, 300);
    CHECK(ports.size() == 300);
    CHECK(std::set<int>(ports.begin(), ports.end()).size() == 300);
    for (const int port : ports) CHECK(kRange.contains(static_cast<std::uint16_t>(port)));
    CHECK(chosen(row.algorithm, 300) == ports);
  }
}

// Algorithm 2 may give up earlier, so it is not here; 5 jumps, but 1,000 tries do not always find
// the last port.
TEST_CASE("algorithms that look at every port refuse only when all are taken") {
  for (const PortAlgorithm algorithm :
       {PortAlgorithm::rfc6056_1, PortAlgorithm::rfc6056_3, PortAlgorithm::rfc6056_4,
        PortAlgorithm::freebsd, PortAlgorithm::sequential, PortAlgorithm::linux_connect,
        PortAlgorithm::linux_bind, PortAlgorithm::linux_udp, PortAlgorithm::windows}) {
    CAPTURE(port_algorithm_row(algorithm).name);
    CHECK(chosen(algorithm, 1005).size() == 1000);
  }
}

TEST_CASE("RFC 6056: steps between connections to one destination") {
  const auto hash = chosen(PortAlgorithm::rfc6056_3, 50);
  const auto twice = chosen(PortAlgorithm::rfc6056_4, 50);
  const auto increments = chosen(PortAlgorithm::rfc6056_5, 50);
  for (std::size_t i = 1; i < 50; ++i) {
    CHECK(step(hash[i - 1], hash[i]) == 1);
    CHECK(step(twice[i - 1], twice[i]) == 1);
    CHECK(step(increments[i - 1], increments[i]) <= 550);  // a taken port costs another step
  }
  const auto random = chosen(PortAlgorithm::rfc6056_1, 50);
  std::set<int> steps;
  for (std::size_t i = 1; i < 50; ++i) steps.insert(step(random[i - 1], random[i]));
  CHECK(steps.size() > 30);
}

// Section 3.3.3: one counter for all destinations; 3.3.4: most destinations have one of their own.
TEST_CASE("RFC 6056: algorithm 3 shares its counter between destinations, 4 hardly does") {
  const auto shared = chosen(PortAlgorithm::rfc6056_3, 20, 2);
  for (std::size_t i = 2; i < 20; ++i) CHECK(step(shared[i - 2], shared[i]) == 2);
  const auto own = chosen(PortAlgorithm::rfc6056_4, 20, 2);
  for (std::size_t i = 2; i < 20; ++i) CHECK(step(own[i - 2], own[i]) == 1);
}

TEST_CASE("sequential: the next port, whoever asks") {
  const auto ports = chosen(PortAlgorithm::sequential, 5, 3);
  CHECK(ports == std::vector<int>{50000, 50001, 50002, 50003, 50004});
}

TEST_CASE("algorithms have one name each, and say what they rest on") {
  std::set<std::string_view> names;
  for (const PortAlgorithmRow& row : port_algorithm_rows()) {
    CHECK(names.insert(row.name).second);
    CHECK(*find_port_algorithm(row.name) == row.algorithm);
    CHECK_FALSE(row.documented.empty());
    CHECK_FALSE(row.symptom.empty());
  }
  const auto unknown = find_port_algorithm("linux");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().hint.find("linux-connect") != std::string::npos);
}

}  // namespace
}  // namespace halfopen
