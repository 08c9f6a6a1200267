// SPDX-License-Identifier: Apache-2.0
// Text as one word of a shell command.
#pragma once

#include <string>

namespace halfopen {

/// The text as it is if a shell takes it so, else in single quotes.
std::string shell_word(const std::string& text);

}  // namespace halfopen
