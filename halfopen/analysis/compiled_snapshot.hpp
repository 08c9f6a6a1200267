// SPDX-License-Identifier: Apache-2.0
// A snapshot whose network ACLs are compiled when they are first asked.
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
      : snapshot_(&snapshot), compiled_(snapshot.acls().size()) {}

  const Snapshot& snapshot() const { return *snapshot_; }

  const CompiledAcl& acl(std::uint32_t index) {
    if (!compiled_[index]) {
      compiled_[index] = std::make_unique<CompiledAcl>(snapshot_->acls()[index]);
    }
    return *compiled_[index];
  }

 private:
  const Snapshot* snapshot_;
  std::vector<std::unique_ptr<CompiledAcl>> compiled_;
};

}  // namespace halfopen
