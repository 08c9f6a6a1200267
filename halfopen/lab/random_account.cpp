// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/random_account.hpp"

#include <array>
#include <iterator>
#include <set>

namespace halfopen {
namespace {

constexpr std::uint16_t kBounds[] = {1,     21,    22,    53,    80,    443,   1023,  1024, 5000,
                                     32767, 32768, 40000, 49151, 49152, 60999, 61000, 65535};

/// Who talks to whom, and where they stand.
struct Shape {
  const char* client;
  const char* server;
  bool client_inside;
  bool server_inside;
  bool nat;
};

constexpr Shape kShapes[] = {
    {"10.0.1.5", "10.0.2.5", true, true, false},
    {"198.51.100.7", "10.0.2.5", false, true, false},
    {"10.0.1.5", "198.51.100.7", true, false, false},
    {"2001:db8:0:1::5", "2001:db8:0:2::5", true, true, false},
    {"2001:db8:ffff::7", "2001:db8:0:2::5", false, true, false},
    {"10.0.1.5", "198.51.100.7", true, false, true},
};

CidrBlock block(const std::string& text) { return parse_cidr_block(text).value_or(CidrBlock()); }

/// Draws one account.
class AccountBuilder {
 public:
  explicit AccountBuilder(LabDice& dice) : dice_(dice), shape_(dice.pick(kShapes)) {}

  RandomAccount build() {
    Vpc vpc;
    vpc.id = "vpc-1";
    vpc.cidrs = {block("10.0.0.0/16"), block("2001:db8::/56")};
    account_.draft.vpcs.push_back(vpc);
    if (shape_.client_inside) add_subnet("subnet-1", "10.0.1.0/24", "2001:db8:0:1::/64");
    if (shape_.server_inside) add_subnet("subnet-2", "10.0.2.0/24", "2001:db8:0:2::/64");
    if (shape_.nat) add_nat();
    if (dice_.one_in(4)) add_groups();
    account_.from = shape_.client;
    account_.to = shape_.server;
    return std::move(account_);
  }

 private:
  SnapshotDraft& draft() { return account_.draft; }

  void add_subnet(const std::string& id, const std::string& v4, const std::string& v6) {
    Subnet subnet;
    subnet.id = id;
    subnet.vpc_id = "vpc-1";
    subnet.zone = "a";
    subnet.cidrs = {block(v4), block(v6)};
    draft().subnets.push_back(subnet);
    const std::string acl = "acl-" + id.substr(7);
    draft().acls.push_back({{acl, "", "vpc-1", false, {}}, {}});
    draft().associations.push_back({id, acl, {}});
    for (const Direction direction : {Direction::ingress, Direction::egress}) add_rules(direction);
  }

  void add_rules(Direction direction) {
    auto& rows = draft().acls.back().rows;
    std::set<RuleNumber> numbers;
    const std::uint32_t count = 1 + dice_.roll(9);
    while (numbers.size() < count) numbers.insert(1 + dice_.roll(900));
    for (const RuleNumber number : numbers) {
      rows.push_back(rule(direction));
      rows.back().number = number;
    }
    if (dice_.one_in(3)) return;
    // What the others leave over passes, so that not everything is denied.
    for (const char* all : {"0.0.0.0/0", "::/0"}) {
      NetworkAclEntry rest;
      rest.number = std::string(all) == "::/0" ? 1001 : 1000;
      rest.direction = direction;
      rest.action = RuleAction::allow;
      rest.cidr = block(all);
      rows.push_back(rest);
    }
  }

  NetworkAclEntry rule(Direction direction) {
    static const std::vector<std::string> kBlocks = {"0.0.0.0/0",
                                                     "0.0.0.0/0",
                                                     "10.0.0.0/16",
                                                     "10.0.1.0/24",
                                                     "10.0.1.5/32",
                                                     "10.0.1.4/32",
                                                     "10.0.2.0/24",
                                                     "10.0.2.4/31",
                                                     "198.51.100.0/24",
                                                     "198.51.100.7/32",
                                                     "198.51.100.8/29",
                                                     "128.0.0.0/1",
                                                     "::/0",
                                                     "::/0",
                                                     "2001:db8::/32",
                                                     "2001:db8:0:1::/64",
                                                     "2001:db8:0:1::5/128",
                                                     "2001:db8:0:2::/64",
                                                     "2001:db8:0:2::4/127",
                                                     "2001:db8:ffff::/48"};
    static constexpr std::int16_t kProtocols[] = {-1, 6, 6, 6, 6, 17, 17, 17, 1, 58, 132, 47, 253};
    NetworkAclEntry row;
    row.direction = direction;
    row.action = dice_.roll(3) == 0 ? RuleAction::deny : RuleAction::allow;
    row.protocol = dice_.pick(kProtocols);
    row.cidr = block(dice_.pick(kBlocks));
    if (row.protocol == 6 || row.protocol == 17) row.ports = ports();
    const bool icmp = row.protocol == 58 ? row.cidr.family() == IpFamily::v6 : row.protocol == 1;
    if (icmp && !dice_.one_in(3)) {
      static constexpr std::int16_t kTypes[] = {0, 3, 8, 13, 14, 128, 129};
      row.icmp_type = dice_.pick(kTypes);
      static constexpr std::int16_t kCodes[] = {-1, -1, 0, 0, 1, 4};
      row.icmp_code = dice_.pick(kCodes);
    }
    return row;
  }

