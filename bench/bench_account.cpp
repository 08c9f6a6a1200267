// SPDX-License-Identifier: Apache-2.0
// All pairs of accounts with routes, security groups and interfaces: 1,000 subnets in three VPCs
// behind a transit gateway and a peering connection, NAT gateways in every zone, 51 security groups
// that refer to each other. First with ever more interfaces under the same policies, then with
// ever more policies. Each account in a process of its own, so that the memory is its own. From the
// draft: reading JSON is not counted. usage: bench_account
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/matrix.hpp"
#include "timing.hpp"

namespace {

using namespace halfopen;  // NOLINT(google-build-using-namespace): a program, not a header

constexpr std::size_t kVpcs = 3;
constexpr std::size_t kRoles = 16;  ///< security groups of a VPC, beside one for everybody
const char* const kZones[] = {"a", "b", "c"};

struct Size {
  std::size_t subnets;
  std::size_t interfaces;
  std::size_t policies;  ///< kinds of subnets in a VPC
};

std::string number(std::size_t value) { return std::to_string(value); }
CidrBlock block(const std::string& text) { return *parse_cidr_block(text); }

class Generator {
 public:
  explicit Generator(const Size& size) : size_(size) {}

  Snapshot make() {
    for (std::size_t kind = 0; kind < kObjectKinds; ++kind) {
      draft_.objects.set_list(static_cast<ObjectKind>(kind));
    }
    for (std::size_t vpc = 0; vpc < kVpcs; ++vpc) add_vpc(vpc);
    for (std::size_t i = 0; i < size_.subnets; ++i) add_subnet(i);
    for (std::size_t vpc = 0; vpc < kVpcs; ++vpc) add_gateways(vpc);
    add_transit();
    Diagnostics diagnostics;
    Snapshot snapshot = Snapshot::build(std::move(draft_), diagnostics);
    if (!diagnostics.empty()) std::printf("diagnostics: %zu\n", diagnostics.size());
    return snapshot;
  }

 private:
  static std::string id(std::size_t vpc) { return "vpc-" + number(vpc); }
  static CidrBlock vpc_block(std::size_t vpc) {
    return block("10." + number(16 * vpc) + ".0.0/12");
  }

  static NetworkAclEntry entry(RuleNumber rule, Direction direction, const char* cidr,
                               PortRange ports) {
    NetworkAclEntry row;
    row.number = rule;
    row.direction = direction;
    row.action = RuleAction::allow;
    row.protocol = 6;
    row.ports = ports;
    row.cidr = block(cidr);
    return row;
  }

  void add_vpc(std::size_t vpc) {
    draft_.vpcs.push_back({id(vpc), "", {vpc_block(vpc)}, {}});
    for (std::size_t policy = 0; policy < size_.policies; ++policy) add_acl(vpc, policy);
    for (std::size_t role = 0; role <= kRoles; ++role) add_group(vpc, role);
  }

  static const char* tier_of(std::size_t policy) {
    if (policy < 3) return "public";
    return policy % 2 == 0 ? "app" : "db";
  }

  /// A port of its own for each policy; those of the databases forget some replies.
  void add_acl(std::size_t vpc, std::size_t policy) {
    NetworkAclDraft acl;
    acl.identity = {"acl-" + number(vpc) + "-" + number(policy), "", id(vpc), false, {}};
    const bool db = std::string_view(tier_of(policy)) == "db";
    const auto own = static_cast<std::uint16_t>(600 + policy);
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const bool in = direction == Direction::ingress;
      const char* const peers = db ? "10.0.0.0/8" : "0.0.0.0/0";
      acl.rows.push_back(entry(100, direction, peers, {443, 460}));
      acl.rows.push_back(entry(110, direction, peers, {5432, 5432}));
      acl.rows.push_back(entry(120, direction, peers, {own, own}));
      acl.rows.push_back(entry(200, direction, "0.0.0.0/0",
                               {static_cast<std::uint16_t>(db && in ? 32768 : 1024), 65535}));
    }
    draft_.acls.push_back(acl);
  }

