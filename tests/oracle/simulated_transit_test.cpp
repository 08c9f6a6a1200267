// SPDX-License-Identifier: Apache-2.0
// The packet simulator against answers worked out by hand: transit gateways ("How Network ACLs work
// with transit gateways", "How transit gateways work").
#include <doctest/doctest.h>

#include "tests/oracle/cloud_words.hpp"
#include "tests/oracle/hand_cloud.hpp"

namespace halfopen::oracle {
namespace {

/// Two VPCs, k = 1 and 2, each with a subnet wk for hosts and one for its attachment, tk, in zone
/// z1. Both attachments use one table of the transit gateway.
HandCloud two_vpcs() {
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

const std::string kClient = "10.1.1.5@w1";
const std::string kServer = "10.2.1.5@w2";

/// Different subnets: out of the instance's by destination, into the attachment's by source; on the
/// far side out of the attachment's by destination, into the instance's by source.
TEST_CASE("simulator: a transit gateway between attachments in their own subnets") {
  const auto after = [](const std::string& subnet, Direction direction, const char* cidr) {
    HandCloud cloud = two_vpcs();
    cloud.deny(subnet, direction, cidr);
    return cloud.ask(kClient, kServer);
  };
  const char* client = "10.1.1.5/32";
  const char* server = "10.2.1.5/32";
  const std::string there = " request acl-w2/ingress/900 reply ";
  CHECK(two_vpcs().ask(kClient, kServer) == "works" + there + "acl-w1/ingress/900");
  CHECK(after("w1", kOut, server) == "denied request acl-w1/egress/796");
  CHECK(after("t1", kIn, client) == "denied request acl-t1/ingress/796");
  CHECK(after("t2", kOut, server) == "denied request acl-t2/egress/796");
  CHECK(after("w2", kIn, client) == "denied request acl-w2/ingress/796");
  CHECK(after("w2", kOut, client) == "half-open" + there + "acl-w2/egress/796");
  CHECK(after("t2", kIn, server) == "half-open" + there + "acl-t2/ingress/796");
  CHECK(after("t1", kOut, client) == "half-open" + there + "acl-t1/egress/796");
  CHECK(after("w1", kIn, server) == "half-open" + there + "acl-w1/ingress/796");
  // Not evaluated: the attachment's egress towards the gateway, its ingress from the gateway.
  CHECK(after("t1", kOut, server).starts_with("works"));
  CHECK(after("t2", kIn, client).starts_with("works"));
}

/// The same subnet: towards the gateway egress by destination and ingress by source, from the
/// gateway nothing. So the instance's own block must be allowed to come in.
TEST_CASE("simulator: a transit gateway's attachment in the instance's own subnet") {
  HandCloud cloud = two_vpcs();
  cloud.draft.objects.attachments[0].subnet_ids = {"w1"};
  cloud.deny("w1", kIn, "10.2.0.0/16");  // replies are not asked
  CHECK(cloud.ask(kClient, kServer) == "works request acl-w2/ingress/900 reply acl-t2/ingress/900");
  CHECK(cloud.verdict(kServer, kClient) == "works");
  cloud.deny("w1", kIn, "10.1.1.5/32");
  CHECK(cloud.ask(kClient, kServer) == "denied request acl-w1/ingress/795");
  CHECK(cloud.verdict(kServer, kClient) == "half-open");
  CHECK(cloud.verdict(kClient, kServer, {1024, PlantedFault::transit_same_subnet_ignored}) ==
        "works");
}

/// VPC attachments: traffic reaches the gateway only from zones in which the attachment stands.
TEST_CASE("simulator: an attachment is needed in the sender's zone") {
  HandCloud cloud = two_vpcs();
  cloud.draft.subnets[0].zone = "z2";
  CHECK(cloud.ask(kClient, kServer) == "no-route request rtb-1/0.0.0.0/0");
  CHECK(cloud.verdict(kClient, kServer, {1024, PlantedFault::transit_zone_ignored}) == "works");
  CHECK(cloud.ask(kServer, kClient) == "no-route request acl-w1/ingress/900 reply rtb-1/0.0.0.0/0");
  cloud.draft.objects.attachments[0].available = false;
  CHECK(cloud.verdict(kServer, kClient) == "no-route");
}

/// Routing of transit gateways: longest prefix, static before propagated, blackholes drop.
TEST_CASE("simulator: the route table of a transit gateway") {
  HandCloud cloud = two_vpcs();
  CHECK(cloud.ask(kClient, "10.3.1.5") == "no-route request tgw-rtb-1/*");
  cloud.transit_route("tgw-rtb-1", "10.2.0.0/16", "att-1");  // static: back to where it came from
  // Its table leads on, to the transit gateway again: shared egress and the like is not modelled.
  CHECK(cloud.ask(kClient, kServer) == "unknown request rtb-1/0.0.0.0/0");
  cloud.transit_route("tgw-rtb-1", "10.2.1.0/24", "att-2");
  CHECK(cloud.verdict(kClient, kServer) == "works");
  cloud.transit_route("tgw-rtb-1", "10.2.1.5/32", "").blackhole = true;
  CHECK(cloud.ask(kClient, kServer) == "no-route request tgw-rtb-1/10.2.1.5/32");
}

/// Isolated VPCs: the table that is associated with the attachment by which the packet came.
TEST_CASE("simulator: each attachment has its own table") {
  HandCloud cloud = two_vpcs();
  cloud.transit_route("tgw-rtb-2", "10.9.0.0/16", "att-1");
  cloud.draft.objects.attachments[1].route_table_id = "tgw-rtb-2";
  CHECK(cloud.ask(kClient, kServer) == "no-route request acl-w2/ingress/900 reply tgw-rtb-2/*");
  cloud.draft.objects.attachments[1].route_table_id = "not-loaded";
  CHECK(cloud.verdict(kClient, kServer) == "unknown");
}

/// Network ACLs and transit gateways: the attachment's subnet routes what comes from the gateway.
TEST_CASE("simulator: the route table of the far attachment's subnet") {
  HandCloud cloud = two_vpcs();
  cloud.table("rtb-t2", "vpc-2", {"t2"});
  CHECK(cloud.verdict(kClient, kServer) == "works");
  cloud.draft.objects.route_tables.back().routes.clear();
  CHECK(cloud.ask(kClient, kServer) == "no-route request rtb-t2/*");
}

/// Without an attachment in the sender's zone nobody says by which one the packet comes.
TEST_CASE("simulator: choices that differ are unknown") {
  HandCloud cloud = two_vpcs();
  cloud.subnet("u2", "vpc-2", "z2", {"10.2.3.0/24"});
  cloud.draft.objects.attachments[1].subnet_ids = {"u2", "t2"};
  cloud.deny("u2", kOut, "10.2.1.5/32");
  CHECK(cloud.verdict(kClient, kServer) == "works");  // t2 stands in the sender's zone
  cloud.draft.subnets[0].zone = cloud.draft.subnets[1].zone = "z3";
  CHECK(cloud.verdict(kClient, kServer) == "unknown");
  cloud.deny("t2", kOut, "10.2.1.5/32");
  CHECK(cloud.verdict(kClient, kServer) == "denied");
}

/// Transit gateway and VPN: an outside host stands behind the attachment to which packets for it
/// go, and is led back by that attachment's table.
TEST_CASE("simulator: hosts behind a transit gateway's VPN") {
  HandCloud cloud = two_vpcs();
  cloud.attach("att-vpn", "vpn-1", {}, "tgw-rtb-1");
  CHECK(cloud.verdict("192.168.1.5", kClient) == "no-route");
  cloud.transit_route("tgw-rtb-1", "192.168.0.0/16", "att-vpn");
  CHECK(cloud.ask("192.168.1.5", kClient) ==
        "works request acl-w1/ingress/900 reply acl-t1/ingress/900");
  CHECK(cloud.ask(kClient, "192.168.1.5") ==
        "works request acl-t1/ingress/900 reply acl-w1/ingress/900");
  cloud.deny("t1", kOut, "10.1.1.5/32");
  CHECK(cloud.verdict("192.168.1.5", kClient) == "denied");
  CHECK(cloud.verdict(kClient, "192.168.1.5") == "half-open");
}

}  // namespace
}  // namespace halfopen::oracle
