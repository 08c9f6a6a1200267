// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/port_allocator.hpp"

#include "halfopen/ports/linux_allocator.hpp"
#include "halfopen/ports/masquerade_allocator.hpp"
#include "halfopen/ports/nat_gateway_allocator.hpp"
#include "halfopen/ports/rfc6056_allocator.hpp"
#include "halfopen/ports/sequential_allocator.hpp"

namespace halfopen {

PortMask port_mask(const PortSet& set) {
  PortMask mask;
  for (const auto& interval : set.intervals()) {
    for (std::uint32_t port = interval.first; port <= interval.last; ++port) mask.set(port);
  }
  return mask;
}

std::unique_ptr<PortAllocator> make_port_allocator(PortAlgorithm algorithm,
                                                   const PortSettings& settings) {
  switch (algorithm) {
    case PortAlgorithm::linux_connect: return std::make_unique<LinuxConnectAllocator>(settings);
    case PortAlgorithm::linux_bind: return std::make_unique<LinuxBindAllocator>(settings);
    case PortAlgorithm::linux_udp: return std::make_unique<LinuxUdpAllocator>(settings);
    case PortAlgorithm::linux_masquerade: return std::make_unique<MasqueradeAllocator>(settings);
    case PortAlgorithm::nat_gateway:
    case PortAlgorithm::load_balancer: {
      const std::uint32_t limit = port_algorithm_row(algorithm).limit.value_or(65536);
      return std::make_unique<NatGatewayAllocator>(settings, limit);
    }
    case PortAlgorithm::freebsd: return std::make_unique<FreebsdAllocator>(settings);
    case PortAlgorithm::sequential: return std::make_unique<SequentialAllocator>(settings);
    case PortAlgorithm::rfc6056_1: return std::make_unique<Rfc6056Allocator>(settings, 1);
    case PortAlgorithm::rfc6056_2: return std::make_unique<Rfc6056Allocator>(settings, 2);
    case PortAlgorithm::windows:
    case PortAlgorithm::rfc6056_3: return std::make_unique<Rfc6056Allocator>(settings, 3);
    case PortAlgorithm::rfc6056_4: return std::make_unique<Rfc6056Allocator>(settings, 4);
    case PortAlgorithm::rfc6056_5: return std::make_unique<Rfc6056Allocator>(settings, 5);
  }
  return nullptr;
}

}  // namespace halfopen
