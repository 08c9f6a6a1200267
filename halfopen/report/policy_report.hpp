// SPDX-License-Identifier: Apache-2.0
// A judged policy for programs: JSON (schema halfopen.policy/1) and JUnit.
#pragma once

#include <string>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/report/policy_text.hpp"

namespace halfopen {

std::string policy_json(const PolicyReport& report, const Diagnostics& diagnostics);

/// A test case for each expectation, in the order of the file.
std::string policy_junit(const PolicyReport& report);

}  // namespace halfopen
