// SPDX-License-Identifier: Apache-2.0
// Numbers that look random and are the same on every run: the secrets of a simulated host.
#pragma once

#include <cstdint>

#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// Spreads every bit of a number over all 64 (a bijection). Not a cryptographic function: it stands
/// where a kernel has SipHash with a secret of its own, so that sequences have the same shape.
/// Which port a real host picks cannot be foretold from it.
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 32)) * 0x9fb21c651e98df25U;
  x = (x ^ (x >> 29)) * 0xd6e8feb86659fd93U;
  return x ^ (x >> 32);
}

/// A hash of two addresses and a port under a key.
constexpr std::uint64_t keyed_hash(std::uint64_t key, const IpAddress& local,
                                   const IpAddress& remote, std::uint64_t remote_port) {
  std::uint64_t hash = mixed(key + 0x632be59bd9b4e019U);
  for (const AddressBits bits : {local.bits(), remote.bits()}) {
    hash = mixed(hash ^ static_cast<std::uint64_t>(bits));
    hash = mixed(hash ^ static_cast<std::uint64_t>(bits >> 64));
  }
  return mixed(hash ^ remote_port);
}

/// A stream of numbers that depends on the seed alone.
class PortRandom {
 public:
  explicit PortRandom(std::uint64_t seed) : key_(mixed(seed + 0x2545f4914f6cdd1dU)) {}

  std::uint64_t next() { return mixed(key_ ^ mixed(++count_)); }
  std::uint16_t next16() { return static_cast<std::uint16_t>(next() >> 24); }
  /// From 0 to bound - 1; bound must not be 0.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }

 private:
  std::uint64_t key_;
  std::uint64_t count_ = 0;
};

}  // namespace halfopen