  /// Each role is asked by two others; one group serves everybody.
  void add_group(std::size_t vpc, std::size_t role) {
    SecurityGroup group;
    group.id = "sg-" + number(vpc) + "-" + number(role);
    group.vpc_id = id(vpc);
    SecurityGroupRule rule;
    rule.protocol = 6;
    const auto from_group = [&](std::size_t other, std::uint16_t port) {
      rule.ports = {port, port};
      rule.group = "sg-" + number(vpc) + "-" + number(other % kRoles);
      group.rules.push_back(rule);
    };
    if (role < kRoles) {
      from_group(role + 1, static_cast<std::uint16_t>(443 + role));
      from_group(role + 5, 5432);
    } else {
      rule.ports = {22, 22};
      rule.cidr = block("10.0.3.0/24");
      group.rules.push_back(rule);
    }
    SecurityGroupRule out;
    out.direction = Direction::egress;
    out.cidr = CidrBlock::all(IpFamily::v4);
    group.rules.push_back(out);
    draft_.objects.security_groups.push_back(group);
  }

  void add_subnet(std::size_t index) {
    const std::size_t vpc = index % kVpcs;
    const std::size_t in_vpc = index / kVpcs;
    const std::size_t policy = in_vpc % size_.policies;
    Subnet subnet;
    subnet.id = "subnet-" + number(index);
    subnet.vpc_id = id(vpc);
    subnet.zone = kZones[policy % 3];
    subnet.cidrs = {
        block("10." + number(16 * vpc + in_vpc / 256) + "." + number(in_vpc % 256) + ".0/24")};
    const std::string tier = tier_of(policy);
    draft_.associations.push_back({subnet.id, "acl-" + number(vpc) + "-" + number(policy), {}});
    table_members_["rtb-" + number(vpc) + "-" + tier + (tier == "app" ? subnet.zone : "")]
        .push_back(subnet.id);
    const std::size_t hosts = size_.interfaces / size_.subnets;
    for (std::size_t host = 0; host < hosts; ++host) {
      NetworkInterface interface;
      interface.id = "eni-" + number(index) + "-" + number(host);
      interface.subnet_id = subnet.id;
      interface.vpc_id = subnet.vpc_id;
      interface.kind = "interface";
      NetworkInterface::Address address;
      address.address = {IpFamily::v4, subnet.cidrs[0].first() + 10 + host};
      address.primary = true;
      interface.addresses = {address};
      const std::size_t role = (policy + (host % 2) * 3) % kRoles;  // two kinds of hosts a subnet
      interface.group_ids = {"sg-" + number(vpc) + "-" + number(role),
                             "sg-" + number(vpc) + "-" + number(kRoles)};
      draft_.objects.interfaces.push_back(interface);
    }
    draft_.subnets.push_back(subnet);
  }

  static Route route(const CidrBlock& to, RouteTarget target, const std::string& target_id) {
    Route made;
    made.destination = to;
    made.target = target;
    made.target_id = target_id;
    return made;
  }

  /// The first subnets of a VPC are the public ones, one a zone.
  void add_gateways(std::size_t vpc) {
    Gateway gateway;
    gateway.id = "igw-" + number(vpc);
    gateway.vpc_ids = {id(vpc)};
    draft_.objects.gateways.push_back(gateway);
    for (std::size_t zone = 0; zone < 3; ++zone) {
      NatGateway nat;
      nat.id = "nat-" + number(vpc) + kZones[zone];
      nat.vpc_id = id(vpc);
      nat.subnet_id = "subnet-" + number(vpc + kVpcs * zone);
      NatGateway::Address address;
      const Subnet& subnet = draft_.subnets[vpc + kVpcs * zone];
      address.private_ip = IpAddress(IpFamily::v4, subnet.cidrs[0].first() + 5);
      nat.addresses = {address};
      draft_.objects.nat_gateways.push_back(nat);
    }
    for (const std::string tier : {"public", "appa", "appb", "appc", "db"}) add_table(vpc, tier);
  }

