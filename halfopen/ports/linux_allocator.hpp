// SPDX-License-Identifier: Apache-2.0
// How Linux chooses client ports: connect(), bind() to port 0, UDP.
#pragma once

#include <array>
#include <vector>

#include "halfopen/ports/port_allocator.hpp"
#include "halfopen/ports/port_random.hpp"

namespace halfopen {

/// The range that a socket chooses from: IP_LOCAL_PORT_RANGE narrows the system's range; a bound of
/// it that lies outside is ignored (net/ipv4/inet_connection_sock.c).
PortRange linux_port_range(const PortSettings& settings);

/// TCP connect() without bind() (net/ipv4/inet_hashtables.c). Each destination has a start of its
/// own, which a keyed hash gives and every choice moves on by 2 to 16; ports of the parity of the
/// range's first port are tried before the others. With IP_LOCAL_PORT_RANGE both parities are
/// tried in order. A port may serve several destinations. The hash changes every 10 seconds.
class LinuxConnectAllocator : public PortAllocator {
 public:
  explicit LinuxConnectAllocator(const PortSettings& settings);
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;

 private:
  std::optional<PortChoice> scan(const PortRequest& request, const FlowPorts& ports,
                                 std::uint32_t offset, std::uint32_t step,
                                 std::uint32_t& looked_at) const;

  PortRange range_;
  bool own_range_;
  PortMask reserved_;
  std::array<PortMask, 2> passes_;  ///< what each pass may choose
  std::uint64_t seed_;
  PortRandom random_;
  std::vector<std::uint32_t> moved_;  ///< for each bucket of destinations
};

/// bind() to port 0 (net/ipv4/inet_connection_sock.c): a random start, ports of the other parity
/// first, and only ports that nobody holds.
class LinuxBindAllocator : public PortAllocator {
 public:
  explicit LinuxBindAllocator(const PortSettings& settings);
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;
  bool binds() const override { return true; }

 private:
  PortRange range_;
  PortMask reserved_;
  PortRandom random_;
};

/// UDP without bind() (net/ipv4/udp.c): a random start; then the ports of the same slot of the hash
/// table, then those of the next slots. Only ports that nobody holds.
class LinuxUdpAllocator : public PortAllocator {
 public:
  explicit LinuxUdpAllocator(const PortSettings& settings);
  std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) override;
  bool binds() const override { return true; }

 private:
  PortRange range_;
  PortMask reserved_;
  PortRandom random_;
};

}  // namespace halfopen
