// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/rfc6056_allocator.hpp"

namespace halfopen {

Rfc6056Allocator::Rfc6056Allocator(const PortSettings& settings, int number)
    : range_(settings.range),
      number_(number),
      reserved_(port_mask(settings.reserved)),
      seed_(settings.seed),
      random_(settings.seed) {
  for (std::uint32_t& counter : counters_) counter = random_.below(65536);
}

std::uint32_t Rfc6056Allocator::candidate(std::uint32_t n, std::uint32_t start,
                                          std::uint64_t hash) {
  constexpr std::uint32_t kTradeOff = 500;
  const auto keyed = static_cast<std::uint32_t>(hash >> 40);
  switch (number_) {
    case 1: return start + n;
    case 2: return n == 0 ? start : random_.below(range_.size());
    case 3: return keyed + counters_[0]++;
    case 4: return keyed + counters_[mixed(hash) % counters_.size()]++;
    default: return counters_[0] += random_.below(kTradeOff) + 1;
  }
}

std::optional<PortChoice> Rfc6056Allocator::pick(const PortRequest& request,
                                                 const PortTable& table) {
  const PortFlow& flow = request.flow;
  const FlowPorts ports = table.ports_of(flow);
  const std::uint64_t hash = keyed_hash(seed_, flow.local, flow.remote, flow.remote_port);
  const std::uint32_t start = random_.below(range_.size());
  for (std::uint32_t n = 0; n < range_.size(); ++n) {
    const auto port =
        static_cast<std::uint16_t>(range_.first + candidate(n, start, hash) % range_.size());
    if (!reserved_.test(port) && !ports.is_taken(port)) return PortChoice{port, flow.local, n + 1};
  }
  return std::nullopt;
}

}  // namespace halfopen
