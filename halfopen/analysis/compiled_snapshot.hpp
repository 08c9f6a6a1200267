// SPDX-License-Identifier: Apache-2.0
// A snapshot whose rule lists are compiled when they are first asked.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "halfopen/vpc/crossing.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Borrows the snapshot, which must outlive it. Not safe for several threads at once, because a
/// look may compile. Compiled ACLs stay where they are: references to them live as long as this.
class CompiledSnapshot {
 public:
  explicit CompiledSnapshot(const Snapshot& snapshot)
      : snapshot_(&snapshot),
        compiled_(snapshot.acls().size()),
        compiled_groups_(snapshot.topology().group_sets().size()) {}

  const Snapshot& snapshot() const { return *snapshot_; }

  const CompiledAcl& acl(std::uint32_t index) {
    if (!compiled_[index]) {
      compiled_[index] = std::make_unique<CompiledAcl>(snapshot_->acls()[index]);
    }
    return *compiled_[index];
  }

  /// The joined rules of an interface's security groups.
  const CompiledAcl& groups(std::uint32_t index) {
    if (!compiled_groups_[index]) {
      compiled_groups_[index] =
          std::make_unique<CompiledAcl>(snapshot_->topology().group_sets()[index].rules());
    }
    return *compiled_groups_[index];
  }

  /// The rule list that a crossing asks; null if nobody knows it.
  const CompiledAcl* filter(const Crossing& crossing) {
    if (crossing.groups) return &groups(*crossing.groups);
    return crossing.acl ? &acl(*crossing.acl) : nullptr;
  }

 private:
  const Snapshot* snapshot_;
  std::vector<std::unique_ptr<CompiledAcl>> compiled_;
  std::vector<std::unique_ptr<CompiledAcl>> compiled_groups_;
};

}  // namespace halfopen
