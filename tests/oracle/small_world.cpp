// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/small_world.hpp"

#include <algorithm>

#include "tests/oracle/cloud_words.hpp"
#include "tests/oracle/first_match_oracle.hpp"

namespace halfopen::oracle {
namespace {

CidrBlock random_block_v4(Dice& dice) {
  const std::string k = std::to_string(dice.roll(5));
  switch (dice.roll(12)) {
    case 0: return block("10.0.0.0/8");
    case 1: return block("10.0.0.0/22");
    case 2:
    case 3: return block("10.0." + k + ".0/24");
    case 4: return block("10.0." + k + ".64/26");
    case 5: return block("10.0." + k + ".5/32");
    case 6: return block("198.51.100.0/24");
    case 7: return block("203.0.113.7/32");
    case 8: return block(dice.coin() ? "0.0.0.0/1" : "128.0.0.0/1");
    default: return block("0.0.0.0/0");
  }
}

CidrBlock random_block_v6(Dice& dice) {
  const std::string k = std::to_string(dice.roll(5));
  switch (dice.roll(8)) {
    case 0: return block("2001:db8::/32");
    case 1:
    case 2: return block("2001:db8:0:" + k + "::/64");
    case 3: return block("2001:db8:0:" + k + "::8/125");
    case 4: return block("2001:db8:0:" + k + "::5/128");
    case 5: return block("2001:db8:ffff::/48");
    default: return block("::/0");
  }
}

std::uint16_t random_bound(Dice& dice) {
  return dice.one_of<std::uint16_t>(
      {0, 22, 80, 443, 1023, 1024, 5000, 32768, 49152, 60999, 61000, 65535});
}

PortRange random_ports(Dice& dice) {
  const std::uint16_t a = random_bound(dice);
  switch (dice.roll(4)) {
    case 0: return {0, 65535};
    case 1: return {1024, 65535};
    case 2: return {a, a};
    default: break;
  }
  const std::uint16_t b = random_bound(dice);
  return {std::min(a, b), std::max(a, b)};
}

Rows random_rules(Dice& dice, const SmallWorldOptions& options) {
  Rows rows;
  const std::size_t count = dice.roll(static_cast<std::uint32_t>(options.rules) + 1);
  for (std::size_t i = 0; i < count; ++i) {
    NetworkAclEntry row = random_rule(dice, 0);
    row.number = unused_number(dice, rows, row.direction);
    rows.push_back(row);
    if (!options.contradicting_rows || dice.roll(12) != 0) continue;
    NetworkAclEntry twin = row;
    twin.action = row.action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
    rows.push_back(twin);
  }
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
      if (dice.coin()) continue;
      NetworkAclEntry rest;
      rest.number = family == IpFamily::v4 ? 32000 : 32001;
      rest.direction = direction;
      rest.action = RuleAction::allow;
      rest.cidr = CidrBlock::all(family);
      if (dice.roll(3) == 0) rest.protocol = 6;
      rows.push_back(rest);
    }
  }
  return rows;
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string entry_json(const NetworkAclEntry& row) {
  const bool v6 = row.cidr.family() == IpFamily::v6;
  return "{\"RuleNumber\": " + std::to_string(row.number) +
         ", \"Egress\": " + (row.direction == Direction::egress ? "true" : "false") +
         ", \"RuleAction\": " + quoted(row.action == RuleAction::allow ? "allow" : "deny") +
         ", \"Protocol\": " + quoted(std::to_string(row.protocol)) + ", " +
         (v6 ? "\"Ipv6CidrBlock\": " : "\"CidrBlock\": ") + quoted(to_string(row.cidr)) +
         ", \"PortRange\": {\"From\": " + std::to_string(row.ports.first) +
         ", \"To\": " + std::to_string(row.ports.last) +
         "}, \"IcmpTypeCode\": {\"Type\": " + std::to_string(row.icmp_type) +
         ", \"Code\": " + std::to_string(row.icmp_code) + "}}";
}

/// Subnets whose ACL nobody knows stand in a VPC without a default one.
std::string vpc_of(const SmallSubnet& subnet) {
  if (!subnet.acl) return "vpc-unknown";
  return subnet.by_default ? "vpc-" + std::to_string(*subnet.acl) : "vpc-known";
}

std::string acl_json(const SmallWorld& world, std::size_t index) {
  std::string entries;
  for (const NetworkAclEntry& row : world.acls[index]) {
    entries += (entries.empty() ? "" : ",\n ") + entry_json(row);
  }
  const std::string id = "acl-" + std::to_string(index);
  std::string associations;
  bool is_default = false;
  for (const SmallSubnet& subnet : world.subnets) {
    if (subnet.acl != index) continue;
    is_default = is_default || subnet.by_default;
    if (subnet.by_default) continue;
    associations += (associations.empty() ? "" : ", ") + std::string("{\"SubnetId\": ") +
                    quoted(subnet.id) + ", \"NetworkAclId\": " + quoted(id) + '}';
  }
  return "{\"NetworkAclId\": " + quoted(id) +
         ", \"VpcId\": " + quoted(is_default ? "vpc-" + std::to_string(index) : "vpc-known") +
         ", \"IsDefault\": " + (is_default ? "true" : "false") + ", \"Associations\": [" +
         associations + "], \"Entries\": [" + entries + "]}";
}

std::string subnet_json(const SmallSubnet& subnet) {
  std::string text =
      "{\"SubnetId\": " + quoted(subnet.id) + ", \"VpcId\": " + quoted(vpc_of(subnet));
  for (const CidrBlock& cidr : subnet.cidrs) {
    if (cidr.family() == IpFamily::v4) {
      text += ", \"CidrBlock\": " + quoted(to_string(cidr));
    } else {
      text += ", \"Ipv6CidrBlockAssociationSet\": [{\"Ipv6CidrBlock\": " + quoted(to_string(cidr)) +
              ", \"Ipv6CidrBlockState\": {\"State\": \"associated\"}}]";
    }
  }
  return text + '}';
}

/// Several different rows under the number that decides: nobody knows which is in force.
bool contradicts(const Rows& rows, Direction direction, const std::string& number,
                 IpFamily family) {
  return std::count_if(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
           return row.direction == direction && std::to_string(row.number) == number &&
                  row.cidr.family() == family;
         }) > 1;
}

