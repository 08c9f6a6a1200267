// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/narrow.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

namespace halfopen {
namespace {

PortCounts counts_of(const std::vector<std::uint16_t>& ports) {
  PortCounts counts;
  for (const std::uint16_t port : ports) counts.add(port);
  return counts;
}

std::uint64_t held(const std::vector<std::uint16_t>& ports, std::uint32_t first,
                   std::uint32_t last) {
  std::uint64_t sum = 0;
  for (const std::uint16_t port : ports) sum += first <= port && port <= last ? 1U : 0U;
  return sum;
}

/// The width of the narrowest range, tried from every recorded port to every other.
std::uint32_t narrowest_width(const std::vector<std::uint16_t>& ports, std::uint64_t wanted) {
  std::uint32_t best = 65536;
  for (const std::uint16_t first : ports) {
    for (const std::uint16_t last : ports) {
      if (last < first || held(ports, first, last) < wanted) continue;
      best = std::min(best, std::uint32_t{last} - first + 1);
    }
  }
  return best;
}

TEST_CASE("the narrowest range of ports that holds so many") {
  const PortCounts one = counts_of({443});
  CHECK(one.narrowest(1) == PortRange{443, 443});
  const PortCounts ends = counts_of({0, 65535});
  CHECK(ends.narrowest(2) == PortRange{0, 65535});
  CHECK(ends.narrowest(1) == PortRange{0, 0});
  const PortCounts several = counts_of({100, 40000, 40001, 40001, 50000});
  CHECK(several.narrowest(5) == PortRange{100, 50000});
  CHECK(several.narrowest(4) == PortRange{40000, 50000});
  CHECK(several.narrowest(3) == PortRange{40000, 40001});
  CHECK(several.narrowest(2) == PortRange{40001, 40001});
}

TEST_CASE("the narrowest range against every range") {
  std::mt19937 dice(7);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::uint16_t> ports;
    const std::size_t count = 1 + dice() % 40;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t base = dice() % 3 == 0 ? 0 : 32768;
      ports.push_back(static_cast<std::uint16_t>(base + dice() % (round % 2 == 0 ? 50 : 30000)));
    }
    const PortCounts counts = counts_of(ports);
    CHECK(counts.total() == count);
    for (std::uint64_t wanted = 1; wanted <= count; ++wanted) {
      const PortRange range = counts.narrowest(wanted);
      CHECK(range.size() == narrowest_width(ports, wanted));
      CHECK(held(ports, range.first, range.last) >= wanted);
      CHECK(counts.within(range) == held(ports, range.first, range.last));
    }
  }
}

TEST_CASE("counts of ports go beyond 32 bits") {
  PortCounts counts = counts_of({50000, 50000, 50001});
  for (int i = 0; i < 34; ++i) {
    const PortCounts more = [&] {
      PortCounts copy;
      copy.add(counts);
      return copy;
    }();
    counts.add(more);
  }
  CHECK(counts.total() == std::uint64_t{3} << 34U);
  CHECK(counts.of(50000) == std::uint64_t{2} << 34U);
  CHECK(counts.of(50001) == std::uint64_t{1} << 34U);
  CHECK(counts.within({0, 65535}) == counts.total());
  CHECK(counts.narrowest(std::uint64_t{2} << 34U) == PortRange{50000, 50000});
}

TEST_CASE("a count that is full is carried") {
  PortCounts counts;
  PortCounts power = counts_of({50000});
  for (int i = 0; i < 32; ++i) {
    counts.add(power);
    PortCounts copy;
    copy.add(power);
    power.add(copy);
  }
  CHECK(counts.of(50000) == 0xffffffffU);
  counts.add(50000);
  CHECK(counts.of(50000) == std::uint64_t{1} << 32U);
  CHECK(counts.total() == std::uint64_t{1} << 32U);
}

TEST_CASE("what could be chosen, and what it costs") {
  PortCounts ports;
  for (std::uint16_t i = 0; i < 2000; ++i) ports.add(static_cast<std::uint16_t>(33000 + i % 1000));
  ports.add(1500);
  ports.add(65000);
  const auto choices = narrow_choices(ports);
  CHECK(choices[0].kind == NarrowChoice::Kind::recorded);
  CHECK(choices[0].range == PortRange{1500, 65000});
  CHECK(choices[0].hang == 0);
  // A thousandth of 2002 is two: both strays.
  CHECK(choices[1].kind == NarrowChoice::Kind::share);
  CHECK(choices[1].name == "99.9%");
  CHECK(choices[1].range == PortRange{33000, 33999});
  CHECK(choices[1].hang == 2);
  // 99 % is hardly narrower, and is left out; 95 % is less than a tenth narrower, too.
  CHECK(choices[2].kind == NarrowChoice::Kind::profiles);
  std::uint64_t before = 0;
  bool linux_seen = false;
  for (std::size_t i = 2; i < choices.size(); ++i) {
    CHECK(choices[i].kind == NarrowChoice::Kind::profiles);
    CHECK(choices[i].hang >= before);
    before = choices[i].hang;
    CHECK(choices[i].kept + choices[i].hang == 2002);
    if (choices[i].name != "linux") continue;
    linux_seen = true;
    CHECK(choices[i].hang == 2);
  }
  CHECK(linux_seen);
  CHECK(choices.back().range == PortRange{49152, 65535});
  CHECK(choices.back().hang == 2001);
}

}  // namespace
}  // namespace halfopen
