// SPDX-License-Identifier: Apache-2.0
// One interface to every way of choosing a client port.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "halfopen/net/port_range.hpp"
#include "halfopen/ports/port_algorithm.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/ports/port_table.hpp"

namespace halfopen {

/// How the simulated system is set up.
struct PortSettings {
  PortRange range;                        ///< Linux: net.ipv4.ip_local_port_range
  PortSet reserved;                       ///< Linux: net.ipv4.ip_local_reserved_ports
  std::optional<PortRange> socket_range;  ///< Linux: the socket option IP_LOCAL_PORT_RANGE
  bool fully_random = false;              ///< masquerade: never tries to keep the port
  std::vector<IpAddress> addresses;       ///< of a translator; empty: that of the request
  std::uint64_t seed = 1;                 ///< stands for the secrets of the system
};

/// Who wants a port.
struct PortRequest {
  PortFlow flow;
  std::optional<std::uint16_t> source_port;  ///< masquerade: what the packet came with
};

/// A port that is free for the request.
struct PortChoice {
  std::uint16_t port = 0;
  IpAddress local;          ///< the flow's, or an address of the translator
  std::uint32_t tries = 1;  ///< ports that were looked at, this one included
};

/// Chooses ports. Depends on the settings, the requests before and the table, on nothing else: the
/// same questions give the same answers. Picking changes the allocator but not the table; the
/// caller holds the port. Not thread-safe.
class PortAllocator {
 public:
  virtual ~PortAllocator() = default;

  /// A port, or none if no port that the algorithm looks at is free: what people see then is
  /// PortAlgorithmRow::symptom. At worst linear in the range.
  virtual std::optional<PortChoice> pick(const PortRequest& request, const PortTable& table) = 0;

  /// Whether a picked port is bound: it then serves no other destination.
  virtual bool binds() const { return false; }
};

std::unique_ptr<PortAllocator> make_port_allocator(PortAlgorithm algorithm,
                                                   const PortSettings& settings);

/// The reserved ports, for tight loops.
PortMask port_mask(const PortSet& set);

}  // namespace halfopen
