// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/linux_allocator.hpp"

#include <algorithm>

namespace halfopen {
namespace {

constexpr std::uint32_t kBuckets = 65536;  // CONFIG_INET_TABLE_PERTURB_ORDER 16
constexpr std::uint32_t kUdpSlots = 4096;
constexpr std::int64_t kNewHash = PortTime::seconds(10).count();

std::uint32_t even_part(std::uint32_t size) { return size > 1 ? size & ~1U : size; }

}  // namespace

PortRange linux_port_range(const PortSettings& settings) {
  PortRange range = settings.range;
  if (!settings.socket_range) return range;
  const PortRange wanted = *settings.socket_range;
  if (range.contains(wanted.first)) range.first = wanted.first;
  if (range.contains(wanted.last)) range.last = wanted.last;
  return range;
}

LinuxConnectAllocator::LinuxConnectAllocator(const PortSettings& settings)
    : range_(linux_port_range(settings)),
      own_range_(settings.socket_range.has_value()),
      reserved_(port_mask(settings.reserved)),
      seed_(settings.seed),
      random_(settings.seed) {
  for (std::uint32_t port = range_.first; port <= range_.last; ++port) {
    const bool other_parity = !own_range_ && (port - range_.first) % 2 != 0;
    passes_[other_parity ? 1 : 0].set(port, !reserved_.test(port));
  }
  moved_.reserve(kBuckets);
  for (std::uint32_t i = 0; i < kBuckets; ++i) {
    moved_.push_back(static_cast<std::uint32_t>(random_.next()));
  }
}

std::optional<PortChoice> LinuxConnectAllocator::pick(const PortRequest& request,
                                                      const PortTable& table) {
  const FlowPorts ports = table.ports_of(request.flow);
  const std::uint32_t step = own_range_ ? 1 : 2;
  const std::uint32_t tried = own_range_ ? range_.size() : even_part(range_.size());
  const auto age = static_cast<std::uint64_t>(table.now().count() / kNewHash);
  const std::uint64_t hash = keyed_hash(seed_ ^ mixed(age), request.flow.local, request.flow.remote,
                                        request.flow.remote_port);
  std::uint32_t& moved = moved_[hash % kBuckets];
  std::uint32_t offset = (moved + static_cast<std::uint32_t>(hash >> 32)) % tried;
  if (!own_range_) offset &= ~1U;
  std::uint32_t looked_at = 0;
  std::optional<PortChoice> choice = scan(request, ports, offset, step, looked_at);
  // How far the next start moves counts from the beginning of the pass that found the port.
  std::uint32_t passed = looked_at - 1;
  if (!choice && !own_range_ && tried > 1) {
    const std::uint32_t before = looked_at;
    choice = scan(request, ports, offset + 1, step, looked_at);
    passed = looked_at - before - 1;
  }
  if (choice) moved += std::max(passed, random_.below(8)) * step + step;
  return choice;
}

std::optional<PortChoice> LinuxConnectAllocator::scan(const PortRequest& request,
                                                      const FlowPorts& ports, std::uint32_t offset,
                                                      std::uint32_t step,
                                                      std::uint32_t& looked_at) const {
  const std::uint32_t tried = own_range_ ? range_.size() : even_part(range_.size());
  const std::size_t pass = own_range_ ? 0 : offset % 2;
  if (ports.are_taken(passes_[pass])) {
    looked_at += (tried + step - 1) / step;
    return std::nullopt;
  }
  std::uint32_t port = range_.first + offset;
  for (std::uint32_t i = 0; i < tried; i += step, port += step) {
    if (port > range_.last) port -= tried;
    ++looked_at;
    const auto candidate = static_cast<std::uint16_t>(port);
    if (reserved_.test(candidate) || ports.is_taken(candidate)) continue;
    return PortChoice{candidate, request.flow.local, looked_at};
  }
  return std::nullopt;
}

LinuxBindAllocator::LinuxBindAllocator(const PortSettings& settings)
    : range_(linux_port_range(settings)),
      reserved_(port_mask(settings.reserved)),
      random_(settings.seed) {}

std::optional<PortChoice> LinuxBindAllocator::pick(const PortRequest& request,
                                                   const PortTable& table) {
  const FlowPorts ports = table.ports_of(request.flow);
  const std::uint32_t tried = even_part(range_.size());
  const std::uint32_t odd = random_.below(tried) | 1U;
  std::uint32_t looked_at = 0;
  for (const std::uint32_t offset : {odd, odd - 1}) {
    std::uint32_t port = range_.first + offset;
    for (std::uint32_t i = 0; i < tried; i += 2, port += 2) {
      if (port > range_.last) port -= tried;
      ++looked_at;
      const auto candidate = static_cast<std::uint16_t>(port);
      if (reserved_.test(candidate) || ports.is_held(candidate)) continue;
      return PortChoice{candidate, request.flow.local, looked_at};
    }
  }
  return std::nullopt;
}

LinuxUdpAllocator::LinuxUdpAllocator(const PortSettings& settings)
    : range_(linux_port_range(settings)),
      reserved_(port_mask(settings.reserved)),
      random_(settings.seed) {}

std::optional<PortChoice> LinuxUdpAllocator::pick(const PortRequest& request,
                                                  const PortTable& table) {
  const FlowPorts ports = table.ports_of(request.flow);
  const std::uint32_t start = range_.first + random_.below(range_.size());
  const std::uint32_t step = (static_cast<std::uint32_t>(random_.next()) | 1U) * kUdpSlots;
  std::uint32_t looked_at = 0;
  for (std::uint32_t slot = 0; slot < kUdpSlots; ++slot) {
    const auto first = static_cast<std::uint16_t>(start + slot);
    std::uint16_t port = first;
    do {
      if (range_.contains(port)) {
        ++looked_at;
        if (!reserved_.test(port) && !ports.is_held(port)) {
          return PortChoice{port, request.flow.local, looked_at};
        }
      }
      port = static_cast<std::uint16_t>(port + step);
    } while (port != first);
  }
  return std::nullopt;
}

}  // namespace halfopen
