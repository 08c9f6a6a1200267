// SPDX-License-Identifier: Apache-2.0
// The order of API calls as JSON: schema halfopen.plan-apply/1
// (docs/schema/plan-apply.schema.json).
#pragma once

#include <string>

#include "halfopen/analysis/apply_acls.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The whole document, ending in a newline.
std::string apply_json(const Snapshot& before, const ApplyAnswer& answer,
                       const SourceNames& old_sources, const Diagnostics& old_diagnostics,
                       const SourceNames& new_sources, const Diagnostics& new_diagnostics);

}  // namespace halfopen
