// SPDX-License-Identifier: Apache-2.0
// Partial results as a file: docs/formats.md, partial results of flow logs.
#pragma once

#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/diagnose.hpp"

namespace halfopen {

std::string diagnosis_part_text(const DiagnosisPart& part);

/// Fails for what is no such file, is of another version, or is cut off; with the line.
Result<DiagnosisPart> read_diagnosis_part(std::string_view text);

}  // namespace halfopen
