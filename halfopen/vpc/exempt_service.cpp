// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/exempt_service.hpp"

#include <algorithm>
#include <array>

namespace halfopen {
namespace {

struct ServiceAddress {
  std::string_view address;
  std::uint8_t protocol;  ///< 0: any
  std::uint16_t port;     ///< 0: any
  std::string_view name;
};

/// Fixed addresses: VPC User Guide (network ACLs, DHCP, IPv6 addressing) and the list of traffic
/// that flow logs leave out.
constexpr std::array<ServiceAddress, 17> kServices = {{
    {"169.254.169.253", 17, 53, "Amazon DNS"},
    {"169.254.169.253", 6, 53, "Amazon DNS"},
    {"fd00:ec2::253", 17, 53, "Amazon DNS"},
    {"fd00:ec2::253", 6, 53, "Amazon DNS"},
    {"169.254.169.254", 6, 80, "instance metadata"},
    {"fd00:ec2::254", 6, 80, "instance metadata"},
    {"169.254.170.2", 6, 80, "ECS task metadata"},
    {"169.254.169.123", 17, 123, "Amazon Time Sync"},
    {"fd00:ec2::123", 17, 123, "Amazon Time Sync"},
    {"169.254.169.250", 6, 1688, "Windows licence activation"},
    {"169.254.169.251", 6, 1688, "Windows licence activation"},
    {"fd00:ec2::250", 6, 1688, "Windows licence activation"},
    {"fd00:ec2::251", 6, 1688, "Windows licence activation"},
    {"fd00:ec2::240", 6, 1688, "Windows licence activation"},
    {"255.255.255.255", 17, 67, "DHCP"},
    {"ff02::1:2", 17, 547, "DHCP"},
    {"fe80:ec2::1", 0, 0, "VPC router"},
}};

/// The addresses of kServices, read once.
const std::array<IpAddress, kServices.size()>& service_addresses() {
  static const auto addresses = [] {
    std::array<IpAddress, kServices.size()> read;
    for (std::size_t i = 0; i < kServices.size(); ++i) {
      read[i] = parse_ip_address(kServices[i].address).value_or(IpAddress{});
    }
    return read;
  }();
  return addresses;
}

bool answers(const ServiceAddress& service, IpProtocol protocol, std::uint16_t port) {
  return (service.protocol == 0 || service.protocol == protocol.number) &&
         (service.port == 0 || service.port == port);
}

/// Amazon DNS in the client's VPC: the primary IPv4 block's base plus two, TCP and UDP port 53.
std::optional<IpAddress> vpc_resolver(const Snapshot& snapshot, const Location& client,
                                      IpProtocol protocol, std::uint16_t port) {
  if (client.kind != Location::Kind::subnet || !filters_ports(protocol) || port != 53) {
    return std::nullopt;
  }
  const auto vpc = snapshot.find_vpc(snapshot.subnets()[client.index].vpc_id);
  if (!vpc) return std::nullopt;
  for (const CidrBlock& block : snapshot.vpcs()[*vpc].cidrs) {
    if (block.family() == IpFamily::v4) return IpAddress(IpFamily::v4, block.first() + 2);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> exempt_service(const Snapshot& snapshot, const Location& client,
                                               const IpAddress& server, IpProtocol protocol,
                                               std::uint16_t port) {
  if (client.kind == Location::Kind::outside) return std::nullopt;
  for (std::size_t i = 0; i < kServices.size(); ++i) {
    if (service_addresses()[i] == server && answers(kServices[i], protocol, port)) {
      return kServices[i].name;
    }
  }
  if (vpc_resolver(snapshot, client, protocol, port) == server) return "Amazon DNS";
  if (client.kind != Location::Kind::subnet) return std::nullopt;
  const std::string& vpc_id = snapshot.subnets()[client.index].vpc_id;
  for (const std::uint32_t holder : snapshot.subnets_at(server)) {
    const Subnet& subnet = snapshot.subnets()[holder];
    if (subnet.vpc_id != vpc_id) continue;
    for (const CidrBlock& block : subnet.cidrs) {
      const bool is_v4 = block.family() == IpFamily::v4;
      if (is_v4 && server == IpAddress(IpFamily::v4, block.first() + 1)) return "VPC router";
    }
  }
  return std::nullopt;
}

bool holds_router(const Snapshot& snapshot, const Location& client, const AddressSet& servers) {
  if (client.kind != Location::Kind::subnet || servers.family != IpFamily::v4) return false;
  const std::string& vpc_id = snapshot.subnets()[client.index].vpc_id;
  for (const Subnet& subnet : snapshot.subnets()) {
    if (subnet.vpc_id != vpc_id) continue;
    for (const CidrBlock& block : subnet.cidrs) {
      const bool is_v4 = block.family() == IpFamily::v4;
      if (is_v4 && servers.bits.contains(block.first() + 1)) return true;
    }
  }
  return false;
}

std::vector<IpAddress> exempt_addresses(const Snapshot& snapshot, const Location& client,
                                        IpFamily family, IpProtocol protocol, std::uint16_t port) {
  std::vector<IpAddress> found;
  if (client.kind == Location::Kind::outside) return found;
  for (std::size_t i = 0; i < kServices.size(); ++i) {
    const IpAddress& address = service_addresses()[i];
    if (address.family() == family && answers(kServices[i], protocol, port)) {
      found.push_back(address);
    }
  }
  const auto resolver = vpc_resolver(snapshot, client, protocol, port);
  if (resolver && family == IpFamily::v4) found.push_back(*resolver);
  return found;
}

IntervalSet<AddressBits> exempt_service_addresses(const Snapshot& snapshot, IpFamily family) {
  IntervalSet<AddressBits> found;
  const auto add = [&](AddressBits bits) { found = found | IntervalSet<AddressBits>(bits, bits); };
  for (const IpAddress& address : service_addresses()) {
    if (address.family() == family) add(address.bits());
  }
  if (family != IpFamily::v4) return found;
  for (const Vpc& vpc : snapshot.vpcs()) {
    const auto primary = std::find_if(vpc.cidrs.begin(), vpc.cidrs.end(), [](const auto& block) {
      return block.family() == IpFamily::v4;
    });
    if (primary != vpc.cidrs.end()) add(primary->first() + 2);
  }
  return found;
}

}  // namespace halfopen
