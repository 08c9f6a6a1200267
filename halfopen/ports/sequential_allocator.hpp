// SPDX-License-Identifier: Apache-2.0
// The next port, from one counter or from a random start.
#pragma once

#include "halfopen/ports/port_allocator.hpp"
#include "halfopen/ports/port_random.hpp"

namespace halfopen {

/// One counter for all destinations: the port after the last one, and so on round the range. What
/// most systems did before RFC 6056 (its section 2).
class SequentialAllocator : public PortAllocator {
 public:
  explicit SequentialAllocator(const PortSettings& settings)
      : range_(settings.range), reserved_(port_mask(settings.reserved)), last_(range_.last) {}
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;

 private:
  PortRange range_;
  PortMask reserved_;
  std::uint16_t last_;
};

/// FreeBSD (sys/netinet/in_pcb.c, net.inet.ip.portrange.randomized=1): a random start for each
/// connection, then the next ports round the range. Free means free for this destination.
class FreebsdAllocator : public PortAllocator {
 public:
  explicit FreebsdAllocator(const PortSettings& settings)
      : range_(settings.range), reserved_(port_mask(settings.reserved)), random_(settings.seed) {}
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;

 private:
  PortRange range_;
  PortMask reserved_;
  PortRandom random_;
};

}  // namespace halfopen
