// SPDX-License-Identifier: Apache-2.0
// Faults that people make in network ACLs.
#pragma once

#include <string>

#include "halfopen/practice/practice_dice.hpp"
#include "halfopen/practice/practice_scene.hpp"

namespace halfopen {

/// One row changed, added or taken away.
struct LabFault {
  std::size_t acl = 0;
  std::string kind;     ///< an id of words::misconception
  NetworkAclEntry row;  ///< as it was, or the row that was added
  bool added = false;   ///< the row is one too many
};

/// Plants a fault of some kind into some row; it may or may not do harm.
LabFault plant_fault(PracticeDice& dice, PracticeScene& scene);

}  // namespace halfopen
