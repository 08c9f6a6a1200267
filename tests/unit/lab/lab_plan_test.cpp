// SPDX-License-Identifier: Apache-2.0
// Rows of hosts that the lab builds, against rows written down from the documentation: which edge
// stands where ("Network ACL basics", "NAT gateways", "How Network ACLs work with transit
// gateways").
#include "halfopen/lab/lab_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/oracle/cloud_words.hpp"
#include "tests/oracle/hand_cloud.hpp"
#include "tests/unit/lab/lab_world.hpp"

namespace halfopen {
namespace {

using oracle::HandCloud;
using tests::LabWorld;

std::string lab_row(const HandCloud& cloud, const std::string& from, const std::string& to,
                    const std::string& services = "443") {
  return LabWorld(cloud.draft, from, to, services).row();
}

/// Subnets a and b of one VPC without route tables.
HandCloud two_subnets() {
  HandCloud cloud;
  cloud.vpc("vpc-1", {"10.0.0.0/16", "2001:db8:1::/56"});
  cloud.subnet("a", "vpc-1", "z1", {"10.0.1.0/24", "2001:db8:1:1::/64"});
  cloud.subnet("b", "vpc-1", "z1", {"10.0.2.0/24", "2001:db8:1:2::/64"});
  return cloud;
}

/// Subnet a leads to the internet by a NAT gateway in b, at 10.0.2.9.
HandCloud behind_nat() {
  HandCloud cloud = two_subnets();
  cloud.gateway(Gateway::Kind::internet, "igw-1", "vpc-1");
  NatGateway::Address address;
  address.private_ip = *parse_ip_address("10.0.2.9");
  address.public_ip = *parse_ip_address("203.0.113.1");
  cloud.nat("nat-1", "b").addresses = {address};
  cloud.table("rtb-a", "vpc-1", {"a"});
  cloud.route("rtb-a", "0.0.0.0/0", "nat-1");
  cloud.table("rtb-b", "vpc-1", {"b"});
  cloud.route("rtb-b", "0.0.0.0/0", "igw-1");
  return cloud;
}

/// Two VPCs with hosts in wk, behind one transit gateway with its attachments in tk.
HandCloud transit_between_two() {
  HandCloud cloud;
  for (const std::string k : {"1", "2"}) {
    const std::string net = "10." + k;
    cloud.vpc("vpc-" + k, {(net + ".0.0/16").c_str()});
    cloud.subnet("w" + k, "vpc-" + k, "z1", {(net + ".1.0/24").c_str()});
    cloud.subnet("t" + k, "vpc-" + k, "z1", {(net + ".2.0/24").c_str()});
    cloud.table("rtb-" + k, "vpc-" + k);
    cloud.route("rtb-" + k, "0.0.0.0/0", "tgw-1");
    cloud.attach("att-" + k, "vpc-" + k, {("t" + k).c_str()}, "tgw-rtb-1");
    cloud.transit_route("tgw-rtb-1", (net + ".0.0/16").c_str(), "att-" + k).propagated = true;
  }
  return cloud;
}

// VPC User Guide, network ACL basics: what leaves a subnet and what enters one meets its ACL.
TEST_CASE("lab plan: one router between two subnets, each port the edge of one") {
  CHECK(lab_row(two_subnets(), "10.0.1.5", "10.0.2.5") ==
        "client=10.0.1.5 > router-1[client0 acl-a a, server0 acl-b b] > server=10.0.2.5");
  CHECK(lab_row(two_subnets(), "10.0.2.5", "10.0.1.5") ==
        "client=10.0.2.5 > router-1[client0 acl-b b, server0 acl-a a] > server=10.0.1.5");
  CHECK(lab_row(two_subnets(), "2001:db8:1:1::5", "2001:db8:1:2::5", "icmp/echo") ==
        "client=2001:db8:1:1::5 > router-1[client0 acl-a a, server0 acl-b b] > "
        "server=2001:db8:1:2::5");
}

TEST_CASE("lab plan: an outside host stands behind no edge") {
  CHECK(lab_row(two_subnets(), "198.51.100.7", "10.0.2.5") ==
        "client=198.51.100.7 > router-1[server0 acl-b b] > server=10.0.2.5");
  CHECK(lab_row(two_subnets(), "10.0.1.5", "198.51.100.7") ==
        "client=10.0.1.5 > router-1[client0 acl-a a] > server=198.51.100.7");
}

// The same page: within a subnet no network ACL is asked.
TEST_CASE("lab plan: within one subnet a router without edges") {
  CHECK(lab_row(two_subnets(), "10.0.1.5", "10.0.1.6") ==
        "client=10.0.1.5 > router-1 > server=10.0.1.6");
}

// VPC User Guide, NAT gateways: out of the client's subnet, into the gateway's, and out of it; the
// same edges back. Behind the gateway its address stands for the client.
TEST_CASE("lab plan: a NAT gateway stands in its subnet, three edges, each crossed twice") {
  LabWorld world(behind_nat().draft, "10.0.1.5", "198.51.100.7");
  REQUIRE(world.connections().size() == 1);
  std::size_t crossings = 0;
  for (const PathSegment& segment : world.connections()[0].path.segments) {
    crossings += segment.request.crossings().size() + segment.reply.crossings().size();
  }
  CHECK(world.connections()[0].path.segments.size() == 2);
  CHECK(crossings == 6);
  CHECK(world.row() ==
        "client=10.0.1.5 > router-1[client0 acl-a a, server0 acl-b b] > nat-1=10.0.2.9 > "
        "router-2[client0 acl-b b](10.0.2.9) > server=198.51.100.7(10.0.2.9)");
  CHECK(world.plan()->translates());
  CHECK_FALSE(LabWorld(two_subnets().draft, "10.0.1.5", "10.0.2.5").plan()->translates());
}

// How Network ACLs work with transit gateways: in different subnets out of the host's and into the
// attachment's; the packets that the gateway hands over are not asked again.
TEST_CASE("lab plan: attachments of a transit gateway carry packets on within their subnets") {
  CHECK(lab_row(transit_between_two(), "10.1.1.5", "10.2.1.5") ==
        "client=10.1.1.5 > router-1[client0 acl-w1 w1, server0 acl-t1 t1] > inside-1 > "
        "router-2[client0 acl-t2 t2, server0 acl-w2 w2] > server=10.2.1.5");
}

// The same page: with an attachment in the host's own subnet the request is asked out of it and
// into it, the reply not at all. The lab's edges ask both.
TEST_CASE("lab plan: an attachment in a host's own subnet is refused") {
  HandCloud cloud = transit_between_two();
  cloud.draft.objects.attachments[0].subnet_ids = {"w1"};
  const std::string why = "error: the reply takes another way than the request";
  CHECK(lab_row(cloud, "10.1.1.5", "10.2.1.5") == why);
  CHECK(lab_row(cloud, "10.2.1.5", "10.1.1.5") == why);
}

// EC2 User Guide, security groups: they guard the interface, so what the ACL let in comes to them
// last, and what leaves the host comes to them first.
TEST_CASE("lab plan: security groups stand right before their host") {
  HandCloud cloud = two_subnets();
  cloud.group_rule("sg-a", Direction::egress, "10.0.2.0/24", 6, {443, 443});
  cloud.group_rule("sg-b", Direction::ingress, "10.0.1.0/24", 6, {443, 443});
  cloud.interface("b", {"10.0.2.5"}, false, {"sg-b"});
  const std::string router = "router-1[client0 acl-a a, server0 acl-b b]";
  const std::string server = "server-groups{sg-b of the server} > server=10.0.2.5";
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.2.5") == "client=10.0.1.5 > " + router + " > " + server);
  cloud.interface("a", {"10.0.1.5"}, false, {"sg-a"});
  const std::string client = "client=10.0.1.5 > client-groups{sg-a of the client}";
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.2.5") == client + " > " + router + " > " + server);
  cloud.interface("a", {"10.0.1.6"}, false, {"sg-b"});
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.1.6") ==
        client + " > server-groups{sg-b of the server} > server=10.0.1.6");
}

TEST_CASE("lab plan: the client's security groups stand before a NAT gateway") {
  HandCloud cloud = behind_nat();
  cloud.group_rule("sg-a", Direction::egress, "0.0.0.0/0");
  cloud.interface("a", {"10.0.1.5"}, false, {"sg-a"});
  CHECK(lab_row(cloud, "10.0.1.5", "198.51.100.7") ==
        "client=10.0.1.5 > client-groups{sg-a of the client} > "
        "router-1[client0 acl-a a, server0 acl-b b] > nat-1=10.0.2.9 > "
        "router-2[client0 acl-b b](10.0.2.9) > server=198.51.100.7(10.0.2.9)");
}

// A row as any plan must be: hosts at the ends, each edge a router's, no port with two edges, and
// nothing but routers beside routers' edges towards a gateway.
TEST_CASE("lab plan: one edge a port, and only at routers") {
  for (const HandCloud& cloud : {behind_nat(), transit_between_two()}) {
    const bool nat = !cloud.draft.objects.nat_gateways.empty();
    const auto plan =
        LabWorld(cloud.draft, nat ? "10.0.1.5" : "10.1.1.5", nat ? "198.51.100.7" : "10.2.1.5")
            .plan();
    REQUIRE(plan);
    CHECK(plan->nodes.front().kind == LabNode::Kind::client);
    CHECK(plan->nodes.back().kind == LabNode::Kind::server);
    std::vector<std::pair<std::uint32_t, bool>> ports;
    for (const LabEdge& edge : plan->edges) {
      CHECK(plan->nodes[edge.node].kind == LabNode::Kind::router);
      ports.emplace_back(edge.node, edge.to_client);
    }
    std::sort(ports.begin(), ports.end());
    CHECK(std::unique(ports.begin(), ports.end()) == ports.end());
  }
}

// RFC 6890: addresses that no host may have.
TEST_CASE("lab plan: of many addresses ones that hosts may have, and not the same twice") {
  for (const auto& [from, to] : {std::pair("0.0.0.0/0", "10.0.2.5"), std::pair("internet", "b"),
                                 std::pair("10.0.1.0/24", "10.0.1.0/24")}) {
    LabWorld world(two_subnets().draft, from, to);
    for (const Connection& connection : world.connections()) {
      const auto plan = plan_lab(world.snapshot(), connection);
      REQUIRE_MESSAGE(plan, from);
      CHECK(connection.from.addresses.bits.contains(plan->client.bits()));
      CHECK(connection.to.addresses.bits.contains(plan->server.bits()));
      CHECK_FALSE(plan->client == plan->server);
      for (const char* odd : {"0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3"}) {
        CHECK_FALSE(oracle::block(odd).contains(plan->client));
      }
    }
  }
}

TEST_CASE("lab plan: addresses that no host may have, and one address twice, are refused") {
  CHECK(lab_row(two_subnets(), "127.0.0.1", "10.0.2.5") ==
        "error: 127.0.0.1 is no address of a host");
  CHECK(lab_row(two_subnets(), "10.0.1.5", "224.0.0.5") ==
        "error: 224.0.0.5 is no address of a host");
  CHECK(lab_row(two_subnets(), "10.0.1.5", "10.0.1.5") ==
        "error: client and server are one address");
}

TEST_CASE("lab plan: where no packet has a way, the model's reason") {
  HandCloud cloud = behind_nat();
  cloud.draft.objects.gateways[0].vpc_ids.clear();
  const std::string why = lab_row(cloud, "10.0.1.5", "198.51.100.7");
  CHECK(why.starts_with("error: no packet has a way: "));
  CHECK(why.find("igw-1") != std::string::npos);
}

TEST_CASE("lab plan: rules and network ACLs that are not known are refused by name") {
  HandCloud cloud = two_subnets();
  cloud.rule("b", Direction::egress, RuleAction::unknown, "192.0.2.0/24");  // not even on the way
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.2.5") == "error: a rule of acl-b is not known");
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.1.6") == "client=10.0.1.5 > router-1 > server=10.0.1.6");
  cloud = two_subnets();
  cloud.draft.associations.pop_back();
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.2.5") == "error: a network ACL on the way is not known");
  cloud = two_subnets();
  cloud.group_rule("sg-b", Direction::ingress, "10.0.1.0/24").action = RuleAction::unknown;
  cloud.interface("b", {"10.0.2.5"}, false, {"sg-b"});
  CHECK(lab_row(cloud, "10.0.1.5", "10.0.2.5") ==
        "error: a rule of the security groups on the way is not known");
}

/// How transit gateways work: without an attachment in the client's zone any of the others may be
/// taken.
TEST_CASE("lab plan: several ways at once are refused") {
  HandCloud cloud = transit_between_two();
  cloud.subnet("u2", "vpc-2", "z2", {"10.2.3.0/24"});
  cloud.draft.objects.attachments[1].subnet_ids = {"u2", "t2"};
  cloud.draft.objects.attachments[0].subnet_ids = {"w1"};
  cloud.draft.subnets[0].zone = "z3";
  CHECK(lab_row(cloud, "10.1.1.5", "10.2.1.5") == "error: there are several ways at once");
}

// The reply goes by the peering connection, past the attachments' subnets.
TEST_CASE("lab plan: a reply on another way is refused") {
  HandCloud cloud = transit_between_two();
  cloud.peering("pcx-1", "vpc-1", "vpc-2");
  cloud.route("rtb-2", "10.1.0.0/16", "pcx-1");
  CHECK(lab_row(cloud, "10.1.1.5", "10.2.1.5") ==
        "error: the reply takes another way than the request");
}

/// A Network Load Balancer with a node in a, before one target in b.
TEST_CASE("lab plan: load balancers are refused") {
  HandCloud cloud = two_subnets();
  LoadBalancer balancer;
  balancer.kind = LoadBalancer::Kind::network;
  balancer.id = "arn:lb";
  balancer.name = "lb";
  balancer.vpc_id = "vpc-1";
  balancer.described = true;
  balancer.nodes = {{"z1", "a", {*parse_ip_address("10.0.1.9")}}};
  cloud.draft.objects.load_balancers = {balancer};
  Listener listener;
  listener.load_balancer = "arn:lb";
  listener.port = 443;
  listener.target_groups = {"arn:tg"};
  cloud.draft.objects.listeners = {listener};
  TargetGroup group;
  group.id = "arn:tg";
  group.kind = TargetGroup::Kind::ip;
  group.protocol = "TCP";
  group.vpc_id = "vpc-1";
  group.port = 8443;
  group.described = group.targets_known = true;
  group.targets = {{"10.0.2.5", 0, "z1", "healthy"}};
  cloud.draft.objects.target_groups = {group};
  CHECK(lab_row(cloud, "10.0.2.7", "lb") == "error: the lab builds no load balancers");
}

}  // namespace
}  // namespace halfopen
