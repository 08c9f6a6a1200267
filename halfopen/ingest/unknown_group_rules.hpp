// SPDX-License-Identifier: Apache-2.0
// What stands for security group rules that nobody can read.
#pragma once

#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/vpc/security_group.hpp"

namespace halfopen {

/// Appends rules that may allow anything from or to anywhere, one for each address family.
void add_unknown_rules(Direction direction, const Origin& origin,
                       std::vector<SecurityGroupRule>& rules);

}  // namespace halfopen
