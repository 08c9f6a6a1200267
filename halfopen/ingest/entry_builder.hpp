// SPDX-License-Identifier: Apache-2.0
// From the fields of a row, as far as they could be read, to network ACL entries. All readers share
// it, so that a half-readable row means the same wherever it stands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/base/diagnostic.hpp"

namespace halfopen {

/// What a reader found in one row. A field that is missing or unreadable stays empty, and the
/// reader says so in `bad` unless the field may be missing.
struct EntryFields {
  /// Which fields were there but could not be read; the reader has added the diagnostics.
  struct Bad {
    bool number = false;
    bool direction = false;
    bool action = false;
    bool protocol = false;
    bool cidr = false;
    bool ports = false;
    bool icmp = false;
    bool meaning = false;  ///< a key that may change what the row means
  };

  std::optional<std::int64_t> number;
  std::optional<Direction> direction;
  std::optional<RuleAction> action;
  std::optional<std::int16_t> protocol;  ///< -1 to 255
  std::optional<CidrBlock> cidr;         ///< IPv4 or IPv6
  std::optional<CidrBlock> second_cidr;  ///< set only if the row names one of each family
  std::optional<std::int64_t> port_from;
  std::optional<std::int64_t> port_to;
  std::optional<std::int64_t> icmp_type;
  std::optional<std::int64_t> icmp_code;
  Bad bad;
  Origin origin;
};

/// Appends the row. What is missing or impossible becomes a diagnostic; such a row keeps its place
/// but is widened in what could not be read (any address, any port, both directions, first of all)
/// and gets the action `unknown`: it can make a verdict unknown, never wrong.
void build_entry(const EntryFields& fields, std::vector<NetworkAclEntry>& rows,
                 Diagnostics& diagnostics);

/// Reads "allow" or "deny" in any case.
std::optional<RuleAction> parse_rule_action(std::string_view text);

/// Reads "-1", "all", a number or a name. Nothing if it is none.
std::optional<std::int16_t> parse_rule_protocol(std::string_view text);

}  // namespace halfopen
