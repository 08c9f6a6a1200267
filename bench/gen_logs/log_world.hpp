// SPDX-License-Identifier: Apache-2.0
// Who talks in a generated log: the hosts of a snapshot, and networks outside of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/net/port_range.hpp"
#include "halfopen/ports/port_random.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen::bench {

/// An interface that writes records.
struct LogInterface {
  std::string id;
  std::string vpc_id;
  std::string subnet_id;
  std::string instance_id;
  std::int64_t window = 60;  ///< seconds that a record covers: 60 or 600
  std::int64_t phase = 0;    ///< where its windows begin
};

/// One address of an interface.
struct LogHost {
  std::uint32_t interface = 0;
  IpAddress address;
  Location place;
  bool gateway = false;  ///< of a NAT gateway: carries what others say
  PortRange client_ports;
};

/// Hosts outside, which a rule of the snapshot names, or all of them.
struct LogNetwork {
  CidrBlock block;
};

/// A service that somebody may ask for. Port 0 with `scan`: any.
struct LogService {
  IpProtocol protocol;
  std::uint16_t port = 0;
  bool scan = false;
};

struct LogWorld {
  std::vector<LogInterface> interfaces;
  std::vector<std::uint32_t> idle;  ///< interfaces without traffic
  std::vector<LogHost> hosts;
  std::vector<LogNetwork> networks;
  std::vector<LogService> services;
};

/// Where no interface of a subnet is loaded, three are made up. At most 40 interfaces are kept. Of
/// a snapshot without subnets the only network ACL guards all hosts; fails if there are several.
Result<LogWorld> make_log_world(const Snapshot& snapshot, std::uint64_t seed);

/// An address of the network that the internet may have; none if chance does not find one.
std::optional<IpAddress> draw_address(const LogNetwork& network, const Snapshot& snapshot,
                                      PortRandom& random);

}  // namespace halfopen::bench
