// SPDX-License-Identifier: Apache-2.0
// Network ACLs as two tables of rows, for halfopen.overview/1.
#pragma once

#include "halfopen/base/origin.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Every network ACL with its subnets, its rows in the order of evaluation, the default deny last,
/// and how much of each quota its lists use.
JsonValue overview_acls_json(const Snapshot& snapshot, const SourceNames& sources);

}  // namespace halfopen
