// SPDX-License-Identifier: Apache-2.0
// Well-known services. The table is data/service_ports.json.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// One name of a service. A service with aliases has one row a name, the primary one first.
struct ServicePortRow {
  std::string_view name;  ///< lower case
  std::string_view title;
  IpProtocol protocol;
  std::uint16_t port;
  bool is_primary;
};

/// The whole table, in ascending order of ports.
std::span<const ServicePortRow> service_port_rows();

/// Finds a service by any of its names, in any case. Null if there is none.
const ServicePortRow* find_service(std::string_view name);

/// The known services of a protocol whose ports are in the set, by their primary names, in
/// ascending order of ports.
std::vector<const ServicePortRow*> services_in(const PortSet& ports, IpProtocol protocol);

}  // namespace halfopen
