// SPDX-License-Identifier: Apache-2.0
// Universes so small that all rule lists can be tried.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/net/packet.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {

using Rows = std::vector<NetworkAclEntry>;

inline constexpr RuleAction kAllow = RuleAction::allow;
inline constexpr RuleAction kDeny = RuleAction::deny;

NetworkAclEntry rule(RuleAction action, std::int16_t protocol, const std::string& cidr,
                     PortRange ports = {}, std::int16_t type = -1, std::int16_t code = -1);

/// The rows with the numbers 1, 2, ...
Rows numbered(Rows rows);

/// At most 64 packets, and every rule that tells some of them apart.
struct Universe {
  std::vector<Packet> points;
  Rows vocabulary;
  std::vector<std::uint64_t> boxes;  ///< the points of each rule, without repetition
  std::int16_t last_named = 50;      ///< protocols that random lists name

  void add(std::uint64_t address, std::uint8_t protocol, std::uint16_t selector);
  /// The shapes in every block of up to `depth` bits.
  void add_blocks(int depth, const Rows& shapes);
  void finish();

  /// The points that the rows allow, by the judge.
  std::uint64_t allowed(const Rows& rows) const;
  /// Up to `most` rules that name so little that what nobody names is more than the rules.
  Rows random_list(Dice& dice, std::size_t most) const;
};

/// All lists of up to `k` rules, breadth first by the points that are decided: true if one of them
/// allows exactly `allowed`. Nothing is clever here but that a wrong decision ends a list.
bool some_list(const Universe& universe, std::uint64_t allowed, std::size_t k);

/// Addresses of 2 bits, four port classes of TCP, two of UDP, and six other protocols.
Universe ports_universe();
/// Addresses of 5 bits, so that blocks nest deeply; two port classes. Other protocols are always
/// denied here, so nothing is lost by leaving them out.
Universe blocks_universe();
/// Two halves of the addresses; messages of ICMP: types and codes with and without names.
Universe messages_universe();
/// Addresses of 3 bits; eight protocols, three of which random lists name.
Universe protocols_universe();

}  // namespace halfopen::oracle
