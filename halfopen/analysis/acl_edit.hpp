// SPDX-License-Identifier: Apache-2.0
// Changes to the entries of network ACLs, as the EC2 API makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/analysis/connection.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// CreateNetworkAclEntry, or ReplaceNetworkAclEntry where `replaced` is set.
struct AclEdit {
  std::uint32_t acl = 0;  ///< index into Snapshot::acls()
  NetworkAclEntry entry;
  std::optional<NetworkAclEntry> replaced;  ///< what stood under that number
};

/// Use of the quota of one rule list: 20 rules, at most 40 on request, the default deny included
/// (Amazon VPC quotas), per direction and address family.
struct QuotaUse {
  static constexpr std::size_t kLimit = 20;
  static constexpr std::size_t kHardLimit = 40;

  std::uint32_t acl = 0;
  Direction direction = Direction::ingress;
  IpFamily family = IpFamily::v4;
  std::size_t used = 0;
};

/// The edits that put the proposed rule in force. One, unless no number is free before the rule
/// that blocks: then that rule and those right behind it move up by one, and the new one is the
/// last edit. Empty if there is no room, or if a row would have to move that is not known for
/// certain.
std::vector<AclEdit> edits_for(const Snapshot& snapshot, const RuleProposal& proposal,
                               std::optional<RuleNumber> blocking);

/// The fewest edits that lead from `before` to `after`, which must differ in entries of the listed
/// ACLs only and keep every number in use. From the highest number of a list down: a rule that
/// moves up stands in its new place before its old one is overwritten.
std::vector<AclEdit> edits_between(const Snapshot& before, const Snapshot& after,
                                   std::span<const std::uint32_t> acls);

/// The snapshot with the edits made.
Snapshot edited(const Snapshot& snapshot, std::span<const AclEdit> edits);

/// The rule lists that the edits touch, as they are in `after`.
std::vector<QuotaUse> quota_of(const Snapshot& after, std::span<const AclEdit> edits);

/// How much of its quota a rule list uses.
QuotaUse quota_use(const Snapshot& snapshot, std::uint32_t acl, Direction direction,
                   IpFamily family);

}  // namespace halfopen
