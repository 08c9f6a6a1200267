// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>
#include <variant>

#include "cli/command_line.hpp"
#include "cli/terminal.hpp"

namespace {

int run(int argc, char** argv) {
  namespace cli = halfopen::cli;
  const auto asked = cli::read_command_line(argc, argv);
  if (const auto* farewell = std::get_if<cli::Farewell>(&asked)) {
    if (farewell->exit_code != cli::kClean) {
      cli::write_error(farewell->text);
      return farewell->exit_code;
    }
    return cli::write_out(farewell->text) ? cli::kClean : cli::kCannot;
  }
  const auto& options = std::get<cli::Options>(asked);
  return options.run(options);
}

}  // namespace

/// The library throws nothing; what the standard library may throw (no memory) ends here.
int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fputs("halfopen: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return halfopen::cli::kCannot;
  }
}
