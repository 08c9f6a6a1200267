// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/random_cloud.hpp"

namespace halfopen::oracle {
namespace {

struct End {
  std::string subnet;  ///< empty: outside
  IpAddress address;
};

std::vector<End> hosts_inside(const SnapshotDraft& draft, IpFamily family) {
  std::vector<End> ends;
  for (const Subnet& subnet : draft.subnets) {
    for (const CidrBlock& cidr : subnet.cidrs) {
      if (cidr.family() != family) continue;
      for (const std::uint32_t offset : {4U, 4U, 5U, 5U, 6U}) {
        ends.push_back({subnet.id, IpAddress(family, cidr.first() + offset)});
      }
    }
  }
  return ends;
}

/// On the internet, in a private network, behind the peering connection to a VPC that is not
/// loaded, and at addresses of loaded VPCs that no loaded subnet has.
std::vector<End> hosts_outside(const SnapshotDraft& draft, IpFamily family) {
  std::vector<End> ends;
  for (const char* text :
       {"198.51.100.4", "198.51.100.4", "198.51.100.70", "203.0.113.250", "203.0.113.250",
        "203.0.113.250", "192.168.1.4", "192.168.2.4", "172.20.0.4", "100.64.0.4",
        "2001:db8:ffff::4", "2001:db8:ffff::4", "2001:db8:fffe::4", "fd00::4"}) {
    const IpAddress address = *parse_ip_address(text);
    if (address.family() == family) ends.push_back({"", address});
  }
  for (const Vpc& vpc : draft.vpcs) {
    for (const CidrBlock& cidr : vpc.cidrs) {
      if (cidr.family() != family) continue;
      const bool v4 = family == IpFamily::v4;
      const AddressBits far =
          v4 ? AddressBits{cidr.prefix_length() == 24 ? 196U : 68U} : (AddressBits{15} << 64) + 4;
      const IpAddress address(family, cidr.first() + far);
      bool held = false;
      for (const Subnet& subnet : draft.subnets) {
        held = held || in_any_block(subnet.cidrs, address);
      }
      if (!held) ends.push_back({"", address});
    }
  }
  return ends;
}

std::uint16_t server_port(Dice& dice, const std::vector<std::uint16_t>& bounds) {
  if (dice.roll(3) == 0) return dice.one_of<std::uint16_t>({22, 80, 443});
  if (dice.coin()) return bounds[dice.roll(static_cast<std::uint32_t>(bounds.size()))];
  return static_cast<std::uint16_t>(dice.roll(65536));
}

std::uint16_t client_port(Dice& dice, const std::vector<std::uint16_t>& bounds) {
  if (dice.roll(3) == 0) return dice.one_of<std::uint16_t>({1023, 1024, 65535});
  if (dice.coin()) return bounds[dice.roll(static_cast<std::uint32_t>(bounds.size()))];
  return static_cast<std::uint16_t>(1024 + dice.roll(64512));
}

void add_service(Dice& dice, const SnapshotDraft& draft, IpFamily family,
                 SimulatedQuestion& question) {
  const bool v4 = family == IpFamily::v4;
  const auto bounds = bound_ports(draft);
  switch (dice.roll(10)) {
    case 0:
    case 1:
      question.protocol = v4 ? kIcmp : kIcmpV6;
      question.icmp = echo_request(family);
      if (dice.roll(5) == 0) question.icmp = v4 ? IcmpMessage{3, 4} : IcmpMessage{2, 0};
      return;
    case 2: question.protocol = IpProtocol{dice.one_of<std::uint8_t>({47, 132})}; break;
    case 3:
    case 4: question.protocol = kUdp; break;
    default: question.protocol = kTcp;
  }
  if (question.protocol.number == 47) return;
  question.server_port = server_port(dice, bounds);
  question.client_port = client_port(dice, bounds);
}

}  // namespace

SimulatedQuestion random_connection(Dice& dice, const SnapshotDraft& draft) {
  for (;;) {
    const bool to_internet = dice.roll(5) == 0;  // most ways to it need luck at several hops
    const IpFamily family = !to_internet && dice.roll(3) == 0 ? IpFamily::v6 : IpFamily::v4;
    const auto inside = hosts_inside(draft, family);
    const auto outside = hosts_outside(draft, family);
    if (inside.empty()) continue;
    const auto pick = [&](const std::vector<End>& ends) {
      return ends[dice.roll(static_cast<std::uint32_t>(ends.size()))];
    };
    End client = pick(inside);
    End server = dice.roll(5) < 2 ? pick(outside) : pick(inside);
    if (to_internet) server = outside[dice.roll(6)];
    if (server.subnet == client.subnet && dice.roll(3) != 0) continue;
    if (server.subnet.empty() && !to_internet && dice.roll(3) == 0) std::swap(client, server);
    if (client.address == server.address) continue;
    SimulatedQuestion question;
    question.client_subnet = client.subnet;
    question.client = client.address;
    question.server_subnet = server.subnet;
    question.server = server.address;
    add_service(dice, draft, family, question);
    return question;
  }
}

}  // namespace halfopen::oracle
