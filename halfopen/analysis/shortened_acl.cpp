// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/shortened_acl.hpp"

#include <utility>
#include <vector>

namespace halfopen {

SnapshotDiff diff_of_shortened(const Snapshot& snapshot, std::uint32_t acl,
                               const MinimiseResult& rules) {
  std::vector<NetworkAclEntry> rows;
  for (const MinimisePart& part : rules.parts) {
    rows.insert(rows.end(), part.entries.begin(), part.entries.end());
  }
  Diagnostics ignored;  // these rows are our own
  const Snapshot after = snapshot.with_rows(acl, std::move(rows), ignored);
  CompiledSnapshot old_model(snapshot);
  CompiledSnapshot new_model(after);
  return diff(old_model, new_model, {});
}

}  // namespace halfopen
