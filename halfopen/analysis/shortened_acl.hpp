// SPDX-License-Identifier: Apache-2.0
// What a shorter rule list does otherwise.
#pragma once

#include <cstdint>

#include "halfopen/analysis/diff.hpp"
#include "halfopen/minimise/minimise.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The difference of behaviour if acls()[acl] had these rules; nothing where it must be the same.
SnapshotDiff diff_of_shortened(const Snapshot& snapshot, std::uint32_t acl,
                               const MinimiseResult& rules);

}  // namespace halfopen
