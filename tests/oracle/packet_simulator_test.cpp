// SPDX-License-Identifier: Apache-2.0
// The packet simulator against answers worked out by hand: subnet edges, route tables, security
// groups, verdicts. Each test names the page that it follows. Gateways stand in
// simulated_gateways_test.cpp.
#include "tests/oracle/packet_simulator.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/cloud_words.hpp"
#include "tests/oracle/hand_cloud.hpp"

namespace halfopen::oracle {
namespace {

/// Subnets a and b of one VPC, without route table.
HandCloud two_subnets() {
  HandCloud cloud;
  cloud.vpc("vpc-1", {"10.0.0.0/16"});
  cloud.subnet("a", "vpc-1", "z1", {"10.0.1.0/24"});
  cloud.subnet("b", "vpc-1", "z1", {"10.0.2.0/24"});
  return cloud;
}

const std::string kA = "10.0.1.5@a";
const std::string kB = "10.0.2.5@b";

/// VPC User Guide, network ACL basics: asked at the subnet's edge, not within it.
TEST_CASE("simulator: within one subnet no network ACL is asked") {
  HandCloud cloud = two_subnets();
  cloud.deny("a", kIn, "0.0.0.0/0");
  cloud.deny("a", kOut, "0.0.0.0/0");
  CHECK(cloud.ask("10.0.1.5@a", "10.0.1.6@a") == "works request  reply ");
}

/// The same page: out of the one subnet, into the other, and the reply the same way back.
TEST_CASE("simulator: two subnets, four crossings") {
  CHECK(two_subnets().ask(kA, kB) == "works request acl-b/ingress/900 reply acl-a/ingress/900");
  HandCloud cloud = two_subnets();
  cloud.deny("a", kOut, "10.0.2.5/32", 6, {443, 443});
  CHECK(cloud.ask(kA, kB) == "denied request acl-a/egress/796");
  cloud = two_subnets();
  cloud.deny("b", kIn, "10.0.1.5/32", 6, {443, 443});
  CHECK(cloud.ask(kA, kB) == "denied request acl-b/ingress/796");
  cloud = two_subnets();
  cloud.deny("b", kOut, "10.0.1.5/32", 6, {40000, 40000});
  CHECK(cloud.ask(kA, kB) == "half-open request acl-b/ingress/900 reply acl-b/egress/796");
  cloud = two_subnets();
  cloud.deny("a", kIn, "10.0.2.5/32", 6, {40000, 40000});
  CHECK(cloud.ask(kA, kB) == "half-open request acl-b/ingress/900 reply acl-a/ingress/796");
}

/// The same page: the ACL that an association names, else the VPC's default one.
TEST_CASE("simulator: a subnet without association has the default ACL") {
  HandCloud cloud = two_subnets();
  cloud.deny("b", kIn, "0.0.0.0/0");
  cloud.draft.associations.pop_back();
  CHECK(cloud.verdict(kA, kB) == "unknown");
  cloud.draft.acls[1].identity.is_default = true;
  CHECK(cloud.ask(kA, kB) == "denied request acl-b/ingress/796");
}

/// RFC 792: an echo is answered by type 0; nobody answers an error.
TEST_CASE("simulator: ICMP replies have the answering type") {
  HandCloud cloud = two_subnets();
  cloud.deny("a", kIn, "0.0.0.0/0", 1);
  cloud.draft.acls[0].rows.back().icmp_type = 0;
  CHECK(cloud.ask(kA, kB, kIcmp, {8, 0}) ==
        "half-open request acl-b/ingress/900 reply acl-a/ingress/796");
  CHECK(cloud.ask(kA, kB, kIcmp, {3, 4}) == "works request acl-b/ingress/900");
}

/// VPC User Guide, subnet route tables: the table that names the subnet, else the main one.
TEST_CASE("simulator: explicit and main route table") {
  HandCloud cloud = two_subnets();
  cloud.table("rtb-main", "vpc-1");
  CHECK(cloud.verdict(kA, kB) == "works");
  cloud.table("rtb-a", "vpc-1", {"a"});
  cloud.draft.objects.route_tables.back().routes.clear();
  CHECK(cloud.ask(kA, kB) == "no-route request rtb-a/*");
  CHECK(cloud.ask(kB, kA) == "no-route request acl-a/ingress/900 reply rtb-a/*");
  CHECK(cloud.verdict(kA, kB, {1024, PlantedFault::explicit_table_ignored}) == "works");
}

/// VPC User Guide, route priority: longest prefix first; of one prefix a static route, then one of
/// a prefix list, then a propagated one.
TEST_CASE("simulator: which route decides") {
  HandCloud cloud = two_subnets();
  cloud.table("rtb-1", "vpc-1");
  cloud.gateway(Gateway::Kind::vpn, "vgw-1", "vpc-1");
  const auto request = [&] { return cloud.ask(kA, "192.168.1.5"); };
  CHECK(request() == "no-route request rtb-1/*");
  cloud.route("rtb-1", "192.168.0.0/16", "vgw-1");
  CHECK(request() == "works request acl-a/egress/900 reply acl-a/ingress/900");
  cloud.route("rtb-1", "192.168.1.0/24", "vgw-2").propagated = true;  // not attached
  CHECK(request() == "no-route request rtb-1/192.168.1.0/24");
  cloud.draft.objects.prefix_lists = {
      {"pl-1", "", {*parse_cidr_block("192.168.1.0/24")}, true, {}}};
  cloud.route("rtb-1", "pl-1", "vgw-1");
  CHECK(cloud.verdict(kA, "192.168.1.5") == "works");
  cloud.route("rtb-1", "192.168.1.0/24", "vgw-1").blackhole = true;
  CHECK(request() == "no-route request rtb-1/192.168.1.0/24");
  cloud.route("rtb-1", "192.168.1.5/32", "vgw-1");
  CHECK(cloud.verdict(kA, "192.168.1.5") == "works");
}

/// Site-to-Site VPN User Guide, route tables and VPN route priority.
TEST_CASE("simulator: a propagated route never beats the local one") {
  HandCloud cloud = two_subnets();
  cloud.table("rtb-1", "vpc-1");
  cloud.gateway(Gateway::Kind::vpn, "vgw-1", "vpc-1");
  cloud.route("rtb-1", "10.0.2.0/24", "vgw-1").propagated = true;
  CHECK(cloud.verdict(kA, kB) == "works");
}

/// VPC User Guide, the local route: whoever has the address in this VPC gets the packet.
TEST_CASE("simulator: the local route leads to this VPC's host") {
  HandCloud cloud = two_subnets();
  cloud.vpc("vpc-2", {"10.0.0.0/16"});
  cloud.subnet("twin", "vpc-2", "z1", {"10.0.2.0/24"});
  cloud.table("rtb-1", "vpc-1");
  CHECK(cloud.ask(kA, "10.0.2.5@twin") == "no-route request rtb-1/10.0.0.0/16");
  CHECK(cloud.verdict(kA, "10.0.9.9") == "works");  // in the VPC, in no loaded subnet
  CHECK(cloud.verdict("10.0.9.9", kA) == "works");
  cloud.deny("a", kIn, "10.0.9.9/32");
  CHECK(cloud.ask("10.0.9.9", kA) == "denied request acl-a/ingress/796");
}

/// EC2 User Guide, security group rules: allow lists; egress of the client, ingress of the server;
/// all groups of an interface together.
TEST_CASE("simulator: security groups of both ends judge the request") {
  HandCloud cloud = two_subnets();
  cloud.interface("a", {"10.0.1.5"}, false, {"sg-1"});
  cloud.interface("b", {"10.0.2.5"}, false, {"sg-2", "sg-3"});
  cloud.group_rule("sg-1", kOut, "10.0.2.0/24", 6, {443, 443});
  cloud.group_rule("sg-2", kIn, "10.0.9.0/24");
  cloud.group_rule("sg-3", kIn, "10.0.1.0/24", 6, {400, 500});
  CHECK(cloud.ask(kA, kB) == "works request sg-2/ingress reply acl-a/ingress/900");
  cloud.draft.objects.security_groups[2].rules[0].ports = {444, 500};
  CHECK(cloud.ask(kA, kB) == "denied request sg-2/ingress");
  cloud.draft.objects.security_groups.pop_back();  // sg-3 is not loaded: may allow everything
  CHECK(cloud.verdict(kA, kB) == "works");
  cloud.draft.objects.security_groups[0].rules[0].cidr = *parse_cidr_block("10.0.3.0/24");
  CHECK(cloud.ask(kA, kB) == "denied request sg-1/egress");
  CHECK(cloud.verdict(kA, kB, {1024, PlantedFault::group_egress_ignored}) == "works");
  CHECK(cloud.verdict("10.0.1.6@a", kB) == "works");             // no interface there
  CHECK(cloud.verdict("10.0.1.5@a", "10.0.1.6@a") == "denied");  // within one subnet, too
}

/// EC2 User Guide, connection tracking: replies pass. VPC User Guide: ICMP by type and code.
TEST_CASE("simulator: security groups let replies pass, and compare protocols") {
  HandCloud cloud = two_subnets();
  cloud.interface("b", {"10.0.2.5"}, false, {"sg-1"});
  SecurityGroupRule& echo = cloud.group_rule("sg-1", kIn, "0.0.0.0/0", 1);
  echo.icmp_type = 8;
  CHECK(cloud.ask(kA, kB, kIcmp, {8, 0}) == "works request sg-1/ingress reply acl-a/ingress/900");
  CHECK(cloud.ask(kA, kB, kIcmp, {13, 0}) == "denied request sg-1/ingress");
  CHECK(cloud.ask(kA, kB, kTcp) == "denied request sg-1/ingress");
  CHECK(cloud.ask(kB, kA, kTcp) == "denied request sg-1/egress");
  cloud.group_rule("sg-1", kIn, "0.0.0.0/0", 47);
  CHECK(cloud.ask(kA, kB, IpProtocol{47}) == "works request sg-1/ingress reply acl-a/ingress/900");
}

/// VPC User Guide, security group referencing; VPC Peering Guide: across an active peering
/// connection.
TEST_CASE("simulator: a group as peer means the private addresses of its members") {
  HandCloud cloud = two_subnets();
  cloud.vpc("vpc-2", {"10.2.0.0/16"});
  cloud.subnet("far", "vpc-2", "z1", {"10.2.0.0/24"});
  cloud.interface("a", {"10.0.1.5"}, true, {"sg-1"});
  cloud.interface("far", {"10.2.0.5"}, false, {"sg-2"});
  cloud.interface("b", {"10.0.2.5"}, false, {"sg-3"});
  for (const char* group : {"sg-1", "sg-2"}) cloud.group_rule(group, kOut, "0.0.0.0/0");
  cloud.group_rule("sg-3", kIn, "sg-1");
  CHECK(cloud.verdict(kA, kB) == "works");
  CHECK(cloud.verdict("10.0.1.6@a", kB) == "denied");
  cloud.group_rule("sg-3", kIn, "sg-2");
  CHECK(cloud.verdict("10.2.0.5@far", kB) == "denied");
  VpcPeering& peering = cloud.peering("pcx-1", "vpc-2", "vpc-1");
  CHECK(cloud.verdict("10.2.0.5@far", kB) == "works");
  peering.active = false;
  CHECK(cloud.verdict("10.2.0.5@far", kB) == "denied");
}

/// VPC User Guide, managed prefix lists.
TEST_CASE("simulator: a prefix list as peer means its entries") {
  HandCloud cloud = two_subnets();
  cloud.draft.objects.prefix_lists = {{"pl-1", "", {*parse_cidr_block("10.0.1.4/31")}, true, {}}};
  cloud.interface("b", {"10.0.2.5"}, false, {"sg-1"});
  cloud.group_rule("sg-1", kIn, "pl-1");
  CHECK(cloud.verdict(kA, kB) == "works");
  CHECK(cloud.verdict("10.0.1.6@a", kB) == "denied");
}

/// Our own order: no way for the request, a filter that denies it, no way for the reply, a filter
/// that denies that.
TEST_CASE("simulator: which verdict wins") {
  HandCloud cloud = two_subnets();
  cloud.table("rtb-a", "vpc-1", {"a"});
  cloud.table("rtb-b", "vpc-1", {"b"});
  cloud.deny("a", kIn, "0.0.0.0/0");
  CHECK(cloud.ask(kA, kB) == "half-open request acl-b/ingress/900 reply acl-a/ingress/796");
  cloud.draft.objects.route_tables[1].routes.clear();
  CHECK(cloud.ask(kA, kB) == "no-route request acl-b/ingress/900 reply rtb-b/*");
  cloud.deny("b", kIn, "0.0.0.0/0");
  CHECK(cloud.ask(kA, kB) == "denied request acl-b/ingress/796");
  cloud.interface("a", {"10.0.1.5"}, false, {"sg-1"});
  cloud.group_rule("sg-1", kOut, "10.9.9.9/32");
  CHECK(cloud.ask(kA, kB) == "denied request sg-1/egress");
  cloud.draft.objects.route_tables[0].routes.clear();
  CHECK(cloud.ask(kA, kB) == "no-route request rtb-a/*");
}

TEST_CASE("simulator: what is not modelled is unknown") {
  for (const char* target : {"eni-1", "vpce-1", "lgw-1"}) {
    HandCloud cloud = two_subnets();
    cloud.table("rtb-1", "vpc-1");
    cloud.route("rtb-1", "192.168.0.0/16", target);
    CHECK(cloud.verdict(kA, "192.168.1.5") == "unknown");
    CHECK(cloud.verdict("192.168.1.5", kA) == "unknown");
    CHECK(cloud.verdict("192.168.1.5", "192.168.1.6") == "unknown");
  }
}

}  // namespace
}  // namespace halfopen::oracle
