// SPDX-License-Identifier: Apache-2.0
// A network ACL: two ordered rule lists.
#pragma once

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"

namespace halfopen {

/// Immutable after construction. The entries of a direction ascend by rule number; those of IPv4
/// and IPv6 share the numbering but never meet (a packet of one family sees only its own). The
/// default deny is not an entry: it is what happens when no entry matches.
class NetworkAcl {
 public:
  struct Identity {
    std::string id;
    std::string name;
    std::string vpc_id;
    bool is_default = false;  ///< owns every subnet of its VPC that no other ACL owns
    Origin origin;
    bool implied = false;       ///< in no input: what AWS makes together with a VPC
    bool rest_unknown = false;  ///< a default ACL whose input does not tell of every association:
                                ///< what no other ACL owns may yet be owned by one
  };

  /// Puts the rows in order and settles what is odd about them, adding to `diagnostics`:
  /// * the default deny rows (32767, 32768) are dropped, being implied;
  /// * an identical repeated row is dropped with a warning;
  /// * different rows of one number, direction and family get the action `unknown`, as does a row
  ///   with a number that users cannot give.
  NetworkAcl(Identity identity, std::vector<NetworkAclEntry> rows, Diagnostics& diagnostics);

  /// A rule list that is none of a user: the rows stand in the order of evaluation, their numbers
  /// count up from 1 in each direction without limit. For what is judged like a network ACL.
  static NetworkAcl ordered(Identity identity, std::vector<NetworkAclEntry> rows);

  const std::string& id() const { return identity_.id; }
  const std::string& name() const { return identity_.name; }
  const std::string& vpc_id() const { return identity_.vpc_id; }
  bool is_default() const { return identity_.is_default; }
  bool is_implied() const { return identity_.implied; }
  const Identity& identity() const { return identity_; }
  const Origin& origin() const { return identity_.origin; }

  /// True if some row, the default ones included, is about IPv6: the VPC has IPv6 blocks.
  bool mentions_v6() const { return mentions_v6_; }

  std::span<const NetworkAclEntry> entries(Direction direction) const {
    return entries_[static_cast<std::size_t>(direction)];
  }

 private:
  explicit NetworkAcl(Identity identity) : identity_(std::move(identity)) {}
  void settle(std::vector<NetworkAclEntry>& rows, Diagnostics& diagnostics);

  Identity identity_;
  bool mentions_v6_ = false;
  std::array<std::vector<NetworkAclEntry>, 2> entries_;
};

/// Rows under which whatever crosses the ACL is unknown, in both directions and families: for an
/// ACL whose rules nobody can tell.
std::vector<NetworkAclEntry> unknown_rules(const Origin& origin);

/// True if both have the same rules in the same order: origins and identity aside.
bool same_rules(const NetworkAcl& a, const NetworkAcl& b);

}  // namespace halfopen
