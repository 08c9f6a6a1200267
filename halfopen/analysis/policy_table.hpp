// SPDX-License-Identifier: Apache-2.0
// What every rule list lets through towards every end: the ground on which all pairs are judged.
//
// A network ACL sees of the other end only its addresses. So for a pair of ends it is enough to
// know what the client's ACL does towards the server's addresses and the server's ACL towards the
// client's: the cost is (distinct rule lists) x (ends), not pairs, and the rest are set operations
// on numbered port sets.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/policy_pool.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen {

/// Built once for a snapshot and a list of ends; borrows both. Building costs (distinct rule lists)
/// x (ends) look-ups.
class PolicyTable {
 public:
  using PolicyId = PolicyPool::Id;
  using FilterId = std::uint32_t;

  PolicyTable(CompiledSnapshot& model, std::span<const Endpoint> ends);

  /// The rule list that guards an end: ends with equal rules share one.
  FilterId filter(std::size_t end) const { return filter_of_end_[end]; }

  /// The policies of a rule list towards the addresses of an end: the distinct ones, one in the
  /// usual case.
  std::span<const PolicyId> policies(FilterId filter, std::size_t end) const;

  /// The policy of a rule list towards one address.
  PolicyId policy_at(FilterId filter, const IpAddress& remote);

  /// The compiled ACL behind a filter; null for outside hosts and unknown ACLs.
  const CompiledAcl* acl(FilterId filter) const { return filters_[filter].acl; }

  /// True if no rule list tells addresses of the end apart.
  bool is_uniform(std::size_t end) const;

  /// A number that is equal for ends towards which every rule list has the same policies.
  std::uint32_t signature(std::size_t end) const { return signature_of_end_[end]; }

  const EdgePolicy& policy(PolicyId id) const { return pool_[id]; }
  PortSetPool& sets() { return pool_.sets(); }

 private:
  /// Where an end's filter stands: an ACL, none (an outside host), or one that nobody knows.
  struct Filter {
    const CompiledAcl* acl = nullptr;
    bool known = true;
  };

  void assign_filters(CompiledSnapshot& model, std::span<const Endpoint> ends);
  void fill(std::span<const Endpoint> ends);
  std::vector<PolicyId> policies_towards(const Filter& filter, const AddressSet& addresses);
  void sign(std::size_t ends);

  PolicyPool pool_;
  std::vector<Filter> filters_;
  std::vector<FilterId> filter_of_end_;
  /// [filter * ends + end]: a policy, or with the high bit an index into several_.
  std::vector<std::uint32_t> table_;
  std::vector<std::vector<PolicyId>> several_;
  std::vector<std::uint32_t> signature_of_end_;
  std::size_t ends_ = 0;
};

}  // namespace halfopen
