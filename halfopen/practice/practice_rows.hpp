// SPDX-License-Identifier: Apache-2.0
// What scenes are made of: services, systems, addresses and rows that look like real ones.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "halfopen/practice/practice_dice.hpp"
#include "halfopen/practice/practice_scene.hpp"

namespace halfopen {

inline constexpr Direction kInbound = Direction::ingress;
inline constexpr Direction kOutbound = Direction::egress;

/// A service that people know by its name.
struct KnownService {
  const char* name;
  IpProtocol protocol;
  std::uint16_t port;
};
std::span<const KnownService> known_services();

/// The service of a known one.
inline Service service_of(const KnownService& known) {
  Service service;
  service.protocol = known.protocol;
  service.port = known.port;
  return service;
}

/// Different ones over TCP, in random order.
std::vector<KnownService> some_tcp_services(PracticeDice& dice, std::size_t count);

/// A profile of the table by its name, which must be there.
ClientProfile profile(const char* name);

/// "Linux": how questions call the system.
std::string system_name(const ClientProfile& profile);

inline PortRange one_port(std::uint16_t port) { return {port, port}; }
inline CidrBlock anywhere(IpFamily family = IpFamily::v4) { return CidrBlock::all(family); }

NetworkAclEntry row(RuleNumber number, Direction direction, RuleAction action, IpProtocol protocol,
                    PortRange ports, const CidrBlock& cidr);
NetworkAclEntry allow(RuleNumber number, Direction direction, IpProtocol protocol, PortRange ports,
                      const CidrBlock& cidr);
NetworkAclEntry deny(RuleNumber number, Direction direction, IpProtocol protocol, PortRange ports,
                     const CidrBlock& cidr);
/// Every protocol.
NetworkAclEntry all_traffic(RuleNumber number, Direction direction, RuleAction action,
                            const CidrBlock& cidr);

/// An address from one of the blocks that are kept for documents (RFC 5737, RFC 3849).
IpAddress outside_address(PracticeDice& dice, IpFamily family = IpFamily::v4);

/// A subnet with one ACL, 10.X.Y.0/24 and 2001:db8:X:Y::/64, appended to the scene. Its index.
std::size_t add_subnet(PracticeDice& dice, PracticeScene& scene, const std::string& role,
                       bool with_v6 = false);

/// A host of the subnet.
PracticeHost host_in(PracticeDice& dice, const PracticeScene& scene, std::size_t subnet,
                     IpFamily family = IpFamily::v4);
inline PracticeHost outside_host(const IpAddress& address) { return {address, std::nullopt}; }

/// Rows of other services and other networks between those that matter: more of them on higher
/// levels. Numbers 101-899 that are free; never about `spared`.
void add_noise(PracticeDice& dice, PracticeScene& scene, std::size_t acl, int level,
               const std::vector<std::uint16_t>& spared);

/// Puts the rows of every list in the order of evaluation, inbound first.
void sort_rows(PracticeScene& scene);

}  // namespace halfopen