Fate at_edge(const SmallWorld& world, Place place, Direction direction, const Packet& packet) {
  if (!place) return Fate::allowed;
  const auto acl =
      *place >= kBehindAcl ? std::optional(*place - kBehindAcl) : world.subnets[*place].acl;
  if (!acl) return Fate::unknown;
  const Rows& rows = world.acls[*acl];
  const Judgement judgement = judge(rows, direction, packet);
  if (contradicts(rows, direction, judgement.rule, packet.source.family())) return Fate::unknown;
  return judgement.action == "allow" ? Fate::allowed : Fate::denied;
}

}  // namespace

bool SmallSubnet::has(IpFamily family) const {
  return std::any_of(cidrs.begin(), cidrs.end(),
                     [&](const CidrBlock& cidr) { return cidr.family() == family; });
}

NetworkAclEntry random_rule(Dice& dice, RuleNumber number) {
  NetworkAclEntry row;
  row.number = number;
  row.direction = dice.coin() ? Direction::ingress : Direction::egress;
  row.action = dice.roll(3) == 0 ? RuleAction::deny : RuleAction::allow;
  const bool v6 = dice.roll(3) == 0;
  row.cidr = v6 ? random_block_v6(dice) : random_block_v4(dice);
  row.protocol = dice.one_of<std::int16_t>(
      {6, 6, 6, 6, 17, 17, -1, 47, static_cast<std::int16_t>(v6 ? 58 : 1)});
  row.ports = random_ports(dice);
  row.icmp_type = dice.one_of<std::int16_t>({-1, 0, 3, 8, 128, 129});
  row.icmp_code = row.icmp_type == -1 ? std::int16_t{-1} : dice.one_of<std::int16_t>({-1, 0, 4});
  return row;
}

RuleNumber unused_number(Dice& dice, const Rows& rows, Direction direction) {
  for (;;) {
    const RuleNumber number = 1 + dice.roll(300);
    const bool used = std::any_of(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
      return row.number == number && row.direction == direction;
    });
    if (!used) return number;
  }
}

SmallWorld random_small_world(Dice& dice, const SmallWorldOptions& options) {
  SmallWorld world;
  const std::size_t acls = 1 + dice.roll(3);
  for (std::size_t i = 0; i < acls; ++i) world.acls.push_back(random_rules(dice, options));
  const std::size_t subnets = 2 + dice.roll(4);
  for (std::size_t i = 0; i < subnets; ++i) {
    SmallSubnet subnet;
    subnet.id = "subnet-" + std::to_string(i);
    const std::uint32_t families = dice.roll(4);  // 0, 1: IPv4; 2: both; 3: IPv6
    const std::string k = std::to_string(i);
    if (families != 3)
      subnet.cidrs.push_back(block("10.0." + k + (dice.coin() ? ".0/24" : ".0/25")));
    if (families >= 2) subnet.cidrs.push_back(block("2001:db8:0:" + k + "::/64"));
    if (!options.unknown_acls || dice.roll(7) != 0) {
      subnet.acl = dice.roll(static_cast<std::uint32_t>(acls));
      subnet.by_default = *subnet.acl == 0 && dice.roll(3) == 0;
    }
    world.subnets.push_back(std::move(subnet));
  }
  return world;
}

