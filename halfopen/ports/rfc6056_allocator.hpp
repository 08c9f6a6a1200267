// SPDX-License-Identifier: Apache-2.0
// The five algorithms of RFC 6056, section 3.3.
#pragma once

#include <array>

#include "halfopen/ports/port_allocator.hpp"
#include "halfopen/ports/port_random.hpp"

namespace halfopen {

/// 1: a random start, then the next ports. 2: a random port, drawn anew at most as often as there
/// are ports, so that it may give up before all are taken. 3: a keyed hash of the destination plus
/// one counter. 4: the same with ten counters, chosen by a second hash. 5: each time a random step
/// of 1 to 500 from the port before. Free means free for this destination.
class Rfc6056Allocator : public PortAllocator {
 public:
  /// `number` is 1 to 5.
  Rfc6056Allocator(const PortSettings& settings, int number);
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;

 private:
  /// Where to look at the n-th try, from 0 on, counted from the range's first port.
  std::uint32_t candidate(std::uint32_t n, std::uint32_t start, std::uint64_t hash);

  PortRange range_;
  int number_;
  PortMask reserved_;
  std::uint64_t seed_;
  PortRandom random_;
  std::array<std::uint32_t, 10> counters_{};
};

}  // namespace halfopen
