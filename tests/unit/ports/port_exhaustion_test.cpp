// SPDX-License-Identifier: Apache-2.0
// How many connections per second before ports run out: the formula, and the simulator beside it.
#include <doctest/doctest.h>

#include "halfopen/ports/client_profile.hpp"
#include "halfopen/ports/port_exhaustion.hpp"

namespace halfopen {
namespace {

ExhaustionQuestion question(PortAlgorithm algorithm, PortTime hold = PortTime()) {
  const PortAlgorithmRow& row = port_algorithm_row(algorithm);
  ExhaustionQuestion asked;
  asked.algorithm = algorithm;
  asked.range = row.range;
  asked.hold = hold;
  asked.time_wait = row.time_wait;
  return asked;
}

// 28,232 ports, 60 s of TIME_WAIT: about 470 connections per second.
TEST_CASE("linux: 470 short connections per second to one destination") {
  const PortExhaustion answer = port_exhaustion(question(PortAlgorithm::linux_connect));
  CHECK(answer.ports == 28232);
  CHECK(answer.capacity == 28232);
  CHECK(answer.lifetime == PortTime::seconds(60));
  CHECK(*answer.best_rate == 470'533);
}

// VPC User Guide: 55,000 for each destination, 440,000 with eight addresses; the older text's about
// 900 connections per second and 55,000 per minute.
TEST_CASE("NAT gateway: 916 connections per second, 55,000 per minute") {
  ExhaustionQuestion asked = question(PortAlgorithm::nat_gateway);
  CHECK(port_exhaustion(asked).capacity == 55'000);
  CHECK(*port_exhaustion(asked).best_rate == 916'666);
  asked.addresses = 8;
  CHECK(port_exhaustion(asked).capacity == 440'000);
  asked.destinations = 3;
  CHECK(port_exhaustion(asked).capacity == 1'320'000);
}

TEST_CASE("the asked rate: how many ports it needs, and when the first connection fails") {
  ExhaustionQuestion asked = question(PortAlgorithm::linux_connect, PortTime::milliseconds(500));
  asked.rate = 1'000'000;
  const PortExhaustion answer = port_exhaustion(asked);
  CHECK(answer.wanted == 60'500);
  CHECK(*answer.exhausted_after == PortTime::milliseconds(28'232));
  asked.rate = *answer.best_rate;
  CHECK_FALSE(port_exhaustion(asked).exhausted_after);
  asked.rate = *answer.best_rate + 1;
  CHECK(port_exhaustion(asked).exhausted_after);
}

TEST_CASE("nothing is held after the end: there is no bound") {
  ExhaustionQuestion asked = question(PortAlgorithm::linux_connect);
  asked.time_wait = PortTime();
  CHECK_FALSE(port_exhaustion(asked).best_rate);
  CHECK_FALSE(check_exhaustion(asked));
}

TEST_CASE("a bound port serves one destination") {
  ExhaustionQuestion asked = question(PortAlgorithm::linux_bind);
  asked.destinations = 10;
  CHECK(port_exhaustion(asked).capacity == 28232);
}

TEST_CASE("a narrowed filter: what hangs, and what is left to a client that keeps to it") {
  ExhaustionQuestion asked = question(PortAlgorithm::linux_connect);
  asked.reply_ports = PortSet(1024, 40000);
  const PortExhaustion answer = port_exhaustion(asked);
  REQUIRE(answer.narrowed);
  CHECK(answer.narrowed->open == 7233);
  CHECK(answer.narrowed->total == 28232);
  CHECK(answer.narrowed->first == FirstChoice{3617, 14116});
  CHECK(*answer.narrowed->best_rate == 120'550);
  asked.reply_ports = PortSet(80, 443);
  CHECK(port_exhaustion(asked).narrowed->open == 0);
  ExhaustionQuestion gateway = question(PortAlgorithm::nat_gateway);
  gateway.reply_ports = PortSet(1024, 65000);
  CHECK(port_exhaustion(gateway).narrowed->capacity == 55'000);  // room enough for the limit
  CHECK_FALSE(port_exhaustion(gateway).narrowed->first);
}

// The formula's rate is the highest: at it nothing is refused, a thousandth above the connection
// after the last port is.
TEST_CASE("the simulator agrees with the formula") {
  for (const PortAlgorithm algorithm :
       {PortAlgorithm::linux_connect, PortAlgorithm::linux_bind, PortAlgorithm::sequential,
        PortAlgorithm::windows, PortAlgorithm::nat_gateway}) {
    CAPTURE(port_algorithm_row(algorithm).name);
    ExhaustionQuestion asked = question(algorithm, PortTime::milliseconds(500));
    if (algorithm != PortAlgorithm::nat_gateway) {
      asked.range = {40000, 42999};
      asked.reserved = PortSet(40500, 40600);
    }
    const auto check = check_exhaustion(asked);
    REQUIRE(check);
    CHECK(check->refused == 0);
    CHECK(*check->first_refused == port_exhaustion(asked).ports + 1);
  }
}

TEST_CASE("which profiles choose as Linux does is data; custom ranges are not guessed") {
  const auto of = [](const char* name) { return port_algorithm_of(*find_client_profile(name)); };
  CHECK(of("linux") == PortAlgorithm::linux_connect);
  CHECK(of("freebsd") == PortAlgorithm::freebsd);
  CHECK(of("nat-gateway") == PortAlgorithm::nat_gateway);
  CHECK_FALSE(of("linux-pre-4.2"));
  CHECK_FALSE(of("lambda"));
  CHECK_FALSE(of("32768-60999"));
  for (const ClientProfileRow& row : client_profile_rows()) {
    if (row.picks.empty()) continue;
    const auto algorithm = find_port_algorithm(row.picks);
    REQUIRE(algorithm);
    CHECK(port_algorithm_row(*algorithm).range == row.range);
  }
}

}  // namespace
}  // namespace halfopen
