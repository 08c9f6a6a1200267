// SPDX-License-Identifier: Apache-2.0
// Half-open sets of pairs of network ACLs in product form: as an ACL looks at no source port, the
// set is, for each protocol and run of remote addresses, S x not-C: the server ports that the
// request may reach times the client ports that the reply may not.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen::bench {

/// Port sets, each once.
class PortSetPool {
 public:
  using Id = std::uint32_t;
  Id add(const PortSet& set);
  const PortSet& at(Id id) const { return sets_[id]; }

 private:
  struct Less {
    bool operator()(const PortSet& a, const PortSet& b) const;
  };
  std::vector<PortSet> sets_;
  std::map<PortSet, Id, Less> ids_;
};

/// Remote IPv4 addresses that share a set of ports.
struct AddressRun {
  std::uint32_t first;
  std::uint32_t last;
  PortSetPool::Id ports;
};

/// One direction of an ACL: the runs where some port passes (or fails), for each protocol class.
class AclProduct {
 public:
  /// TCP, UDP, ICMP, and all others, which a rule list here does not tell apart.
  static constexpr std::size_t kClasses = 4;
  static constexpr IpProtocol kMembers[kClasses] = {kTcp, kUdp, kIcmp, IpProtocol{47}};

  /// `action`: whose ports; runs without any are left out.
  AclProduct(const CompiledAcl& acl, Direction direction, RuleAction action, PortSetPool& pool);

  const std::vector<AddressRun>& runs(std::size_t protocol_class) const {
    return runs_[protocol_class];
  }

 private:
  std::array<std::vector<AddressRun>, kClasses> runs_;
};

/// A part of a half-open set: every combination of its members.
struct ProductBox {
  std::uint32_t protocol_class;
  std::uint32_t first;
  std::uint32_t last;
  PortSetPool::Id server_ports;
  PortSetPool::Id client_ports;
};

/// Puts the half-open set into `boxes`, which are disjoint. Linear in the runs of both.
void half_open_product(const AclProduct& requests, const AclProduct& failing_replies,
                       std::vector<ProductBox>& boxes);

}  // namespace halfopen::bench
