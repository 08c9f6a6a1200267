// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_script.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "halfopen/lab/random_account.hpp"
#include "tests/unit/lab/lab_world.hpp"

namespace halfopen {
namespace {

using tests::LabWorld;

constexpr PortRange kSomeClient{49152, 65535};

std::string node_name(std::uint32_t node) { return "ns" + std::to_string(node); }

NetworkAclEntry lab_rule(RuleNumber number, Direction direction, RuleAction action,
                         const char* cidr) {
  NetworkAclEntry row;
  row.number = number;
  row.direction = direction;
  row.action = action;
  row.cidr = *parse_cidr_block(cidr);
  return row;
}

/// Subnets a and b, whose ACLs let everything through but one block each way, with the same rules
/// for both families.
SnapshotDraft scripted_account() {
  SnapshotDraft draft;
  draft.vpcs = {
      {"vpc-1", "", {*parse_cidr_block("10.0.0.0/16"), *parse_cidr_block("2001:db8::/56")}, {}}};
  for (const std::string k : {"1", "2"}) {
    Subnet subnet;
    subnet.id = k == "1" ? "a" : "b";
    subnet.vpc_id = "vpc-1";
    subnet.zone = "z1";
    subnet.cidrs = {*parse_cidr_block("10.0." + k + ".0/24"),
                    *parse_cidr_block("2001:db8:0:" + k + "::/64")};
    draft.subnets.push_back(subnet);
    NetworkAclDraft acl{{"acl-" + subnet.id, "", "vpc-1", false, {}}, {}};
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const bool in = direction == Direction::ingress;
      acl.rows.push_back(
          lab_rule(100, direction, RuleAction::deny, in ? "192.0.2.0/24" : "198.51.100.0/24"));
      acl.rows.push_back(lab_rule(200, direction, RuleAction::allow, "0.0.0.0/0"));
      acl.rows.push_back(lab_rule(300, direction, RuleAction::allow, "::/0"));
    }
    draft.acls.push_back(acl);
    draft.associations.push_back({subnet.id, "acl-" + subnet.id, {}});
  }
  return draft;
}

/// subnet a reaches the internet by nat-1 in b, at 10.0.2.9.
SnapshotDraft scripted_nat() {
  SnapshotDraft draft = scripted_account();
  draft.objects.gateways.push_back({Gateway::Kind::internet, "igw-1", "", {"vpc-1"}, {}});
  NatGateway nat;
  nat.id = "nat-1";
  nat.vpc_id = "vpc-1";
  nat.subnet_id = "b";
  NatGateway::Address address;
  address.private_ip = *parse_ip_address("10.0.2.9");
  nat.addresses = {address};
  draft.objects.nat_gateways = {nat};
  for (const std::string k : {"a", "b"}) {
    RouteTable table;
    table.id = "rtb-" + k;
    table.vpc_id = "vpc-1";
    table.subnet_ids = {k};
    table.routes.resize(2);
    table.routes[0].destination = *parse_cidr_block("10.0.0.0/16");
    table.routes[0].target = RouteTarget::local;
    table.routes[1].destination = *parse_cidr_block("0.0.0.0/0");
    table.routes[1].target = k == "a" ? RouteTarget::nat_gateway : RouteTarget::internet_gateway;
    table.routes[1].target_id = k == "a" ? "nat-1" : "igw-1";
    draft.objects.route_tables.push_back(table);
  }
  return draft;
}

std::vector<NodeScript> scripts_of(const LabWorld& world,
                                   PlantedLabFault fault = PlantedLabFault::none) {
  const auto plan = world.plan();
  REQUIRE(plan);
  auto scripts = lab_scripts(world.snapshot(), *plan, kSomeClient, node_name, fault);
  REQUIRE(scripts);
  return *scripts;
}

/// What stands from `begin` to the end of that chain.
std::string chain_with(const std::string& rules, const std::string& begin) {
  const std::size_t at = rules.find(begin);
  return at == std::string::npos ? "" : rules.substr(at, rules.find("  }\n", at) - at);
}

bool has_setting(const NodeScript& script, const std::string& name, const std::string& value) {
  return std::find(script.settings.begin(), script.settings.end(), std::pair(name, value)) !=
         script.settings.end();
}

std::string word_after(const std::string& text, const std::string& word) {
  std::istringstream words(text);
  for (std::string one; words >> one;) {
    if (one == word && words >> one) return one;
  }
  return "";
}

// Amazon VPC User Guide, network ACLs: inbound is into the subnet. That is out of the router's
// port.
TEST_CASE("lab script: ingress rules on the egress hook of the port towards the subnet") {
  const LabWorld world(scripted_account(), "10.0.1.5", "10.0.2.5");
  const auto scripts = scripts_of(world);
  REQUIRE(scripts.size() == 3);
  const std::string& rules = scripts[1].rules;
  for (const auto& [port, acl] : {std::pair("client0", "a"), std::pair("server0", "b")}) {
    const std::string into = chain_with(rules, std::string("hook egress device \"") + port + "\"");
    const std::string out = chain_with(rules, std::string("hook ingress device \"") + port + "\"");
    const std::string index = std::string(acl) == "a" ? "acl_0" : "acl_1";
    CHECK(into.find("jump " + index + "_ingress") != std::string::npos);
    CHECK(out.find("jump " + index + "_egress") != std::string::npos);
    const std::string lines = chain_with(rules, "  chain " + index + "_ingress {");
    CHECK(lines.find("ip saddr 192.0.2.0/24 counter drop comment \"acl-" + std::string(acl) +
                     " ingress 100\"") != std::string::npos);
  }
  CHECK(scripts[0].rules.empty());
  CHECK(scripts[2].rules.empty());
}

// VPC User Guide, network ACL rules, ephemeral ports: a NAT gateway uses 1024-65535.
TEST_CASE("lab script: a NAT gateway picks ports of 1024-65535, for the client alone") {
  const LabWorld world(scripted_nat(), "10.0.1.5", "198.51.100.7");
  const auto scripts = scripts_of(world);
  REQUIRE(scripts.size() == 5);
  const std::string& rules = scripts[2].rules;
  CHECK(rules.find("type nat hook postrouting") != std::string::npos);
  CHECK(
      rules.find("oifname \"server0\" ip saddr 10.0.1.5 meta l4proto { tcp, udp } counter snat to "
                 "10.0.2.9:1024-65535\n") != std::string::npos);
  CHECK(rules.find("oifname \"server0\" ip saddr 10.0.1.5 counter snat to 10.0.2.9\n") !=
        std::string::npos);
  CHECK(rules.find("netdev") == std::string::npos);
  for (const std::size_t other : {0U, 1U, 3U, 4U}) {
    CHECK(scripts[other].rules.find("snat") == std::string::npos);
  }
  // Behind it only the gateway's address is known.
  CHECK(scripts[3].commands.find("10.0.1.5") == std::string::npos);
  CHECK(scripts[3].commands.find("route add 10.0.2.9/32 dev client0\n") != std::string::npos);
  CHECK(scripts[4].commands.find("10.0.1.5") == std::string::npos);
}

// EC2 User Guide, security groups: the host is behind the port that its groups look at.
TEST_CASE("lab script: security groups know which port leads to their host") {
  SnapshotDraft draft = scripted_account();
  for (const auto& [subnet, address] : {std::pair("a", "10.0.1.5"), std::pair("b", "10.0.2.5")}) {
    SecurityGroup group;
    group.id = std::string("sg-") + subnet;
    group.vpc_id = "vpc-1";
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      SecurityGroupRule row;
      row.direction = direction;
      row.cidr = *parse_cidr_block("10.0.0.0/16");
      group.rules.push_back(row);
    }
    draft.objects.security_groups.push_back(group);
    NetworkInterface interface;
    interface.id = std::string("eni-") + subnet;
    interface.vpc_id = "vpc-1";
    interface.subnet_id = subnet;
    interface.group_ids = {group.id};
    NetworkInterface::Address own;
    own.address = *parse_ip_address(address);
    interface.addresses = {own};
    draft.objects.interfaces.push_back(interface);
  }
  const LabWorld world(draft, "10.0.1.5", "10.0.2.5");
  const auto scripts = scripts_of(world);
  REQUIRE(scripts.size() == 5);
  const std::string& client = scripts[1].rules;
  CHECK(client.find("\"sg-a ingress 1\"") != std::string::npos);
  CHECK(chain_with(client, "chain to_host").find("oifname != \"client0\"") != std::string::npos);
  CHECK(chain_with(client, "chain from_host").find("iifname != \"client0\"") != std::string::npos);
  const std::string& server = scripts[3].rules;
  CHECK(server.find("\"sg-b egress 1\"") != std::string::npos);
  CHECK(chain_with(server, "chain to_host").find("oifname != \"server0\"") != std::string::npos);
  CHECK(chain_with(server, "chain from_host").find("iifname != \"server0\"") != std::string::npos);
  CHECK(client.find("netdev") == std::string::npos);  // hosts within the subnet have no edge
}

