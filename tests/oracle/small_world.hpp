// SPDX-License-Identifier: Apache-2.0
// Small clouds for the questions about many pairs: a few subnets, their network ACLs as rows that
// the oracle can judge, and the same as JSON text for the library.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "halfopen/ingest/load.hpp"
#include "halfopen/net/packet.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {

using Rows = std::vector<NetworkAclEntry>;

/// A subnet and the ACL that guards it; none: nobody knows which.
struct SmallSubnet {
  std::string id;
  std::vector<CidrBlock> cidrs;
  std::optional<std::size_t> acl;
  bool by_default = false;  ///< the ACL is its VPC's default one, and no association says so

  bool has(IpFamily family) const;
};

struct SmallWorld {
  std::vector<Rows> acls;
  std::vector<SmallSubnet> subnets;
};

struct SmallWorldOptions {
  bool unknown_acls = true;
  bool contradicting_rows = false;  ///< two rows under one number: what they match is unknown
  std::size_t rules = 10;           ///< of an ACL, at most
};
SmallWorld random_small_world(Dice& dice, const SmallWorldOptions& options);

/// Some rows, among which those about the subnets are frequent.
NetworkAclEntry random_rule(Dice& dice, RuleNumber number);
RuleNumber unused_number(Dice& dice, const Rows& rows, Direction direction);

std::string json_text(const SmallWorld& world);
Loader::Loaded loaded(const SmallWorld& world);

/// Ordered, so that the worst of several crossings is the lowest.
enum class Fate : std::uint8_t { denied, unknown, allowed };

/// Where a packet starts or ends: a subnet by its index, a place behind an ACL that guards no
/// subnet (kBehindAcl + its index), or outside.
using Place = std::optional<std::size_t>;
inline constexpr std::size_t kBehindAcl = 1000;

/// True if the ACL guards no subnet.
bool is_idle(const SmallWorld& world, std::size_t acl);

/// What becomes of a packet on its way between different places, by the wording.
Fate fate_of(const SmallWorld& world, Place from, Place to, const Packet& packet);

/// The addresses of one family at the edges of all rules: first and last of each block and those
/// beside them. The lowest and the highest of the family are among them.
std::vector<IpAddress> edge_addresses(const std::vector<const SmallWorld*>& worlds,
                                      IpFamily family);
/// Those of them that stand at a place. Never empty for a subnet of the family.
std::vector<IpAddress> addresses_at(const SmallWorld& world, Place place,
                                    const std::vector<IpAddress>& edges);

/// The ports at the edges of all rules and of the usual client ranges: one at least of every run
/// that everything treats alike.
std::vector<std::uint16_t> edge_ports(const std::vector<const SmallWorld*>& worlds);

/// A packet of TCP or UDP, of ICMP (`port` is TYPE * 256 + CODE), or of another protocol.
Packet packet_to(const IpAddress& source, const IpAddress& destination, IpProtocol protocol,
                 std::uint16_t port);

}  // namespace halfopen::oracle
