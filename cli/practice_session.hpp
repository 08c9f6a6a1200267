// SPDX-License-Identifier: Apache-2.0
// Practice as a talk on stdin and stdout.
#pragma once

#include <vector>

#include "cli/options.hpp"
#include "halfopen/practice/practice_question.hpp"

namespace halfopen::cli {

/// Asks the questions one by one, reads an answer a line (a to d, or 1 to 4; q ends), and tells the
/// score. Returns the exit code: clean only if every question was answered right.
int ask_questions(const std::vector<PracticeQuestion>& questions, const Options& options);

}  // namespace halfopen::cli
