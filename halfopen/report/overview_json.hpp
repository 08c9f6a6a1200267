// SPDX-License-Identifier: Apache-2.0
// What is loaded, as JSON: schema halfopen.overview/1 (docs/schema/overview.schema.json).
#pragma once

#include <string>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The whole document, ending in a newline. `loaded`: some input was understood. Linear in the
/// objects, rules and subnets.
std::string overview_json(const Snapshot& snapshot, bool loaded, const SourceNames& sources,
                          const Diagnostics& diagnostics);

}  // namespace halfopen
