// SPDX-License-Identifier: Apache-2.0
// Random rules and packets that meet each other often: a small world of addresses, ports at the
// edges that matter, all kinds of protocols.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen::oracle {

/// A source of randomness that a failing test can name: its seed.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  /// 0 to sides-1.
  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(engine_() % sides); }
  bool coin() { return roll(2) == 0; }

  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return *(choices.begin() + roll(static_cast<std::uint32_t>(choices.size())));
  }

 private:
  std::mt19937 engine_;
};

/// `count` entries in random order; numbers are unique in a direction (as EC2 demands).
std::vector<NetworkAclEntry> random_rows(Dice& dice, std::size_t count);
IpAddress random_address(Dice& dice, IpFamily family);
Packet random_packet(Dice& dice);
std::uint16_t random_port(Dice& dice);

/// The ACL of these rows; there must be no diagnostics.
NetworkAcl acl_of(std::vector<NetworkAclEntry> rows);

}  // namespace halfopen::oracle
