// SPDX-License-Identifier: Apache-2.0
#include "timing.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace halfopen::bench {

void Contest::add(std::string name, std::size_t repeat, std::function<void()> work,
                  std::function<void()> prepare) {
  peers_.push_back({std::move(name), repeat, std::move(work), std::move(prepare)});
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double Contest::turn(const Peer& peer) {
  if (peer.prepare) {
    double sum = 0;
    for (std::size_t i = 0; i < peer.repeat; ++i) {
      peer.prepare();
      const double start = cpu_seconds();
      peer.work();
      sum += cpu_seconds() - start;
    }
    return sum / static_cast<double>(peer.repeat);
  }
  const double start = cpu_seconds();
  for (std::size_t i = 0; i < peer.repeat; ++i) peer.work();
  return (cpu_seconds() - start) / static_cast<double>(peer.repeat);
}

std::vector<Timing> Contest::run(std::size_t rounds) const {
  std::vector<std::vector<double>> turns(peers_.size());
  for (const Peer& peer : peers_) turn(peer);
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < peers_.size(); ++i) turns[i].push_back(turn(peers_[i]));
  }
  std::vector<Timing> timings;
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    const auto middle = turns[i].begin() + static_cast<std::ptrdiff_t>(turns[i].size() / 2);
    std::nth_element(turns[i].begin(), middle, turns[i].end());
    timings.push_back({peers_[i].name, *middle});
  }
  return timings;
}

std::string time_text(double seconds) {
  struct Unit {
    double size;
    const char* name;
  };
  constexpr std::array<Unit, 3> kUnits = {{{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}}};
  Unit unit{1e-9, "ns"};
  for (const Unit& candidate : kUnits) {
    if (seconds < candidate.size) continue;
    unit = candidate;
    break;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", seconds / unit.size, unit.name);
  return text.data();
}

void print_title(const std::string& title) { std::printf("%s\n", title.c_str()); }

void print_timing(const Timing& timing, const std::string& rate) {
  std::printf("  %-44s %10s  %s\n", timing.name.c_str(), time_text(timing.seconds).c_str(),
              rate.c_str());
}

void print_ratio(const std::string& what, double ratio, const Aim& aim) {
  std::printf("  %s: %.2f", what.c_str(), ratio);
  if (aim.kind != Aim::Kind::none) {
    const bool at_most = aim.kind == Aim::Kind::at_most;
    const bool met = at_most ? ratio <= aim.bound : ratio >= aim.bound;
    std::printf(" (aim: at %s %.0f; %s)", at_most ? "most" : "least", aim.bound,
                met ? "met" : "MISSED");
  }
  std::printf("\n");
}

}  // namespace halfopen::bench