TEST_CASE("lab script: the client's range, forwarding on the way only, one family") {
  const LabWorld world(scripted_account(), "10.0.1.5", "10.0.2.5");
  const auto scripts = scripts_of(world);
  CHECK(has_setting(scripts[0], "net/ipv4/ip_local_port_range", "49152 65535"));
  CHECK(has_setting(scripts[0], "net/ipv4/ip_forward", "0"));
  CHECK(has_setting(scripts[1], "net/ipv4/ip_forward", "1"));
  CHECK(has_setting(scripts[2], "net/ipv4/ip_forward", "0"));
  CHECK(has_setting(scripts[2], "net/core/somaxconn", "65535"));
  CHECK(has_setting(scripts[1], "net/ipv6/conf/all/disable_ipv6", "1"));
  const LabWorld six(scripted_account(), "2001:db8:0:1::5", "2001:db8:0:2::5");
  const auto more = scripts_of(six);
  CHECK(has_setting(more[1], "net/ipv6/conf/all/disable_ipv6", "0"));
  CHECK(has_setting(more[1], "net/ipv6/conf/all/forwarding", "1"));
  CHECK(has_setting(more[0], "net/ipv6/conf/all/forwarding", "0"));
  CHECK(more[0].commands.find("addr add 2001:db8:0:1::5/128 dev server0 nodad\n") !=
        std::string::npos);
  CHECK(scripts[2].commands.find("addr add 10.0.2.5/32 dev client0\n") != std::string::npos);
}

