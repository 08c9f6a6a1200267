// SPDX-License-Identifier: Apache-2.0
// One rule of a network ACL, as Terraform and CloudFormation write it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/ingest/declared_fields.hpp"

namespace halfopen {

/// How a rule is written. The two ways of Terraform differ in the names of number and action.
enum class EntryForm : std::uint8_t { terraform_inline, terraform_standalone, cloudformation };

/// Appends the row. `direction` is given where the place says it (`ingress`), and read from
/// `egress` (absent: inbound) otherwise. What Terraform leaves out is 0 for the AWS provider
/// (ports; ICMP type and code, which then mean echo replies alone); a warning says so. What is
/// unknown or wrong makes the row unknown, see build_entry.
void read_declared_entry(const DeclaredFields& fields, EntryForm form,
                         std::optional<Direction> direction, std::vector<NetworkAclEntry>& rows,
                         Diagnostics& diagnostics);

}  // namespace halfopen
