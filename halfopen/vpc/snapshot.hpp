// SPDX-License-Identifier: Apache-2.0
// One cloud state, checked whole: the immutable model that every question is asked of.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/net/cidr_tree.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"
#include "halfopen/vpc/subnet.hpp"
#include "halfopen/vpc/topology.hpp"
#include "halfopen/vpc/vpc.hpp"

namespace halfopen {

/// Which network ACL guards a subnet, and how that is known.
struct AclBinding {
  enum class Source : std::uint8_t {
    associated,       ///< an association names it
    implied_default,  ///< no association, so the VPC's default ACL (VPC User Guide, ACL basics)
    not_loaded,       ///< unknown: the ACL, or the VPC's default ACL, is not in the input
    contradicting,    ///< unknown: the inputs name two
  };
  Source source = Source::not_loaded;
  std::uint32_t acl = 0;  ///< index into Snapshot::acls(); only for the first two sources

  bool known() const { return source == Source::associated || source == Source::implied_default; }
};

/// Immutable, self-contained; safe to read from several threads. Look-ups by id or address are
/// logarithmic.
class Snapshot {
 public:
  /// Checks the draft as a whole. Never fails: what is wrong becomes diagnostics, and what hangs on
  /// it is unknown. Objects with one id and equal content are one object.
  static Snapshot build(SnapshotDraft draft, Diagnostics& diagnostics);

  std::span<const Vpc> vpcs() const { return vpcs_; }
  std::span<const Subnet> subnets() const { return subnets_; }
  std::span<const NetworkAcl> acls() const { return acls_; }

  /// Everything else of the account, every id once, and how it hangs together.
  const Topology& topology() const { return *topology_; }
  const CloudObjects& objects() const { return topology_->objects(); }

  /// A copy in which acls()[acl] has these rows. Indices stay as they are.
  Snapshot with_rows(std::uint32_t acl, std::vector<NetworkAclEntry> rows,
                     Diagnostics& diagnostics) const;

  /// The ACL that guards subnets()[subnet].
  const AclBinding& binding(std::uint32_t subnet) const { return bindings_[subnet]; }

  std::optional<std::uint32_t> find_vpc(std::string_view id) const;

  /// The id that another name stands for (the address of a Terraform resource); the text itself if
  /// it stands for none.
  std::string_view id_of(std::string_view text) const;

  /// The subnets that hold the address: none for an outside host, several where VPCs overlap.
  std::span<const std::uint32_t> subnets_at(const IpAddress& address) const;

  /// The blocks of all subnets and the runs of addresses between their bounds, and which subnets
  /// hold the addresses of a run.
  const CidrTree& subnet_tree() const { return subnet_tree_; }
  std::span<const std::uint32_t> subnets_of(CidrTree::NodeId node) const {
    return subnets_of_node_[node];
  }

  std::span<const std::string> not_judged() const { return not_judged_; }
  std::span<const std::string> not_read() const { return not_read_; }

 private:
  void add_vpcs(std::vector<Vpc>& vpcs, Diagnostics& diagnostics);
  void add_subnets(std::vector<Subnet>& subnets, Diagnostics& diagnostics);
  void add_acls(std::vector<NetworkAclDraft>& acls, Diagnostics& diagnostics);
  void bind_subnets(const SnapshotDraft& draft, Diagnostics& diagnostics);
  std::map<std::string_view, std::uint32_t> default_acls(Diagnostics& diagnostics) const;
  void index_addresses(Diagnostics& diagnostics);

  /// Ids hash without a copy.
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };
  using IdIndex = std::unordered_map<std::string, std::uint32_t, IdHash, std::equal_to<>>;

  std::vector<Vpc> vpcs_;
  std::vector<Subnet> subnets_;
  std::vector<NetworkAcl> acls_;
  std::shared_ptr<const Topology> topology_;  ///< shared by copies with other rows
  std::vector<AclBinding> bindings_;
  std::vector<bool> acl_contradicts_;     ///< one id, two different rule lists
  std::vector<bool> subnet_contradicts_;  ///< one id, two different subnets
  IdIndex vpc_by_id_;
  IdIndex subnet_by_id_;
  IdIndex acl_by_id_;
  std::map<std::string, std::string, std::less<>> aliases_;
  CidrTree subnet_tree_;
  std::vector<std::vector<std::uint32_t>> subnets_of_node_;
  std::vector<std::string> not_judged_;
  std::vector<std::string> not_read_;
};

}  // namespace halfopen
