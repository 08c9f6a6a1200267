// SPDX-License-Identifier: Apache-2.0
// Lists of known words, parted by commas.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/verdict.hpp"

namespace halfopen::cli {

/// Reads verdicts. What is wrong; empty if nothing is.
std::string read_verdicts(const std::string& text, std::vector<Verdict>& verdicts);
/// Reads kinds of changes.
std::string read_change_kinds(const std::string& text, std::vector<std::string>& kinds);

}  // namespace halfopen::cli
