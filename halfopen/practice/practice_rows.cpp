// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_rows.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace halfopen {
namespace {

constexpr std::array kKnownServices = {
    KnownService{"SSH", kTcp, 22},           KnownService{"HTTP", kTcp, 80},
    KnownService{"HTTPS", kTcp, 443},        KnownService{"SMTP", kTcp, 25},
    KnownService{"MySQL", kTcp, 3306},       KnownService{"PostgreSQL", kTcp, 5432},
    KnownService{"RDP", kTcp, 3389},         KnownService{"Redis", kTcp, 6379},
    KnownService{"LDAPS", kTcp, 636},        KnownService{"IMAPS", kTcp, 993},
    KnownService{"HTTP on 8080", kTcp, 8080}};

struct SystemName {
  const char* profile;
  const char* name;
};
constexpr SystemName kSystemNames[] = {
    {"linux", "Linux"},
    {"linux-pre-4.2", "Linux before 4.2"},
    {"windows", "Windows"},
    {"windows-legacy", "Windows XP"},
    {"macos", "macOS"},
    {"freebsd", "FreeBSD"},
    {"nat-gateway", "NAT gateway"},
    {"elb", "load balancer"},
    {"lambda", "Lambda"},
    {"any", "NAT device"},
    {"openbsd", "OpenBSD"},
    {"ntp", "ntpd"},
};

bool number_is_taken(const PracticeAcl& acl, Direction direction, RuleNumber number) {
  return std::any_of(acl.rows.begin(), acl.rows.end(), [&](const NetworkAclEntry& row) {
    return row.number == number && row.direction == direction;
  });
}

}  // namespace

std::span<const KnownService> known_services() { return kKnownServices; }

std::vector<KnownService> some_tcp_services(PracticeDice& dice, std::size_t count) {
  std::vector<KnownService> services(kKnownServices.begin(), kKnownServices.end());
  dice.shuffle(services);
  services.erase(services.begin() + static_cast<std::ptrdiff_t>(count), services.end());
  return services;
}

ClientProfile profile(const char* name) {
  return find_client_profile(name).value_or(ClientProfile{"any", {1024, 65535}});
}

std::string system_name(const ClientProfile& profile) {
  for (const SystemName& system : kSystemNames) {
    if (profile.name == system.profile) return system.name;
  }
  return profile.name;
}

NetworkAclEntry row(RuleNumber number, Direction direction, RuleAction action, IpProtocol protocol,
                    PortRange ports, const CidrBlock& cidr) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.direction = direction;
  entry.action = action;
  entry.protocol = protocol.number;
  entry.ports = ports;
  entry.cidr = cidr;
  return entry;
}

NetworkAclEntry allow(RuleNumber number, Direction direction, IpProtocol protocol, PortRange ports,
                      const CidrBlock& cidr) {
  return row(number, direction, RuleAction::allow, protocol, ports, cidr);
}

NetworkAclEntry deny(RuleNumber number, Direction direction, IpProtocol protocol, PortRange ports,
                     const CidrBlock& cidr) {
  return row(number, direction, RuleAction::deny, protocol, ports, cidr);
}

NetworkAclEntry all_traffic(RuleNumber number, Direction direction, RuleAction action,
                            const CidrBlock& cidr) {
  NetworkAclEntry entry = row(number, direction, action, kTcp, {}, cidr);
  entry.protocol = NetworkAclEntry::kEveryProtocol;
  return entry;
}

IpAddress outside_address(PracticeDice& dice, IpFamily family) {
  const AddressBits host = dice.between(2, 250);
  if (family == IpFamily::v6) {
    return {family, (AddressBits{0x20010db8'0000ffffU} << 64) + host};
  }
  const std::uint32_t base = dice.one_of({0xc0000200U, 0xc6336400U, 0xcb007100U});
  return {family, base + host};
}

std::size_t add_subnet(PracticeDice& dice, PracticeScene& scene, const std::string& role,
                       bool with_v6) {
  const std::size_t index = scene.subnets.size();
  // One VPC: the first two bytes are those of the first subnet.
  const AddressBits vpc = index == 0
                              ? AddressBits{0x0a000000U} + (AddressBits{dice.between(1, 250)} << 16)
                              : scene.subnets.front().cidrs.front().first() & 0xffff0000U;
  const AddressBits third = index * 16 + dice.between(1, 15);
  PracticeSubnet subnet;
  subnet.id = "subnet-" + role;
  subnet.acl = scene.acls.size();
  subnet.cidrs.emplace_back(IpAddress(IpFamily::v4, vpc + (third << 8)), 24);
  if (with_v6) {
    const AddressBits prefix = AddressBits{0x20010db8U} << 96;
    subnet.cidrs.emplace_back(
        IpAddress(IpFamily::v6, prefix + ((vpc >> 16 & 0xff) << 80) + (third << 64)), 64);
  }
  scene.subnets.push_back(std::move(subnet));
  scene.acls.push_back({"acl-" + role, {}});
  return index;
}

PracticeHost host_in(PracticeDice& dice, const PracticeScene& scene, std::size_t subnet,
                     IpFamily family) {
  for (const CidrBlock& block : scene.subnets[subnet].cidrs) {
    if (block.family() != family) continue;
    return {IpAddress(family, block.first() + dice.between(10, 250)), subnet};
  }
  return {scene.subnets[subnet].cidrs.front().address(), subnet};
}

void add_noise(PracticeDice& dice, PracticeScene& scene, std::size_t acl, int level,
               const std::vector<std::uint16_t>& spared) {
  static constexpr int kRows[] = {0, 1, 2, 3, 5};
  for (int left = kRows[level - 1]; left > 0; --left) {
    const KnownService& service = kKnownServices[dice.roll(kKnownServices.size())];
    const Direction direction = dice.coin() ? kInbound : kOutbound;
    const RuleNumber number = 100 + dice.roll(40) * 10 + 5;
    if (std::find(spared.begin(), spared.end(), service.port) != spared.end()) continue;
    if (number_is_taken(scene.acls[acl], direction, number)) continue;
    const CidrBlock other(IpAddress(IpFamily::v4, 0xac100000U + (dice.roll(16) << 16)), 16);
    const RuleAction action = dice.roll(3) == 0 ? RuleAction::deny : RuleAction::allow;
    scene.acls[acl].rows.push_back(row(number, direction, action, kTcp, one_port(service.port),
                                       dice.coin() ? other : anywhere()));
  }
}

void sort_rows(PracticeScene& scene) {
  for (PracticeAcl& acl : scene.acls) {
    std::stable_sort(acl.rows.begin(), acl.rows.end(),
                     [](const NetworkAclEntry& a, const NetworkAclEntry& b) {
                       if (a.direction != b.direction) return a.direction < b.direction;
                       return a.number < b.number;
                     });
  }
}

}  // namespace halfopen
