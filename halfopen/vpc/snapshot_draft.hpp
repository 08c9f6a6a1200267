// SPDX-License-Identifier: Apache-2.0
// What readers of inputs gather, before anything is checked against anything else.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/vpc/additions.hpp"
#include "halfopen/vpc/cloud_objects.hpp"
#include "halfopen/vpc/page_count.hpp"
#include "halfopen/vpc/subnet.hpp"
#include "halfopen/vpc/vpc.hpp"

namespace halfopen {

/// A network ACL as read: its rows in any order.
struct NetworkAclDraft {
  NetworkAcl::Identity identity;
  std::vector<NetworkAclEntry> rows;
};

/// "This subnet belongs to that ACL."
struct AclAssociation {
  std::string subnet_id;
  std::string acl_id;
  Origin origin;
};

/// Everything that the inputs say, in the order in which they say it. Adding two drafts is
/// concatenation; Snapshot::build checks the whole.
struct SnapshotDraft {
  std::vector<Vpc> vpcs;
  std::vector<Subnet> subnets;
  std::vector<NetworkAclDraft> acls;
  std::vector<AclAssociation> associations;
  CloudObjects objects;
  Additions additions;  ///< to be put where they belong: attach_additions
  std::vector<std::pair<std::string, std::string>> aliases;  ///< another name, and the id
  std::vector<std::string> not_judged;  ///< kinds that are present but not modelled: "RouteTables"
  std::vector<std::string> not_read;    ///< names of inputs that could not be read
  bool acls_doubtful = false;  ///< something about network ACLs or associations was not understood
  PageCount acl_pages;
  PageCount subnet_pages;
};

/// Appends `more` to `draft`.
void append(SnapshotDraft& draft, SnapshotDraft&& more);

}  // namespace halfopen
