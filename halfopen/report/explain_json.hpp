// SPDX-License-Identifier: Apache-2.0
// The walks of explain as JSON: schema halfopen.explain/1 (docs/schema/explain.schema.json).
#pragma once

#include <span>
#include <string>

#include "halfopen/analysis/explain.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// An end whose address is not known goes by its name.
std::string address_or_name(const Endpoint& end, const IpAddress& address);

/// The whole document, ending in a newline.
std::string explain_json(const Snapshot& snapshot, std::span<const Explanation> walks,
                         const SourceNames& sources, const Diagnostics& diagnostics);

}  // namespace halfopen
