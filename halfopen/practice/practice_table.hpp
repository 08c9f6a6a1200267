// SPDX-License-Identifier: Apache-2.0
// A network ACL of a scene as the console shows it: text that every verb reads.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "halfopen/practice/practice_scene.hpp"

namespace halfopen {

/// The columns Rule #, Type, Protocol, Port range, Source or Destination, Allow/Deny, a row a rule,
/// the row * last. In the order of evaluation if the scene's rows are.
std::vector<std::vector<std::string>> table_rows(const PracticeAcl& acl, Direction direction);

/// The rule table of one ACL with its VPC and subnets; ends in a newline.
std::string rule_table(const PracticeScene& scene, std::size_t acl);

}  // namespace halfopen
