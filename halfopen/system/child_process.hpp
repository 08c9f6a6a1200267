// SPDX-License-Identifier: Apache-2.0
// Runs another program without a shell.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/base/result.hpp"

namespace halfopen {

/// What a program left behind when it had ended.
struct ChildOutput {
  int exit_code = 0;  ///< as the program said; 128 and the signal's number if one ended it
  std::string out;
  std::string error;
};

/// A variable of the environment and its value.
using Variable = std::pair<std::string, std::string>;

/// Runs `words` (the program, looked up in PATH, and its arguments) with `input` on stdin and the
/// environment of this process, changed by `variables`. Both outputs are read to their end. The
/// program stands in the network namespace of the calling thread. The error says why the program
/// could not be started.
Result<ChildOutput> run_child(const std::vector<std::string>& words,
                              const std::vector<Variable>& variables = {},
                              std::string_view input = {});

}  // namespace halfopen