std::string json_text(const SmallWorld& world) {
  std::string acls;
  for (std::size_t i = 0; i < world.acls.size(); ++i) {
    acls += (i == 0 ? "" : ",\n") + acl_json(world, i);
  }
  std::string subnets;
  for (const SmallSubnet& subnet : world.subnets) {
    subnets += (subnets.empty() ? "" : ",\n") + subnet_json(subnet);
  }
  return "{\"NetworkAcls\": [" + acls + "],\n\"Subnets\": [" + subnets + "]}";
}

Loader::Loaded loaded(const SmallWorld& world) {
  Loader loader;
  loader.add(SourceText("world.json", json_text(world)), true);
  return std::move(loader).finish();
}

bool is_idle(const SmallWorld& world, std::size_t acl) {
  return std::none_of(world.subnets.begin(), world.subnets.end(),
                      [&](const SmallSubnet& subnet) { return subnet.acl == acl; });
}

Fate fate_of(const SmallWorld& world, Place from, Place to, const Packet& packet) {
  return std::min(at_edge(world, from, Direction::egress, packet),
                  at_edge(world, to, Direction::ingress, packet));
}

std::vector<IpAddress> edge_addresses(const std::vector<const SmallWorld*>& worlds,
                                      IpFamily family) {
  std::set<IpAddress> edges;
  const auto add = [&](const CidrBlock& cidr) {
    if (cidr.family() != family) return;
    edges.insert(IpAddress(family, cidr.first()));
    edges.insert(IpAddress(family, cidr.last()));
    if (cidr.first() > 0) edges.insert(IpAddress(family, cidr.first() - 1));
    if (cidr.last() < last_address_bits(family)) edges.insert(IpAddress(family, cidr.last() + 1));
  };
  add(CidrBlock::all(family));
  for (const SmallWorld* world : worlds) {
    for (const Rows& rows : world->acls) {
      for (const NetworkAclEntry& row : rows) add(row.cidr);
    }
    for (const SmallSubnet& subnet : world->subnets) {
      for (const CidrBlock& cidr : subnet.cidrs) add(cidr);
    }
  }
  return {edges.begin(), edges.end()};
}

std::vector<IpAddress> addresses_at(const SmallWorld& world, Place place,
                                    const std::vector<IpAddress>& edges) {
  const auto inside = [&](const SmallSubnet& subnet, const IpAddress& address) {
    return std::any_of(subnet.cidrs.begin(), subnet.cidrs.end(),
                       [&](const CidrBlock& cidr) { return cidr.contains(address); });
  };
  std::vector<IpAddress> found;
  for (const IpAddress& address : edges) {
    bool here = false;
    if (place) {
      here = inside(world.subnets[*place], address);
    } else {
      here = std::none_of(world.subnets.begin(), world.subnets.end(),
                          [&](const SmallSubnet& subnet) { return inside(subnet, address); });
    }
    if (here) found.push_back(address);
  }
  return found;
}

std::vector<std::uint16_t> edge_ports(const std::vector<const SmallWorld*>& worlds) {
  std::set<std::uint16_t> edges;
  const auto add = [&](const PortRange& range) {
    edges.insert({range.first, range.last});
    if (range.first > 0) edges.insert(static_cast<std::uint16_t>(range.first - 1));
    if (range.last < 65535) edges.insert(static_cast<std::uint16_t>(range.last + 1));
  };
  for (const PortRange& usual : {PortRange{0, 65535}, PortRange{32768, 60999},
                                 PortRange{49152, 65535}, PortRange{1024, 65535}}) {
    add(usual);
  }
  for (const SmallWorld* world : worlds) {
    for (const Rows& rows : world->acls) {
      for (const NetworkAclEntry& row : rows) add(row.ports);
    }
  }
  return {edges.begin(), edges.end()};
}

Packet packet_to(const IpAddress& source, const IpAddress& destination, IpProtocol protocol,
                 std::uint16_t port) {
  Packet packet{source, destination, protocol, 0, 0, {}};
  if (is_icmp(protocol)) {
    packet.icmp = {static_cast<std::uint8_t>(port >> 8), static_cast<std::uint8_t>(port & 0xff)};
  } else {
    packet.destination_port = port;
  }
  return packet;
}

}  // namespace halfopen::oracle
