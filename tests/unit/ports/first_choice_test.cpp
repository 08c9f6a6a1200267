// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "halfopen/ports/first_choice.hpp"
#include "halfopen/ports/port_simulation.hpp"

namespace halfopen {
namespace {

constexpr PortRange kLinux{32768, 60999};

/// Asks port by port.
FirstChoice by_hand(const PortSet& open, const PortRange& range) {
  FirstChoice found;
  for (std::uint32_t port = range.first; port <= range.last; port += 2) {
    ++found.total;
    found.open += open.contains(static_cast<std::uint16_t>(port)) ? 1U : 0U;
  }
  return found;
}

// net/ipv4/inet_hashtables.c: the ports of the parity of the range's first port come first.
TEST_CASE("a hole of one even port costs 1 in 14,116 connections, of one odd port none") {
  const PortSet all(0, 65535);
  const FirstChoice even = first_choice(all - PortSet(40000, 40000), kLinux);
  CHECK(even == FirstChoice{14115, 14116});
  CHECK(differs_clearly(even, 28231, 28232));
  const FirstChoice odd = first_choice(all - PortSet(40001, 40001), kLinux);
  CHECK(odd == FirstChoice{14116, 14116});
  CHECK(differs_clearly(odd, 28231, 28232));
}

TEST_CASE("first choices equal asking port by port") {
  const PortSet sets[] = {{},
                          {0, 65535},
                          {1024, 40000},
                          {32769, 60998},
                          {60999, 65535},
                          PortSet(40000, 40000) | PortSet(40003, 40010) | PortSet(60999, 60999)};
  const PortRange ranges[] = {kLinux, {32769, 60999}, {40000, 40000}, {0, 65535}, {1, 65535}};
  for (const PortSet& set : sets) {
    for (const PortRange& range : ranges) {
      CAPTURE(to_string(set));
      CAPTURE(to_string(range));
      CHECK(first_choice(set, range) == by_hand(set, range));
    }
  }
}

TEST_CASE("ranges as people write them make no difference") {
  for (const PortSet& open : {PortSet(32768, 60999), PortSet(49152, 65535), PortSet(1024, 65535)}) {
    const std::uint32_t all = count_within(open, kLinux);
    CHECK_FALSE(differs(first_choice(open, kLinux), all, 28232));
  }
  const PortSet round(1024, 40000);  // one even port more than odd ones: nobody will notice
  CHECK(differs(first_choice(round, kLinux), count_within(round, kLinux), 28232));
  CHECK_FALSE(differs_clearly(first_choice(round, kLinux), count_within(round, kLinux), 28232));
}

// What `check` says of connections is what the simulator counts.
TEST_CASE("the simulator loses the share of connections that the first choice foretells") {
  PortPlan plan;
  plan.settings.range = {40000, 40999};
  plan.connections = 500;  // half of the range
  plan.hold = PortTime::seconds(3600);
  for (const std::uint16_t hole : {std::uint16_t{40100}, std::uint16_t{40101}}) {
    const PortSet open = PortSet(0, 65535) - PortSet(hole, hole);
    const FirstChoice first = first_choice(open, plan.settings.range);
    std::uint32_t lost = 0;
    for (const PortLife& life : simulate_ports(plan).lives) {
      lost += open.contains(life.choice->port) ? 0U : 1U;
    }
    CHECK(lost == first.total - first.open);
  }
}

}  // namespace
}  // namespace halfopen
