// SPDX-License-Identifier: Apache-2.0
// Hosts of ends by everything that can matter to their connections.
//
// What becomes of a packet depends on an end in two ways. The way (trace_path) sees the VPC, the
// routes of the subnet, whether the subnet holds a gateway's interface, what an internet gateway
// asks of the host, and how every route table looks at its address. The filters on the way are the
// network ACL and the security groups of the end, and each filter of the other end looks at its
// address. Hosts that are equal in all of it are one class, wherever they stand.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "halfopen/analysis/address_signatures.hpp"
#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/policy_pool.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen {

/// Built once for a snapshot and a list of ends; borrows the model. Costs (distinct filters and
/// route tables) x (runs of addresses that they tell apart), and as much as there are subnets and
/// hosts to look at.
class EndClasses {
 public:
  using FilterId = std::uint32_t;
  using ClassId = std::uint32_t;
  using WayId = std::uint32_t;
  static constexpr FilterId kUnknownFilter = 0;  ///< an ACL that nobody knows

  /// A host that stands for many.
  struct Host {
    Location place;
    IpAddress address;
  };

  struct EndClass {
    WayId way = 0;                     ///< equal: trace_path() sees no difference
    FilterId acl = kUnknownFilter;     ///< of the subnet; meaningless outside
    FilterId groups = kUnknownFilter;  ///< where the way has some
    std::uint32_t seen_as = 0;         ///< how filters see the address: a signature
    IpFamily family = IpFamily::v4;

    friend auto operator<=>(const EndClass&, const EndClass&) = default;
  };

  /// The addresses of an end that are of one class.
  struct Part {
    ClassId id = 0;
    AddressSet addresses;
  };

  /// `more`: protocols that hosts must be alike in as well, beside those of all pairs.
  EndClasses(CompiledSnapshot& model, std::span<const Endpoint> ends,
             std::span<const IpProtocol> more = {});

  const EndClass& operator[](ClassId id) const { return classes_[id]; }
  std::size_t size() const { return classes_.size(); }

  /// The classes of an end, ascending.
  std::span<const ClassId> of_end(std::size_t end) const { return sets_[group_of_end_[end]]; }
  /// A number that is equal for ends with the same classes.
  std::uint32_t group(std::size_t end) const { return group_of_end_[end]; }
  /// The same with their addresses. Linear in the hosts of the end.
  std::vector<Part> parts(const Endpoint& end);

  /// Hosts of a way, at most two of them, and then in different subnets.
  std::span<const Host> hosts(WayId way) const { return hosts_of_way_[way]; }

  FilterId acl_filter(std::optional<std::uint32_t> acl) const {
    return acl ? filter_of_acl_[*acl] : kUnknownFilter;
  }
  /// What a filter does towards all addresses of a signature.
  PolicyPool::Id policy(FilterId filter, IpFamily family, std::uint32_t seen_as);
  /// What it does towards one address.
  PolicyPool::Id policy_at(FilterId filter, const IpAddress& remote) const;

  PolicyPool& policies() { return policies_; }

 private:
  using BothFamilies = std::array<AddressSteps, 2>;

  /// What trace_path() sees of a host.
  struct WayKey {
    IpFamily family = IpFamily::v4;
    bool inside = false;
    std::uint32_t vpc = 0;
    std::uint32_t table = 0;    ///< by content; 0: none is known
    std::uint32_t special = 0;  ///< the subnet + 1 where a gateway has an interface in it
    std::string zone;           ///< where there are transit gateways
    PublicAccess access = PublicAccess::open;
    bool has_interface = false;
    bool has_public = false;
    bool denies_internet = false;
    bool is_gateway = false;
    bool has_groups = false;
    std::uint32_t routed_as = 0;  ///< a signature

    /// Everything, in the order of comparison.
    auto members() const {
      return std::tie(family, inside, vpc, table, special, zone, access, has_interface, has_public,
                      denies_internet, is_gateway, has_groups, routed_as);
    }
    friend bool operator<(const WayKey& a, const WayKey& b) { return a.members() < b.members(); }
  };

  void number_tables();
  void look_at_routes();
  void number_filters();
  FilterId add_filter(const CompiledAcl& rules);
  std::uint32_t fate_of_more(const CompiledAcl& rules, const IpAddress& remote);
  std::vector<WayKey> keys_of_subnets() const;
  void classify(std::span<const Endpoint> ends);
  template <class Visit>
  void for_each_part(const Endpoint& end, const Visit& visit);
  ClassId class_of(const WayKey& key, const EndClass& one, const Host& host);

  CompiledSnapshot& model_;
  const Topology& topology_;
  std::vector<IpProtocol> more_;
  std::map<std::vector<RuleAction>, std::uint32_t> fates_of_more_;
  PolicyPool policies_;
  std::vector<std::uint32_t> table_number_;  ///< by route table
  std::array<AddressSignatures, 2> routes_;
  std::array<AddressSignatures, 2> filters_seen_;
  std::vector<BothFamilies> filters_;                           ///< policies by address
  std::map<std::array<BothFamilies, 2>, FilterId> filter_ids_;  ///< all pairs' protocols, more
  std::vector<FilterId> filter_of_acl_;
  std::vector<FilterId> filter_of_groups_;
  std::array<std::vector<std::vector<PolicyPool::Id>>, 2> towards_;  ///< [filter][signature]
  std::vector<WayKey> subnet_keys_;
  std::map<WayKey, WayId> way_ids_;
  std::vector<std::vector<Host>> hosts_of_way_;
  std::map<EndClass, ClassId> class_ids_;
  std::vector<EndClass> classes_;
  std::vector<std::vector<ClassId>> sets_;
  std::vector<std::uint32_t> group_of_end_;
};

}  // namespace halfopen
