// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace halfopen::cli {

/// The completion script for bash, zsh or fish, made from the command line's own definition.
std::string completion_script(const std::string& shell);

}  // namespace halfopen::cli
