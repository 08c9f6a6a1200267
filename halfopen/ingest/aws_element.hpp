// SPDX-License-Identifier: Apache-2.0
// Network ACLs, subnets and VPCs: kinds that are told by the keys of the whole object.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "halfopen/ingest/aws_context.hpp"
#include "halfopen/ingest/aws_kind.hpp"

namespace halfopen {

/// One object of a list, of whatever kind: which keys it had decides what it is.
struct AwsElement {
  Origin origin;
  std::string acl_id;
  std::string subnet_id;
  std::string vpc_id;
  std::string name;
  std::string other_id;  ///< the first id key of another kind: the object is none of ours
  bool is_default = false;
  bool has_entries = false;
  bool has_blocks = false;
  bool has_associations = false;  ///< as a list of objects that all name their subnet
  std::vector<NetworkAclEntry> rows;
  std::vector<AclAssociation> associations;
  std::vector<CidrBlock> cidrs;
  std::string zone;  ///< of a subnet, like the next two
  bool assigns_public = false;
  bool dns64 = false;
  Diagnostics diagnostics;
};

/// Takes the member at hand.
void read_member(AwsContext& aws, std::string_view key, AwsElement& element);

/// Sorts the object into the draft; `kind` is what the list around it promises. False if it is of
/// another kind.
bool take_element(AwsContext& aws, AwsElement element, AwsKind kind);

}  // namespace halfopen
