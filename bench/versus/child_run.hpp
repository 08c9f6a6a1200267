// SPDX-License-Identifier: Apache-2.0
// Other programs, run and measured.
#pragma once

#include <string>
#include <vector>

namespace halfopen::bench {

struct ChildRun {
  int exit_code = -1;      ///< -1: it could not be run, or a signal ended it
  double cpu_seconds = 0;  ///< of all its threads
  double wall_seconds = 0;
  double peak_megabytes = 0;  ///< resident
  std::string output;         ///< what it wrote to stdout
};

/// Runs a program of PATH. `one_core`: it may use one processor only.
ChildRun run_child(const std::vector<std::string>& words, bool one_core = false);

}  // namespace halfopen::bench
