// SPDX-License-Identifier: Apache-2.0
// The order of API calls for a person: verdict first, then a table with the verdict of each state.
#pragma once

#include <string>

#include "halfopen/analysis/apply_acls.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// One block an ACL. Ends with a line break.
std::string apply_text(const Snapshot& before, const ApplyAnswer& answer, const Style& style);

/// The same for documents.
std::string apply_markdown(const Snapshot& before, const ApplyAnswer& answer);

}  // namespace halfopen
