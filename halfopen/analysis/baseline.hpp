// SPDX-License-Identifier: Apache-2.0
// Findings that were there when somebody last looked, so that only new ones count.
#pragma once

#include <string>
#include <vector>

namespace halfopen {

struct BaselineEntry {
  std::string id;           ///< of lint, or the kind of a change
  std::string fingerprint;  ///< as base/fingerprint.hpp makes them
  std::string text;         ///< for people

  friend bool operator==(const BaselineEntry&, const BaselineEntry&) = default;
};

/// Of one verb: "diff" or "lint".
struct Baseline {
  std::string verb;
  std::vector<BaselineEntry> entries;
};

}  // namespace halfopen
