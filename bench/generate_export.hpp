// SPDX-License-Identifier: Apache-2.0
// A large export that looks like an account's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"

namespace halfopen::bench {

/// Numbers from a seed, the same on every platform.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  std::uint32_t bits() { return static_cast<std::uint32_t>(engine_()); }

 private:
  std::mt19937 engine_;
};

/// Rules as accounts have them: mostly allows of TCP from blocks of all sizes, some UDP, ICMP and
/// denies. Numbers are `first`, `first` + 10 and so on.
std::vector<NetworkAclEntry> random_entries(Dice& dice, Direction direction, IpFamily family,
                                            std::size_t count, RuleNumber first);

/// At least `bytes` of what `aws ec2 describe-network-acls --output json` prints: 20 to 40 entries
/// an ACL, IPv4 and IPv6, associations and tags.
std::string generate_export(std::size_t bytes, std::uint32_t seed);

}  // namespace halfopen::bench
