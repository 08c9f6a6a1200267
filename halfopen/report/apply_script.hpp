// SPDX-License-Identifier: Apache-2.0
// The order of API calls as a bash script for the AWS CLI.
#pragma once

#include <string>

#include "halfopen/analysis/apply_acls.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Before each call the script checks that the entry is as OLD and the steps so far left it, and
/// after it that the call did what it should; else it undoes what it did, last step first, and
/// stops with exit code 1. `rollback` as its argument undoes everything. A swap leaves the old ACL
/// in place until the script is run with `finish`. Values are quoted for the shell.
std::string apply_script(const Snapshot& before, const ApplyAnswer& answer);

}  // namespace halfopen
