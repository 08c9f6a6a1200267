// SPDX-License-Identifier: Apache-2.0
// Comments in the inputs that accept a finding, with the reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// `# halfopen:allow ID reason=TEXT`: findings with that id at one line of a source are accepted.
struct SourceAllowance {
  std::uint32_t source = 0;
  std::uint32_t line = 0;  ///< that it covers: its own, or the next one that says something
  Origin comment;          ///< where it stands
  std::string id;          ///< of a finding of lint, or a word of kinds_of_change()
  std::string reason;      ///< never empty
};

/// Whether it speaks of a finding at that place.
inline bool covers(const SourceAllowance& allowance, std::string_view id, const Origin& place) {
  return allowance.id == id && allowance.source == place.source && allowance.line == place.line;
}

}  // namespace halfopen
