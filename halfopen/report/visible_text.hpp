// SPDX-License-Identifier: Apache-2.0
// Values of the input in output of lines, which a terminal or a CI runner may obey.
#pragma once

#include <string>
#include <string_view>

namespace halfopen {

/// The text as one line: control characters (of ASCII, and U+0080 to U+009F) are shown as escapes:
/// `\n`, `\r`, `\t`, `\x1b`, `\u009b`. Linear in the text.
std::string visible(std::string_view text);

}  // namespace halfopen
