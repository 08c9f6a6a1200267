// SPDX-License-Identifier: Apache-2.0
// Timing of peers against each other. A machine's speed changes while a program runs, so the peers
// take turns, round by round, and what counts is the ratio of their medians, not the seconds. The
// clock is the program's processor time: other programs do not count, only crowd the caches.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace halfopen::bench {

/// Makes the compiler believe that the value is used.
template <class T>
void do_not_optimize(const T& value) {
  asm volatile("" : : "m"(value) : "memory");  // NOLINT(hicpp-no-assembler): the only way
}

/// Seconds of processor time that this program has used.
double cpu_seconds();

/// How often one peer did its work in a turn, and how long the median turn took.
struct Timing {
  std::string name;
  double seconds = 0;  ///< of one repetition, in the median round
};

/// Peers that do the same work.
class Contest {
 public:
  /// `repeat`: repetitions in one turn, for work that is too short for the clock. `prepare` runs
  /// before each of them and does not count; the clock then looks at each by itself.
  void add(std::string name, std::size_t repeat, std::function<void()> work,
           std::function<void()> prepare = {});

  /// Runs all peers once to warm up, then `rounds` times in turns. In the order of add().
  std::vector<Timing> run(std::size_t rounds) const;

 private:
  struct Peer {
    std::string name;
    std::size_t repeat;
    std::function<void()> work;
    std::function<void()> prepare;
  };
  static double turn(const Peer& peer);

  std::vector<Peer> peers_;
};

/// How many times as long as `base` the other took: medians.
inline double ratio(const Timing& other, const Timing& base) {
  return other.seconds / base.seconds;
}

/// "123.4 us" and the like, with the unit that fits.
std::string time_text(double seconds);

/// Prints the title of a comparison and a line for each peer.
void print_title(const std::string& title);
void print_timing(const Timing& timing, const std::string& rate = {});

/// What a comparison should come to. A miss is printed, not an exit code: a slow machine is no
/// broken program.
struct Aim {
  enum class Kind { none, at_most, at_least };
  Kind kind = Kind::none;
  double bound = 0;
};
void print_ratio(const std::string& what, double ratio, const Aim& aim = {});

}  // namespace halfopen::bench
