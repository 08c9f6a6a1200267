// SPDX-License-Identifier: Apache-2.0
// The packet simulator against answers worked out by hand: internet, egress-only and VPN gateways,
// NAT gateways, peering connections.
#include <doctest/doctest.h>

#include "tests/oracle/cloud_words.hpp"
#include "tests/oracle/hand_cloud.hpp"

namespace halfopen::oracle {
namespace {

const std::string kWeb = "198.51.100.7";
const std::string kWeb6 = "2001:db8:ffff::7";

/// A public subnet, with everything that it needs, and a private one behind a NAT gateway.
HandCloud public_and_private() {
  HandCloud cloud;
  cloud.vpc("vpc-1", {"10.0.0.0/16", "2001:db8:1::/56"});
  cloud.subnet("pub", "vpc-1", "z1", {"10.0.1.0/24", "2001:db8:1:1::/64"});
  cloud.subnet("priv", "vpc-1", "z1", {"10.0.2.0/24", "2001:db8:1:2::/64"});
  cloud.gateway(Gateway::Kind::internet, "igw-1", "vpc-1");
  cloud.gateway(Gateway::Kind::egress_only, "eigw-1", "vpc-1");
  cloud.gateway(Gateway::Kind::vpn, "vgw-1", "vpc-1");
  cloud.nat("nat-1", "pub");
  cloud.table("rtb-pub", "vpc-1", {"pub"});
  cloud.route("rtb-pub", "0.0.0.0/0", "igw-1");
  cloud.route("rtb-pub", "::/0", "igw-1");
  cloud.table("rtb-priv", "vpc-1", {"priv"});
  cloud.route("rtb-priv", "0.0.0.0/0", "nat-1");
  cloud.route("rtb-priv", "::/0", "eigw-1");
  return cloud;
}

/// VPC User Guide, internet gateways: attached, a route to it, a public IPv4 address.
TEST_CASE("simulator: out by an internet gateway") {
  HandCloud cloud = public_and_private();
  CHECK(cloud.ask("10.0.1.5@pub", kWeb) ==
        "works request acl-pub/egress/900 reply acl-pub/ingress/900");
  CHECK(cloud.ask("2001:db8:1:1::5@pub", kWeb6) ==
        "works request acl-pub/egress/901 reply acl-pub/ingress/901");
  CHECK(cloud.ask("10.0.1.5@pub", "192.168.1.5") == "no-route request rtb-pub/0.0.0.0/0");
  CHECK(cloud.verdict("10.0.1.5@pub", "100.64.1.1") == "no-route");
  cloud.interface("pub", {"10.0.1.5", "2001:db8:1:1::5"}, false);
  cloud.interface("pub", {"10.0.1.6"}, true);
  CHECK(cloud.ask("10.0.1.5@pub", kWeb) == "no-route request rtb-pub/0.0.0.0/0");
  CHECK(cloud.verdict("2001:db8:1:1::5@pub", kWeb6) == "works");
  CHECK(cloud.verdict("10.0.1.6@pub", kWeb) == "works");
  cloud.deny("pub", kIn, "198.51.100.0/24", 6, {32768, 65535});
  CHECK(cloud.ask("10.0.1.6@pub", kWeb) ==
        "half-open request acl-pub/egress/900 reply acl-pub/ingress/796");
  cloud.draft.objects.gateways[0].vpc_ids.clear();
  CHECK(cloud.verdict("10.0.1.6@pub", kWeb) == "no-route");
}

/// The same page, for connections from the internet; the reply leaves by the same gateway.
TEST_CASE("simulator: in by an internet gateway") {
  HandCloud cloud = public_and_private();
  CHECK(cloud.ask(kWeb, "10.0.1.5@pub") ==
        "works request acl-pub/ingress/900 reply acl-pub/egress/900");
  CHECK(cloud.ask(kWeb, "10.0.2.5@priv") ==
        "no-route request acl-priv/ingress/900 reply rtb-priv/0.0.0.0/0");
  CHECK(cloud.ask(kWeb6, "2001:db8:1:2::5@priv") ==
        "no-route request acl-priv/ingress/901 reply rtb-priv/::/0");
  // A rule of ours: a host that a route puts behind a VPN gateway comes from there.
  cloud.route("rtb-pub", "198.51.100.0/24", "vgw-1");
  CHECK(cloud.ask(kWeb, "10.0.1.5@pub") ==
        "works request acl-pub/ingress/900 reply acl-pub/egress/900");
  CHECK(cloud.verdict("203.0.113.9", "10.0.1.5@pub") == "works");
  cloud.interface("pub", {"10.0.1.5", "2001:db8:1:1::5"}, false);
  CHECK(cloud.ask("203.0.113.9", "10.0.1.5@pub") == "no-route request no public address");
  CHECK(cloud.verdict(kWeb6, "2001:db8:1:1::5@pub") == "works");
  CHECK(cloud.verdict("203.0.113.9", "10.0.1.5@pub",
                      {1024, PlantedFault::public_address_ignored}) == "works");
  cloud.draft.objects.gateways[0].vpc_ids.clear();
  CHECK(cloud.ask(kWeb6, "2001:db8:1:1::5@pub") == "no-route request no internet gateway");
}

/// VPC User Guide, egress-only internet gateways: IPv6, from inside only, stateful.
TEST_CASE("simulator: egress-only gateways let nothing start outside") {
  HandCloud cloud = public_and_private();
  CHECK(cloud.ask("2001:db8:1:2::5@priv", kWeb6) ==
        "works request acl-priv/egress/901 reply acl-priv/ingress/901");
  cloud.deny("priv", kIn, "2001:db8:ffff::/48");
  CHECK(cloud.verdict("2001:db8:1:2::5@priv", kWeb6) == "half-open");
  CHECK(cloud.verdict("2001:db8:1:2::5@priv", "fd00::5") == "no-route");
}

/// VPC User Guide, NAT gateways, and the ephemeral ports of network ACLs: the gateway's port is one
/// of 1024-65535, whatever the client's.
TEST_CASE("simulator: six crossings through a NAT gateway") {
  const auto after = [](const std::string& subnet, Direction direction, const char* cidr,
                        PortRange ports) {
    HandCloud cloud = public_and_private();
    cloud.deny(subnet, direction, cidr, 6, ports);
    return cloud.ask("10.0.2.5@priv", kWeb, SimulatorOptions{2000, PlantedFault::none});
  };
  const char* web = "198.51.100.7/32";
  const char* client = "10.0.2.5/32";
  const std::string there = " request acl-pub/egress/900 reply ";
  CHECK(after("pub", kIn, "192.0.2.0/24", {}) == "works" + there + "acl-priv/ingress/900");
  CHECK(after("priv", kOut, web, {443, 443}) == "denied request acl-priv/egress/796");
  CHECK(after("pub", kIn, client, {443, 443}) == "denied request acl-pub/ingress/796");
  CHECK(after("pub", kOut, web, {443, 443}) == "denied request acl-pub/egress/796");
  CHECK(after("pub", kIn, web, {2000, 2000}) == "half-open" + there + "acl-pub/ingress/796");
  CHECK(after("pub", kIn, web, {40000, 40000}) == "works" + there + "acl-priv/ingress/900");
  CHECK(after("pub", kOut, client, {40000, 40000}) == "half-open" + there + "acl-pub/egress/796");
  CHECK(after("priv", kIn, web, {40000, 40000}) == "half-open" + there + "acl-priv/ingress/796");
  CHECK(after("priv", kIn, web, {2000, 2000}) == "works" + there + "acl-priv/ingress/900");
}

/// The same page: what a NAT gateway needs and serves.
TEST_CASE("simulator: a NAT gateway serves TCP, UDP and ICMP to the internet") {
  HandCloud cloud = public_and_private();
  CHECK(cloud.ask("10.0.2.5@priv", kWeb, kIcmp, {8, 0}).starts_with("works"));
  CHECK(cloud.ask("10.0.2.5@priv", kWeb, kSctp) == "no-route request rtb-priv/0.0.0.0/0");
  CHECK(cloud.verdict("10.0.2.5@priv", "192.168.1.5") == "no-route");
  CHECK(cloud.verdict("192.168.1.5", "10.0.2.5@priv") == "no-route");
  cloud.interface("priv", {"10.0.2.5"}, false, {"sg-1"});
  cloud.group_rule("sg-1", kOut, "198.51.100.0/24", 6, {80, 80});
  CHECK(cloud.ask("10.0.2.5@priv", kWeb) == "denied request sg-1/egress");
  cloud.draft.objects.nat_gateways[0].available = false;
  CHECK(cloud.ask("10.0.2.5@priv", kWeb) == "no-route request rtb-priv/0.0.0.0/0");
  cloud.draft.objects.nat_gateways[0].available = true;
  cloud.draft.objects.nat_gateways[0].is_private = true;
  CHECK(cloud.verdict("10.0.2.6@priv", kWeb) == "unknown");
}

/// The same page: the gateway's own subnet must lead to the internet, and back to the client.
TEST_CASE("simulator: the route table of the NAT gateway's subnet") {
  HandCloud cloud = public_and_private();
  cloud.route("rtb-pub", "198.51.100.0/24", "nat-1");
  CHECK(cloud.ask("10.0.2.5@priv", kWeb) == "no-route request rtb-pub/198.51.100.0/24");
  cloud = public_and_private();
  cloud.route("rtb-pub", "10.0.2.0/24", "nat-1");
  CHECK(cloud.ask("10.0.2.5@priv", kWeb) ==
        "no-route request acl-pub/egress/900 reply rtb-pub/10.0.2.0/24");
}

/// Subnet route tables: a NAT gateway uses the table of its own subnet, so a client beside it, with
/// the same table, is led round in a circle.
TEST_CASE("simulator: a client in the subnet of its NAT gateway") {
  HandCloud cloud = public_and_private();
  cloud.nat("nat-2", "priv");
  cloud.route("rtb-priv", "203.0.113.0/24", "nat-2");
  CHECK(cloud.ask("10.0.2.5@priv", "203.0.113.9") == "no-route request rtb-priv/203.0.113.0/24");
}

/// VPC User Guide, IPv6 addressing: public and unique, so two VPCs meet over their internet
/// gateways, without translation.
TEST_CASE("simulator: IPv6 between VPCs over the internet") {
  HandCloud cloud = public_and_private();
  cloud.vpc("vpc-2", {"2001:db8:2::/56"});
  cloud.subnet("far", "vpc-2", "z1", {"2001:db8:2:1::/64"});
  cloud.table("rtb-far", "vpc-2");
  const std::string far = "2001:db8:2:1::5@far";
  CHECK(cloud.ask("2001:db8:1:1::5@pub", far) == "no-route request rtb-pub/::/0");
  cloud.gateway(Gateway::Kind::internet, "igw-2", "vpc-2");
  CHECK(cloud.ask("2001:db8:1:1::5@pub", far) ==
        "no-route request acl-far/ingress/901 reply rtb-far/*");
  cloud.route("rtb-far", "::/0", "igw-2");
  CHECK(cloud.verdict("2001:db8:1:1::5@pub", far) == "works");
  CHECK(cloud.verdict("2001:db8:1:2::5@priv", far) == "works");  // by the egress-only gateway
  CHECK(cloud.ask(far, "2001:db8:1:2::5@priv") ==
        "no-route request acl-priv/ingress/901 reply rtb-priv/::/0");
}

/// Site-to-Site VPN User Guide: private hosts of no loaded VPC, both ways.
TEST_CASE("simulator: a VPN gateway") {
  HandCloud cloud = public_and_private();
  CHECK(cloud.verdict("192.168.1.5", "10.0.1.5@pub") == "no-route");
  cloud.route("rtb-pub", "192.168.0.0/16", "vgw-1");
  CHECK(cloud.ask("10.0.1.5@pub", "192.168.1.5") ==
        "works request acl-pub/egress/900 reply acl-pub/ingress/900");
  CHECK(cloud.ask("192.168.1.5", "10.0.1.5@pub") ==
        "works request acl-pub/ingress/900 reply acl-pub/egress/900");
  cloud.deny("pub", kOut, "192.168.1.5/32", 6, {40000, 40000});
  CHECK(cloud.verdict("192.168.1.5", "10.0.1.5@pub") == "half-open");
  CHECK(cloud.verdict("10.0.1.5@pub", "192.168.1.5") == "works");
  cloud.draft.objects.gateways[2].vpc_ids.clear();
  CHECK(cloud.ask("10.0.1.5@pub", "192.168.1.5") == "no-route request rtb-pub/192.168.0.0/16");
}

/// Where a VPC has no route table in the input, the subnet edges alone decide (our own rule).
TEST_CASE("simulator: without route tables the edges decide") {
  HandCloud cloud = public_and_private();
  cloud.draft.objects.route_tables.clear();
  CHECK(cloud.verdict("10.0.2.5@priv", kWeb) == "works");
  CHECK(cloud.verdict(kWeb, "10.0.2.5@priv") == "works");
  cloud.deny("priv", kIn, "198.51.100.0/24", 6, {443, 443});
  CHECK(cloud.ask(kWeb, "10.0.2.5@priv") == "denied request acl-priv/ingress/796");
}

/// VPCs 1, 2 and 3 in a row, with peering connections between neighbours.
HandCloud three_in_a_row() {
  HandCloud cloud;
  for (const char* k : {"1", "2", "3"}) {
    const std::string vpc = std::string("vpc-") + k;
    const std::string net = std::string("10.") + k + ".0.0/16";
    cloud.vpc(vpc, {net.c_str()});
    cloud.subnet(std::string("s") + k, vpc, "z1", {(std::string("10.") + k + ".1.0/24").c_str()});
    cloud.table(std::string("rtb-") + k, vpc);
  }
  cloud.peering("pcx-12", "vpc-1", "vpc-2");
  cloud.peering("pcx-23", "vpc-3", "vpc-2");
  cloud.route("rtb-1", "10.0.0.0/8", "pcx-12");
  cloud.route("rtb-2", "10.1.0.0/16", "pcx-12");
  cloud.route("rtb-2", "10.3.0.0/16", "pcx-23");
  cloud.route("rtb-3", "10.0.0.0/8", "pcx-23");
  return cloud;
}

/// VPC Peering Guide, basics and limitations: a route on either side, no transit.
TEST_CASE("simulator: a peering connection") {
  HandCloud cloud = three_in_a_row();
  CHECK(cloud.ask("10.1.1.5@s1", "10.2.1.5@s2") ==
        "works request acl-s2/ingress/900 reply acl-s1/ingress/900");
  CHECK(cloud.ask("10.1.1.5@s1", "10.3.1.5@s3") == "no-route request rtb-1/10.0.0.0/8");
  CHECK(cloud.verdict("10.1.1.5@s1", "10.3.1.5@s3", {1024, PlantedFault::peering_transit}) ==
        "works");
  CHECK(cloud.verdict("10.1.1.5@s1", "10.2.9.9") == "works");  // in the peer, not loaded
  cloud.deny("s1", kIn, "10.2.0.0/16");
  CHECK(cloud.verdict("10.1.1.5@s1", "10.2.1.5@s2") == "half-open");
  cloud.draft.objects.route_tables[1].routes.clear();
  CHECK(cloud.ask("10.1.1.5@s1", "10.2.1.5@s2") ==
        "no-route request acl-s2/ingress/900 reply rtb-2/*");
  cloud.draft.objects.peerings[0].active = false;
  CHECK(cloud.verdict("10.1.1.5@s1", "10.2.1.5@s2") == "no-route");
}

/// The same guide: the other side may be in no input; its hosts are outside hosts.
TEST_CASE("simulator: a peering connection to a VPC that is not loaded") {
  HandCloud cloud = three_in_a_row();
  cloud.peering("pcx-9", "vpc-9", "vpc-1").sides[0].cidrs = {*parse_cidr_block("172.20.0.0/24")};
  cloud.route("rtb-1", "172.20.0.0/16", "pcx-9");
  CHECK(cloud.verdict("10.1.1.5@s1", "172.20.0.5") == "works");
  CHECK(cloud.verdict("172.20.0.5", "10.1.1.5@s1") == "works");
  CHECK(cloud.verdict("172.20.9.5", "10.1.1.5@s1") == "no-route");
  CHECK(cloud.verdict("10.1.1.5@s1", "172.20.9.5") == "no-route");
}

}  // namespace
}  // namespace halfopen::oracle
