// SPDX-License-Identifier: Apache-2.0
// VPCs, subnets, network ACLs, interfaces and security groups. Gateways and routes stand in
// random_routes.cpp.
#include "tests/oracle/random_cloud.hpp"

#include <set>

#include "tests/oracle/cloud_words.hpp"
#include "tests/oracle/random_routes.hpp"

namespace halfopen::oracle {
namespace {

std::string number(std::size_t value) { return std::to_string(value); }
IpAddress host_of(const CidrBlock& subnet, std::uint32_t offset) {
  return {subnet.family(), subnet.first() + offset};
}

/// The second VPC and the third may have the block of the first.
void add_vpcs(Dice& dice, SnapshotDraft& draft) {
  const std::size_t count = dice.roll(5) == 0 ? 1 : 2 + dice.roll(2);
  for (std::size_t i = 0; i < count; ++i) {
    Vpc vpc;
    vpc.id = "vpc-" + number(i);
    vpc.cidrs = {block("10.0." + number(dice.roll(6) == 0 ? 0 : i) + ".0/24")};
    if (dice.roll(4) == 0) vpc.cidrs.push_back(block("10.8." + number(i) + ".0/25"));
    if (dice.roll(2) == 0) vpc.cidrs.push_back(block("2001:db8:0:" + number(i) + "0::/60"));
    draft.vpcs.push_back(vpc);
  }
}

void add_subnets(Dice& dice, SnapshotDraft& draft) {
  for (std::size_t i = 0; i < draft.vpcs.size(); ++i) {
    const Vpc& vpc = draft.vpcs[i];
    const std::size_t count = 1 + dice.roll(4);
    for (std::size_t k = 0; k < count; ++k) {
      Subnet subnet;
      subnet.id = "subnet-" + number(i) + number(k);
      subnet.vpc_id = vpc.id;
      subnet.zone = dice.roll(3) == 0 ? "b" : "a";
      const IpAddress first(IpFamily::v4, vpc.cidrs[0].first() + 64 * k);
      subnet.cidrs = {CidrBlock(first, 26)};
      if (vpc.cidrs.back().family() == IpFamily::v6 && dice.roll(4) != 0) {
        subnet.cidrs.push_back(block("2001:db8:0:" + number(i) + number(k) + "::/64"));
      }
      draft.subnets.push_back(subnet);
    }
  }
}

/// A block that means something in this account.
CidrBlock cloud_block(Dice& dice, const SnapshotDraft& draft, IpFamily family) {
  const bool v4 = family == IpFamily::v4;
  switch (dice.roll(6)) {
    case 0: return CidrBlock::all(family);
    case 1: return block(v4 ? "10.0.0.0/8" : "2001:db8::/48");
    case 2: return block(v4 ? "198.51.100.0/24" : "2001:db8:ffff::/48");
    case 3: return block(v4 ? "192.168.0.0/16" : "fd00::/8");
    default: break;
  }
  const auto count = static_cast<std::uint32_t>(draft.subnets.size());
  for (const CidrBlock& cidr : draft.subnets[dice.roll(count)].cidrs) {
    if (cidr.family() != family) continue;
    if (dice.coin()) return cidr;
    return {host_of(cidr, 4 + dice.roll(3)), address_width(family)};
  }
  return CidrBlock::all(family);
}

/// Mostly allows, so that many connections work.
std::vector<NetworkAclEntry> cloud_rows(Dice& dice, const SnapshotDraft& draft) {
  std::vector<NetworkAclEntry> rows = random_rows(dice, dice.roll(7));
  for (NetworkAclEntry& row : rows) {
    if (dice.roll(3) == 0) row.action = RuleAction::allow;
    if (dice.roll(4) != 0) row.cidr = cloud_block(dice, draft, row.cidr.family());
    if (dice.roll(4) != 0) continue;  // what people write for replies
    row.protocol = dice.one_of<std::int16_t>({6, 6, 17});
    row.ports = {dice.one_of<std::uint16_t>({1024, 1024, 32768, 49152}), 65535};
  }
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
      if (dice.roll(6) == 0) continue;
      NetworkAclEntry rest;
      rest.number = family == IpFamily::v4 ? 32764 : 32765;
      rest.direction = direction;
      rest.action = RuleAction::allow;
      rest.cidr = CidrBlock::all(family);
      if (dice.roll(4) == 0) {
        rest.protocol = 6;
        rest.ports = dice.coin() ? PortRange{1024, 65535} : PortRange{32768, 60999};
      }
      rows.push_back(rest);
    }
  }
  return rows;
}

/// A subnet without association has the default ACL of its VPC.
void add_acls(Dice& dice, SnapshotDraft& draft) {
  for (const Vpc& vpc : draft.vpcs) {
    const std::size_t count = 1 + dice.roll(2);
    for (std::size_t k = 0; k < count; ++k) {
      NetworkAclDraft acl;
      acl.identity = {"acl-" + vpc.id.substr(4) + number(k), "", vpc.id, k == 0, {}};
      acl.rows = cloud_rows(dice, draft);
      draft.acls.push_back(acl);
    }
    for (const Subnet& subnet : draft.subnets) {
      if (subnet.vpc_id != vpc.id || dice.roll(5) == 0) continue;
      const std::string id =
          "acl-" + vpc.id.substr(4) + number(dice.roll(static_cast<std::uint32_t>(count)));
      draft.associations.push_back({subnet.id, id, {}});
    }
  }
}

