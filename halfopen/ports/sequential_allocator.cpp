// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/sequential_allocator.hpp"

namespace halfopen {
namespace {

/// The first free port behind `last`, round the range.
std::optional<PortChoice> next_free_port(const PortRange& range, const PortMask& reserved,
                                         std::uint16_t last, const PortRequest& request,
                                         const PortTable& table) {
  const FlowPorts ports = table.ports_of(request.flow);
  std::uint16_t port = last;
  for (std::uint32_t tries = 1; tries <= range.size(); ++tries) {
    port = port >= range.last || port < range.first ? range.first
                                                    : static_cast<std::uint16_t>(port + 1);
    if (reserved.test(port) || ports.is_taken(port)) continue;
    return PortChoice{port, request.flow.local, tries};
  }
  return std::nullopt;
}

}  // namespace

std::optional<PortChoice> SequentialAllocator::pick(const PortRequest& request,
                                                    const PortTable& table) {
  const auto choice = next_free_port(range_, reserved_, last_, request, table);
  if (choice) last_ = choice->port;
  return choice;
}

std::optional<PortChoice> FreebsdAllocator::pick(const PortRequest& request,
                                                 const PortTable& table) {
  const std::uint32_t span = range_.size() > 1 ? range_.size() - 1 : 1;
  const auto start = static_cast<std::uint16_t>(range_.first + random_.below(span));
  return next_free_port(range_, reserved_, start, request, table);
}

}  // namespace halfopen
