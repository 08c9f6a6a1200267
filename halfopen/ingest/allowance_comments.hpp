// SPDX-License-Identifier: Apache-2.0
// Finds the comments that accept findings: `# halfopen:allow ID[,ID…] reason=TEXT`.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "halfopen/analysis/source_allowance.hpp"
#include "halfopen/base/diagnostic.hpp"

namespace halfopen {

/// All of them in a text whose comments begin with `#` or `//`. Quotes of a line and the lines of a
/// YAML block scalar hold none. A comment covers the line that it
/// stands behind, or, alone in its line, the next line that is neither blank nor a comment. One
/// without a reason, or with an unknown id, is a warning and accepts nothing. Linear in the text,
/// and quick where the marker does not occur.
std::vector<SourceAllowance> allowance_comments(std::string_view text, std::uint32_t source,
                                                Diagnostics& diagnostics);

/// Where such a comment begins in a line; npos if there is none.
std::size_t find_allowance_comment(std::string_view line);

}  // namespace halfopen
