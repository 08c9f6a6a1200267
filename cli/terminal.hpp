// SPDX-License-Identifier: Apache-2.0
// The terminal at hand: colours, width, progress.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/options.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen::cli {

/// The style for stdout (1) or stderr (2). No colour unless it is a terminal; NO_COLOR wins over a
/// terminal, --color over both.
Style style_for(int descriptor, Colour colour);

/// Writes all of it to stdout. False if the reader is gone or the disk is full.
bool write_out(std::string_view text);
void write_error(std::string_view text);

/// A line on stderr that tells how far long work has come; silent if stderr is no terminal, or the
/// work is short.
class Progress {
 public:
  Progress(std::string what, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::uint64_t done);
  /// Of files: a bar, the rates and the time left. `total` is 0 where nobody knows it.
  void at_bytes(std::uint64_t done, std::uint64_t total, std::uint64_t records);

 private:
  bool is_due();
  void draw(const std::string& text);
  double seconds() const;

  std::string what_;
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point next_;
};

/// "[#####---------------] 25 %, 1,363 of 5,452 MB, 812 MB and 7,150,000 records a second, 6 s
/// left".
std::string bytes_progress(std::uint64_t done, std::uint64_t total, std::uint64_t records,
                           double seconds);

/// Tells on stderr which of several long steps is at hand: one line that is drawn anew on a
/// terminal, a line for each step elsewhere.
class Steps {
 public:
  Steps(std::size_t count, bool quiet);
  ~Steps();
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  void next(const std::string& what);
  /// Counts a step that is not made.
  void skip() { ++position_; }
  /// The step is made of several parts; only a terminal shows which one is at hand.
  void part(std::size_t position, std::size_t count);

 private:
  void draw(const std::string& more) const;

  std::size_t count_;
  std::size_t position_ = 0;
  std::string what_;
  bool shown_;
  bool redrawn_;
};

}  // namespace halfopen::cli
