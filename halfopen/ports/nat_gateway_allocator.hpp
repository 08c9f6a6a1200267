// SPDX-License-Identifier: Apache-2.0
// A managed translator with a limit of connections for each destination and address.
#pragma once

#include "halfopen/ports/port_allocator.hpp"
#include "halfopen/ports/port_random.hpp"

namespace halfopen {

/// Documented: the ports, and the most connections of one destination (address, port, protocol)
/// that each address holds. Assumed: the address is drawn among those that have room, and the
/// search for a port starts at a random one.
class NatGatewayAllocator : public PortAllocator {
 public:
  NatGatewayAllocator(const PortSettings& settings, std::uint32_t limit)
      : range_(settings.range),
        limit_(limit),
        reserved_(port_mask(settings.reserved)),
        addresses_(settings.addresses),
        random_(settings.seed) {}
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;

 private:
  PortRange range_;
  std::uint32_t limit_;
  PortMask reserved_;
  std::vector<IpAddress> addresses_;
  PortRandom random_;
};

}  // namespace halfopen
