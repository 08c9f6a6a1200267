// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// `FILE:LINE:COL: error HO1005: what is wrong` and, on a line of its own, how to mend it. Ends in
/// a newline. Control characters of the input are shown as escapes.
std::string diagnostic_text(const Diagnostic& diagnostic, const SourceNames& sources,
                            const Style& style);

/// {"code", "severity", "place", "text", "hint"}.
JsonValue diagnostics_json(const Diagnostics& diagnostics, const SourceNames& sources);

}  // namespace halfopen
