// SPDX-License-Identifier: Apache-2.0
// What the API answers when it cannot: {"error": {"what", "mend"}} (docs/schema/error.schema.json).
#pragma once

#include <string>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// The whole document, ending in a newline. `mend` is empty where nobody knows how.
std::string api_error_json(const Error& error);

/// The same with what was wrong with the inputs.
std::string api_error_json(const Error& error, const Diagnostics& diagnostics,
                           const SourceNames& sources);

}  // namespace halfopen