void add_prefix_lists(Dice& dice, SnapshotDraft& draft) {
  draft.objects.prefix_lists = {
      {"pl-4", "", {cloud_block(dice, draft, IpFamily::v4), block("198.51.100.64/26")}, true, {}},
      {"pl-6", "", {cloud_block(dice, draft, IpFamily::v6), block("2001:db8:fffe::/48")}, true, {}},
  };
}

SecurityGroupRule random_group_rule(Dice& dice, const SnapshotDraft& draft, Direction direction) {
  SecurityGroupRule rule;
  rule.direction = direction;
  rule.protocol = dice.one_of<std::int16_t>({-1, -1, 6, 6, 6, 17, 1, 58, 47});
  const std::uint16_t a = random_port(dice);
  const std::uint16_t b = random_port(dice);
  rule.ports = dice.coin() ? PortRange{0, 65535} : PortRange{std::min(a, b), std::max(a, b)};
  rule.icmp_type = dice.one_of<std::int16_t>({-1, -1, 8, 128, 3});
  if (rule.icmp_type != -1) rule.icmp_code = dice.one_of<std::int16_t>({-1, 0, 4});
  const IpFamily family = dice.roll(3) == 0 ? IpFamily::v6 : IpFamily::v4;
  switch (dice.roll(5)) {
    case 0: rule.prefix_list = family == IpFamily::v4 ? "pl-4" : "pl-6"; break;
    case 1:
    case 2: {
      const auto count = static_cast<std::uint32_t>(draft.vpcs.size());
      rule.group = "sg-" + number(dice.roll(count)) + number(dice.roll(2));
      rule.protocol = -1;
      break;
    }
    default: rule.cidr = cloud_block(dice, draft, family);
  }
  return rule;
}

/// Two groups a VPC, sometimes one of them not loaded; half of the lists allow everything.
void add_groups(Dice& dice, SnapshotDraft& draft) {
  for (std::size_t i = 0; i < draft.vpcs.size(); ++i) {
    for (std::size_t k = 0; k < 2; ++k) {
      if (dice.roll(12) == 0) continue;
      SecurityGroup group;
      group.id = "sg-" + number(i) + number(k);
      group.vpc_id = draft.vpcs[i].id;
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        const std::size_t count = 1 + dice.roll(3);
        for (std::size_t n = 0; n < count; ++n) {
          group.rules.push_back(random_group_rule(dice, draft, direction));
        }
        if (dice.coin()) continue;
        for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
          SecurityGroupRule all;
          all.direction = direction;
          all.cidr = CidrBlock::all(family);
          group.rules.push_back(all);
        }
      }
      draft.objects.security_groups.push_back(group);
    }
  }
}

/// At most two in a subnet: the address after them is free.
void add_interfaces(Dice& dice, SnapshotDraft& draft) {
  for (std::size_t i = 0; i < draft.subnets.size(); ++i) {
    const Subnet& subnet = draft.subnets[i];
    for (const std::uint32_t offset : {4U, 5U}) {
      if (dice.roll(4) == 0) continue;
      NetworkInterface interface;
      interface.id = "eni-" + subnet.id.substr(7) + number(offset);
      interface.subnet_id = subnet.id;
      interface.vpc_id = subnet.vpc_id;
      interface.kind = "interface";
      for (const CidrBlock& cidr : subnet.cidrs) {
        NetworkInterface::Address address;
        address.address = host_of(cidr, offset);
        address.primary = interface.addresses.empty();
        if (cidr.family() == IpFamily::v4 && dice.roll(3) != 0) {
          address.public_ip = IpAddress(IpFamily::v4, 0xcb007100U + 16 * i + offset);
        }
        interface.addresses.push_back(address);
      }
      const std::string vpc = subnet.vpc_id.substr(4);
      for (const char* one : {"0", "1"}) {
        if (dice.coin()) interface.group_ids.push_back("sg-" + vpc + one);
      }
      draft.objects.interfaces.push_back(interface);
    }
  }
}

void add_bounds(std::set<std::uint16_t>& ports, const PortRange& range) {
  ports.insert({range.first, range.last});
  if (range.first > 0) ports.insert(static_cast<std::uint16_t>(range.first - 1));
  if (range.last < 65535) ports.insert(static_cast<std::uint16_t>(range.last + 1));
}

}  // namespace

SnapshotDraft random_cloud(Dice& dice) {
  SnapshotDraft draft;
  for (std::size_t kind = 0; kind < kObjectKinds; ++kind) {
    draft.objects.set_list(static_cast<ObjectKind>(kind));
  }
  add_vpcs(dice, draft);
  add_subnets(dice, draft);
  add_acls(dice, draft);
  add_prefix_lists(dice, draft);
  add_groups(dice, draft);
  add_interfaces(dice, draft);
  add_random_ways(dice, draft);
  return draft;
}

std::vector<std::uint16_t> bound_ports(const SnapshotDraft& draft) {
  std::set<std::uint16_t> ports;
  add_bounds(ports, {0, 65535});
  add_bounds(ports, {1024, 65535});
  for (const NetworkAclDraft& acl : draft.acls) {
    for (const NetworkAclEntry& row : acl.rows) add_bounds(ports, row.ports);
  }
  for (const SecurityGroup& group : draft.objects.security_groups) {
    for (const SecurityGroupRule& rule : group.rules) add_bounds(ports, rule.ports);
  }
  return {ports.begin(), ports.end()};
}

}  // namespace halfopen::oracle
