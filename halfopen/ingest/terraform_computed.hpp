// SPDX-License-Identifier: Apache-2.0
// Lists of routes and rules that Terraform computes: they repeat what standalone resources hold.
#pragma once

#include "halfopen/ingest/terraform_acl.hpp"

namespace halfopen {

/// Takes out of the route tables and security groups of `after` what standalone resources held
/// before. Where the configuration sets no list, a plan repeats there what the state says, rules
/// and routes that it deletes included; those that stay come back with their own resources.
/// Source: the AWS provider, `route` of aws_route_table and `ingress`, `egress` of
/// aws_security_group are optional and computed. O(n log n).
void drop_computed_repeats(const TerraformSide& before, const TerraformSide& after);

}  // namespace halfopen