  PortRange ports() {
    if (dice_.one_in(4)) return {0, 65535};
    std::uint16_t a = dice_.pick(kBounds);
    std::uint16_t b = dice_.one_in(3) ? a : dice_.pick(kBounds);
    if (a > b) std::swap(a, b);
    return {a, b};
  }

  Route route(const std::string& destination, RouteTarget target, const std::string& id) {
    Route made;
    made.destination = block(destination);
    made.target = target;
    made.target_id = id;
    return made;
  }

  void add_table(const std::string& subnet, RouteTarget target, const std::string& id) {
    RouteTable table;
    table.id = "rtb-" + subnet.substr(7);
    table.vpc_id = "vpc-1";
    table.subnet_ids = {subnet};
    table.routes = {route("10.0.0.0/16", RouteTarget::local, "local"),
                    route("0.0.0.0/0", target, id)};
    draft().objects.route_tables.push_back(table);
  }

  /// subnet-1 reaches the internet through a gateway in subnet-9.
  void add_nat() {
    add_subnet("subnet-9", "10.0.9.0/24", "2001:db8:0:9::/64");
    draft().objects.gateways.push_back({Gateway::Kind::internet, "igw-1", "", {"vpc-1"}, {}});
    NatGateway nat;
    nat.id = "nat-1";
    nat.vpc_id = "vpc-1";
    nat.subnet_id = "subnet-9";
    NatGateway::Address address;
    address.private_ip = parse_ip_address("10.0.9.9").value();
    address.public_ip = parse_ip_address("203.0.113.1").value();
    nat.addresses.push_back(address);
    draft().objects.nat_gateways.push_back(nat);
    add_table("subnet-1", RouteTarget::nat_gateway, "nat-1");
    add_table("subnet-9", RouteTarget::internet_gateway, "igw-1");
  }

  void add_groups() {
    if (shape_.client_inside) add_group("sg-1", "subnet-1", shape_.client);
    if (shape_.server_inside) add_group("sg-2", "subnet-2", shape_.server);
  }

  void add_group(const std::string& id, const std::string& subnet, const char* address) {
    SecurityGroup group;
    group.id = id;
    group.vpc_id = "vpc-1";
    for (std::uint32_t i = 0, count = 1 + dice_.roll(4); i < count; ++i) {
      const Direction direction = dice_.one_in(2) ? Direction::ingress : Direction::egress;
      const NetworkAclEntry like = rule(direction);
      SecurityGroupRule row;
      row.direction = direction;
      row.protocol = like.protocol;
      row.ports = like.ports;
      row.icmp_type = like.icmp_type;
      row.icmp_code = like.icmp_code;
      row.cidr = like.cidr;
      group.rules.push_back(row);
    }
    // Mostly what begins on the one side passes, so that answers meet the groups as well.
    if (!dice_.one_in(3)) {
      SecurityGroupRule all;
      all.direction = address == shape_.client ? Direction::egress : Direction::ingress;
      all.cidr = block(parse_ip_address(address)->family() == IpFamily::v4 ? "0.0.0.0/0" : "::/0");
      group.rules.push_back(all);
    }
    draft().objects.security_groups.push_back(group);
    NetworkInterface interface;
    interface.id = "eni-" + id.substr(3);
    interface.vpc_id = "vpc-1";
    interface.subnet_id = subnet;
    interface.group_ids = {id};
    NetworkInterface::Address own;
    own.address = parse_ip_address(address).value();
    interface.addresses.push_back(own);
    draft().objects.interfaces.push_back(interface);
  }

  LabDice& dice_;
  Shape shape_;
  RandomAccount account_;
};

}  // namespace

RandomAccount random_account(LabDice& dice) { return AccountBuilder(dice).build(); }

const std::vector<std::uint16_t>& telling_server_ports() {
  static const std::vector<std::uint16_t> kPorts = [] {
    std::set<std::uint16_t> ports;
    for (const std::uint16_t bound : kBounds) {
      ports.insert(bound);
      if (bound > 1) ports.insert(static_cast<std::uint16_t>(bound - 1));
      if (bound < 65535) ports.insert(static_cast<std::uint16_t>(bound + 1));
    }
    return std::vector<std::uint16_t>(ports.begin(), ports.end());
  }();
  return kPorts;
}

}  // namespace halfopen
