// SPDX-License-Identifier: Apache-2.0
// How Linux's source translation (masquerade, SNAT without ports) chooses ports.
#pragma once

#include "halfopen/ports/port_allocator.hpp"
#include "halfopen/ports/port_random.hpp"

namespace halfopen {

/// The ports that a translated connection may get: the class of its own source port
/// (net/netfilter/nf_nat_core.c): 1-511 for ports below 512, 600-1023 up to 1023, else 1024-65535.
constexpr PortRange masquerade_class(std::uint16_t source_port) {
  if (source_port < 512) return {1, 511};
  if (source_port < 1024) return {600, 1023};
  return {1024, 65535};
}

/// Keeps the source port where that is free for the destination (never with fully-random), even one
/// outside of its class's ports such as 550. Else it looks from a random port of the class on: 128
/// ports, then 64, 32, 16 and 8 from new random ports; then it gives up, and the packet is dropped.
/// The range of the settings is not asked: the class decides. Reserved ports are reserved for
/// bind() and connect(), so they count for nothing here.
class MasqueradeAllocator : public PortAllocator {
 public:
  explicit MasqueradeAllocator(const PortSettings& settings)
      : fully_random_(settings.fully_random),
        addresses_(settings.addresses),
        random_(settings.seed) {}
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;

 private:
  bool fully_random_;
  std::vector<IpAddress> addresses_;
  PortRandom random_;
};

}  // namespace halfopen
