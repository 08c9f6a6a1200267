// SPDX-License-Identifier: Apache-2.0
// Colours for terminals. Whether to use them is the caller's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "halfopen/analysis/verdict.hpp"

namespace halfopen {

enum class Tone : std::uint8_t { good, bad, doubtful, strong, quiet };

/// Green for what works, red for what does not.
Tone tone_of(Verdict verdict);

/// How text looks on the terminal at hand.
struct Style {
  bool colour = false;
  int width = 80;  ///< columns, at least 40

  /// The text in that tone, or plain.
  std::string paint(std::string_view text, Tone tone) const;
  /// The verdict in capitals, in its tone.
  std::string verdict(Verdict verdict) const;
};

}  // namespace halfopen
