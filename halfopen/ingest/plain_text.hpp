// SPDX-License-Identifier: Apache-2.0
// Texts from a file that will be shown to a person, on a terminal that may obey what stands in
// them.
#pragma once

#include <string>
#include <string_view>

namespace halfopen {

/// True if the text holds a control character: of ASCII, line ends included, or U+0080 to U+009F.
bool has_control_character(std::string_view text);

/// The text between quotes, with `?` in the place of control characters.
std::string in_quotes(std::string_view text);

/// The text as one line: runs of spaces, tabs and line ends are one space, none stands at an end.
std::string one_line(std::string_view text);

}  // namespace halfopen