/// Where a node looks for an address, its neighbour must have that hardware address.
void check_neighbours(const std::vector<NodeScript>& scripts) {
  for (std::uint32_t i = 0; i + 1 < scripts.size(); ++i) {
    const std::string& wire = scripts[i].wire;
    CHECK(wire.find("link add name server0 address ") == 0);
    CHECK(wire.find("peer name client0 address ") != std::string::npos);
    CHECK(word_after(wire, "netns") == node_name(i + 1));
    const std::string near = word_after(wire, "address");
    const std::string far = word_after(wire.substr(wire.find("peer")), "address");
    CHECK(near != far);
    const std::size_t ahead = scripts[i].commands.find("dev server0 nud permanent");
    const std::size_t behind = scripts[i + 1].commands.find("dev client0 nud permanent");
    REQUIRE(ahead != std::string::npos);
    REQUIRE(behind != std::string::npos);
    CHECK(scripts[i].commands.substr(0, ahead).ends_with("lladdr " + far + " "));
    CHECK(scripts[i + 1].commands.substr(0, behind).ends_with("lladdr " + near + " "));
  }
  CHECK(scripts.back().wire.empty());
}

TEST_CASE("lab script: neighbours know each other's hardware address") {
  check_neighbours(scripts_of(LabWorld(scripted_account(), "10.0.1.5", "10.0.2.5")));
  check_neighbours(scripts_of(LabWorld(scripted_nat(), "10.0.1.5", "198.51.100.7")));
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    LabDice dice(seed);
    RandomAccount account = random_account(dice);
    check_neighbours(scripts_of(LabWorld(account.draft, account.from, account.to)));
  }
}

TEST_CASE("lab script: the planted fault turns the rules round, and nothing else") {
  const LabWorld world(scripted_account(), "10.0.1.5", "10.0.2.5");
  const auto good = scripts_of(world);
  const auto bad = scripts_of(world, PlantedLabFault::reversed_rules);
  const auto order = [](const std::string& text) {
    const std::string lines = chain_with(text, "  chain acl_0_ingress {");
    return std::pair(lines.find("192.0.2.0/24"), lines.find("meta protocol ip counter accept"));
  };
  CHECK(order(good[1].rules).first < order(good[1].rules).second);
  CHECK(order(bad[1].rules).first > order(bad[1].rules).second);
  CHECK(order(bad[1].rules).first != std::string::npos);
  for (std::size_t i = 0; i < good.size(); ++i) {
    CHECK(good[i].settings == bad[i].settings);
    CHECK(good[i].commands == bad[i].commands);
    CHECK(good[i].wire == bad[i].wire);
  }
}

}  // namespace
}  // namespace halfopen
