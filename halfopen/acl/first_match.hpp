// SPDX-License-Identifier: Apache-2.0
// One packet against one rule list, as the VPC User Guide words it: the lowest-numbered rule that
// matches decides, and what no rule matches is denied.
#pragma once

#include <optional>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {

/// What became of a packet, and the entry that decided. No entry: the default deny `*`.
struct Decision {
  RuleAction action = RuleAction::deny;
  const NetworkAclEntry* entry = nullptr;  ///< borrowed from the NetworkAcl

  friend bool operator==(const Decision&, const Decision&) = default;
};

/// "100", or "*" for the default deny.
std::string rule_label(const Decision& decision);

/// Why an entry does not match a packet; the first reason in this order.
enum class Mismatch : std::uint8_t { family, address, protocol, port, icmp };

/// Nothing if the entry matches a packet that crosses in the entry's direction.
std::optional<Mismatch> mismatch(const NetworkAclEntry& entry, const Packet& packet);

/// Linear in the number of entries, no allocation. Compiled form for many packets: CompiledAcl.
Decision first_match(const NetworkAcl& acl, Direction direction, const Packet& packet);

}  // namespace halfopen
