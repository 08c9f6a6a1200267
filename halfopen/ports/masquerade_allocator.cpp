// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/masquerade_allocator.hpp"

#include <algorithm>

namespace halfopen {

std::optional<PortChoice> MasqueradeAllocator::pick(const PortRequest& request,
                                                    const PortTable& table) {
  constexpr std::uint32_t kMostTries = 128;
  constexpr std::uint32_t kLastRound = 16;
  PortFlow flow = request.flow;
  if (!addresses_.empty()) flow.local = addresses_.front();
  const FlowPorts ports = table.ports_of(flow);
  const std::uint16_t own = request.source_port.value_or(1024);
  std::uint32_t looked_at = 0;
  if (!fully_random_ && request.source_port) {
    ++looked_at;
    if (!ports.is_taken(own)) return PortChoice{own, flow.local, looked_at};
  }
  const PortRange range = masquerade_class(own);
  std::uint32_t tries = std::min(range.size(), kMostTries);
  while (true) {
    std::uint16_t offset = random_.next16();
    for (std::uint32_t i = 0; i < tries; ++i, ++offset) {
      ++looked_at;
      const auto port = static_cast<std::uint16_t>(range.first + offset % range.size());
      if (!ports.is_taken(port)) return PortChoice{port, flow.local, looked_at};
    }
    if (tries < kLastRound || tries >= range.size()) return std::nullopt;
    tries /= 2;
  }
}

}  // namespace halfopen
