// SPDX-License-Identifier: Apache-2.0
// The fewest entries with exactly the same behaviour.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/acl/network_acl.hpp"

namespace halfopen {

/// How much may be tried, counted and not timed, so that answers are the same everywhere.
struct MinimiseLimits {
  /// Cells and boxes that the exact search may look at, for each direction and family. 0: no
  /// search.
  std::uint64_t search_effort = 150'000'000;
  /// Words of cells that the search for a shorter list without proof may look at.
  std::uint64_t reduce_effort = 150'000'000;
};

/// One direction and family: the quota of a network ACL counts these apart (Amazon VPC quotas).
struct MinimisePart {
  Direction direction = Direction::ingress;
  IpFamily family = IpFamily::v4;
  std::size_t before = 0;        ///< entries of users; the default deny is not one
  std::size_t after = 0;         ///< the size of `entries`
  std::size_t lower_bound = 0;   ///< no list with fewer entries behaves the same
  bool proved = false;           ///< lower_bound == after
  bool skipped_unknown = false;  ///< some entry's action is unknown: returned as it was
  /// In the order of evaluation. Numbered 100, 200, ... for IPv4 and 101, 201, ... for IPv6, in
  /// smaller steps where there are more than 300; a number is given once in a direction.
  std::vector<NetworkAclEntry> entries;
};

/// Parts: ingress IPv4, ingress IPv6, egress IPv4, egress IPv6.
struct MinimiseResult {
  std::array<MinimisePart, 4> parts;

  bool proved() const;         ///< in all parts
  std::size_t before() const;  ///< over all parts
  std::size_t after() const;
};

/// For every packet the same action as before, in every part. Entries that could not be improved
/// are kept as they were, but for their numbers. Time: bounded by the limits. A part with more than
/// 1,000 entries or 4 million cells is not looked at (proved is false).
MinimiseResult minimise(const NetworkAcl& acl, const MinimiseLimits& limits = {});

/// The part for rows of one direction and family in the order of evaluation. Not numbered.
MinimisePart minimise_rows(std::span<const NetworkAclEntry> rows, const MinimiseLimits& limits);

/// Numbers the entries of the parts; those that were skipped keep theirs.
void number_entries(std::array<MinimisePart, 4>& parts);

/// The rows of one direction and family, in the order of evaluation.
std::vector<NetworkAclEntry> rows_of(const NetworkAcl& acl, Direction direction, IpFamily family);

/// True if the ACL with the rows of the result fares the same for every packet: allowed, denied or
/// unknown. By header spaces, which share no code with the search.
bool behaves_like(const NetworkAcl& acl, const MinimiseResult& result);

}  // namespace halfopen
