// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/nat_gateway_allocator.hpp"

#include <algorithm>

namespace halfopen {

std::optional<PortChoice> NatGatewayAllocator::pick(const PortRequest& request,
                                                    const PortTable& table) {
  const auto addresses = std::max<std::size_t>(1, addresses_.size());
  const std::uint32_t first = random_.below(static_cast<std::uint32_t>(addresses));
  const std::uint32_t start = random_.below(range_.size());
  std::uint32_t looked_at = 0;
  for (std::size_t i = 0; i < addresses; ++i) {
    PortFlow flow = request.flow;
    if (!addresses_.empty()) flow.local = addresses_[(first + i) % addresses];
    const FlowPorts ports = table.ports_of(flow);
    if (ports.count() >= limit_) continue;
    for (std::uint32_t n = 0; n < range_.size(); ++n) {
      ++looked_at;
      const auto port = static_cast<std::uint16_t>(range_.first + (start + n) % range_.size());
      if (!reserved_.test(port) && !ports.is_taken(port)) {
        return PortChoice{port, flow.local, looked_at};
      }
    }
  }
  return std::nullopt;
}

}  // namespace halfopen
