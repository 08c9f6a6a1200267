// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "cli/options.hpp"

namespace halfopen::cli {

/// The command line asked for nothing but a text (help, version), or was wrong.
struct Farewell {
  int exit_code = kClean;
  std::string text;  ///< for stdout if exit_code is kClean, else for stderr
};

/// Reads the arguments, the program's name first. The Options name the verb to run.
std::variant<Options, Farewell> read_command_line(int argc, const char* const* argv);

/// A verb and its long options, for shell completion.
struct VerbWords {
  std::string verb;
  std::vector<std::string> words;
};
std::vector<VerbWords> completion_words();

}  // namespace halfopen::cli
