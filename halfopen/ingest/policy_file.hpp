// SPDX-License-Identifier: Apache-2.0
// Reads a policy file: YAML with `version: 1` and a list of expectations (docs/formats.md).
#pragma once

#include <cstdint>
#include <vector>

#include "halfopen/analysis/policy.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// What the file demands, and everything that is wrong with it. If there is any diagnostic, the
/// expectations must not be used: a misspelt one would demand nothing, or something else.
struct PolicyFile {
  std::vector<PolicyExpectation> expectations;
  Diagnostics diagnostics;  ///< all errors, in the order of the lines
};

/// Never fails. Every expectation has a name that no other one has.
PolicyFile read_policy_file(const SourceText& text, std::uint32_t source);

}  // namespace halfopen
