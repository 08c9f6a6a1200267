// SPDX-License-Identifier: Apache-2.0
#include "halfopen/base/diagnostic.hpp"

namespace halfopen {

std::string to_string(DiagnosticCode code) {
  return "HO" + std::to_string(static_cast<unsigned>(code));
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

}  // namespace halfopen
