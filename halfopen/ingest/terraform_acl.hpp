// SPDX-License-Identifier: Apache-2.0
// What an apply leaves in network ACLs: inline rules and standalone rules act on the same rows.
#pragma once

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/declared_resource.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// One side: what is declared, and what the builders made of it.
struct TerraformSide {
  const Declaration& declaration;
  SnapshotDraft& draft;
};

/// Rewrites rows and associations of `after` into what is there when the plan has been applied.
/// Source: the AWS provider, vpc_network_acl.go, vpc_default_network_acl.go and
/// vpc_network_acl_rule.go.
/// * Standalone rules that go are deleted first, then an ACL's inline rules are updated (rows that
///   left are deleted by number, new ones are created), then standalone rules are created.
/// * A new ACL starts empty; adopting a default ACL empties it first; a default ACL that is no
///   longer managed stays as it is.
/// * Lists of subnets that the configuration does not set are what the state says, and give way to
///   every other association.
void fold_network_acls(const TerraformSide& before, const TerraformSide& after,
                       Diagnostics& diagnostics);

/// Gives default network ACLs whose VPC the plan does not tell the one that calls them its own.
void name_vpcs_of_default_acls(const TerraformSide& side);

/// A plan or state lists the network ACLs that it manages, not those of a VPC: that a subnet stands
/// in none of them does not say that the default one guards it. Only in a VPC that the plan makes
/// does it. So default ACLs of other VPCs guard the subnets that they list; what else is theirs is
/// not known.
void doubt_default_acls(SnapshotDraft& draft);

/// Warns of network ACLs with inline and standalone rules.
void warn_of_mixed_rules(const TerraformSide& side, Diagnostics& diagnostics);

}  // namespace halfopen
