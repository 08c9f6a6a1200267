// SPDX-License-Identifier: Apache-2.0
// What people do to network ACLs: changes that matter, and rewriting that does not.
#pragma once

#include "tests/oracle/small_world.hpp"

namespace halfopen::oracle {

/// The world after one to three changes: a rule added, dropped, moved, turned, or with other ports,
/// or a subnet that gets another ACL. Some of them change nothing.
SmallWorld changed_world(Dice& dice, const SmallWorld& before);

/// The world with rules renumbered in their order, split in two by address or by port, or repeated
/// behind themselves: every packet fares as before. No two rows may share a number.
SmallWorld rewritten_world(Dice& dice, const SmallWorld& before);

}  // namespace halfopen::oracle