  void add_table(std::size_t vpc, const std::string& tier) {
    RouteTable table;
    table.id = "rtb-" + number(vpc) + "-" + tier;
    table.vpc_id = id(vpc);
    table.subnet_ids = table_members_[table.id];
    table.routes.push_back(route(vpc_block(vpc), RouteTarget::local, "local"));
    for (std::size_t other = 0; other < kVpcs; ++other) {
      if (other == vpc) continue;
      const bool peered = vpc + other == 1;
      table.routes.push_back(route(vpc_block(other),
                                   peered ? RouteTarget::vpc_peering : RouteTarget::transit_gateway,
                                   peered ? "pcx-1" : "tgw-1"));
    }
    const CidrBlock all = CidrBlock::all(IpFamily::v4);
    if (tier == "public") {
      table.routes.push_back(route(all, RouteTarget::internet_gateway, "igw-" + number(vpc)));
    } else if (tier != "db") {
      table.routes.push_back(
          route(all, RouteTarget::nat_gateway, "nat-" + number(vpc) + tier.substr(3)));
    }
    draft_.objects.route_tables.push_back(table);
  }

  void add_transit() {
    VpcPeering peering;
    peering.id = "pcx-1";
    peering.sides[0] = {id(0), "", "", {vpc_block(0)}};
    peering.sides[1] = {id(1), "", "", {vpc_block(1)}};
    draft_.objects.peerings.push_back(peering);
    TransitGateway gateway;
    gateway.id = "tgw-1";
    draft_.objects.transit_gateways.push_back(gateway);
    TransitGatewayRouteTable table;
    table.id = "tgw-rtb-1";
    table.gateway_id = "tgw-1";
    table.routes_known = true;
    for (std::size_t vpc = 0; vpc < kVpcs; ++vpc) {
      TransitGatewayAttachment one;
      one.id = "tgw-attach-" + number(vpc);
      one.gateway_id = "tgw-1";
      one.kind = TransitGatewayAttachment::Kind::vpc;
      one.resource_id = id(vpc);
      one.is_vpc_view = true;
      one.route_table_id = table.id;
      for (std::size_t zone = 0; zone < 3; ++zone) {
        one.subnet_ids.push_back("subnet-" + number(vpc + kVpcs * zone));
      }
      table.associated.push_back(one.id);
      TransitGatewayRoute to;
      to.destination = vpc_block(vpc);
      to.attachment_ids = {one.id};
      to.propagated = true;
      table.routes.push_back(to);
      draft_.objects.attachments.push_back(one);
    }
    draft_.objects.transit_route_tables.push_back(table);
  }

  Size size_;
  SnapshotDraft draft_;
  std::map<std::string, std::vector<std::string>> table_members_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void measure(const Size& size) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const Snapshot snapshot = Generator(size).make();
  const double built = seconds_since(start);
  const auto asked = Clock::now();
  CompiledSnapshot model(snapshot);
  Matrix matrix(model, matrix_ends(snapshot), {});
  const double classified = seconds_since(asked);
  const auto counting = Clock::now();
  const MatrixSummary summary = matrix.summary();
  const double counted = seconds_since(counting);
  std::set<std::uint64_t> groups;
  for (std::size_t end = 0; end < matrix.ends().size(); ++end) groups.insert(matrix.group(end));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "%6zu subnets %6zu interfaces %4zu policies %5zu groups of ends | build %7.1f ms  "
      "classes %7.1f ms  summary %7.1f ms | %4ld MB | %llu of %llu pairs half-open\n",
      size.subnets, size.interfaces, size.policies, groups.size(), 1e3 * built, 1e3 * classified,
      1e3 * counted, usage.ru_maxrss / 1024,
      static_cast<unsigned long long>(summary.half_open_pairs[0]),
      static_cast<unsigned long long>(summary.subnet_pairs));
  std::fflush(stdout);
}

void measure_apart(const Size& size) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    measure(size);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
}

}  // namespace

int main() {
  bench::print_title("accounts with routes and security groups: ever more interfaces");
  for (const std::size_t interfaces : {5000U, 10000U, 20000U, 40000U}) {
    measure_apart({1000, interfaces, 50});
  }
  bench::print_title("ever more policies");
  for (const std::size_t policies : {10U, 50U, 100U, 200U}) measure_apart({1000, 20000, policies});
  return 0;
}
