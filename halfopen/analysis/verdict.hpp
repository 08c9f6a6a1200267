// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace halfopen {

/// What becomes of a connection, for the client that was asked about. `half_open` is neither TCP's
/// half-open state nor a SYN scan: the request arrives and no reply ever gets back.
enum class Verdict : std::uint8_t {
  works,      ///< request and reply pass for every client port
  partial,    ///< the reply passes for some client ports and dies for others
  half_open,  ///< the request passes, the reply dies for every client port
  denied,     ///< the request dies
  no_route,   ///< there is no way for the request or the reply
  unknown,    ///< rests on something that is not modelled, not loaded or contradictory
};

inline constexpr Verdict kVerdicts[] = {Verdict::works,  Verdict::partial,  Verdict::half_open,
                                        Verdict::denied, Verdict::no_route, Verdict::unknown};

/// The word used everywhere: works, partial, half-open, denied, no-route, unknown.
constexpr std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::works: return "works";
    case Verdict::partial: return "partial";
    case Verdict::half_open: return "half-open";
    case Verdict::denied: return "denied";
    case Verdict::no_route: return "no-route";
    case Verdict::unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace halfopen
