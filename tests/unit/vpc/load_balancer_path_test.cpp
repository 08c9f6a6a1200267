// SPDX-License-Identifier: Apache-2.0
// Which segments a way through a load balancer has. What the filters on them say is tested with the
// program: tests/cli/load_balancer_test.py.
#include <doctest/doctest.h>

#include "halfopen/vpc/path.hpp"

namespace halfopen {
namespace {

IpAddress ip(const char* text) { return *parse_ip_address(text); }

/// A dual-stack Network Load Balancer with a node in subnet-lb, before one IPv4 target in
/// subnet-app.
SnapshotDraft dual_stack() {
  SnapshotDraft draft;
  draft.vpcs = {
      {"vpc-1", "", {*parse_cidr_block("10.0.0.0/16"), *parse_cidr_block("2001:db8::/56")}, {}}};
  draft.subnets = {{"subnet-lb",
                    "",
                    "vpc-1",
                    {*parse_cidr_block("10.0.1.0/24"), *parse_cidr_block("2001:db8::/64")},
                    {},
                    "zone-a"},
                   {"subnet-app", "", "vpc-1", {*parse_cidr_block("10.0.2.0/24")}, {}, "zone-a"}};
  draft.acls = {{{"acl-1", "", "vpc-1", true, {}}, {}}};
  draft.associations = {{"subnet-lb", "acl-1", {}}, {"subnet-app", "acl-1", {}}};
  LoadBalancer balancer;
  balancer.kind = LoadBalancer::Kind::network;
  balancer.id = "arn:lb";
  balancer.name = "lb";
  balancer.vpc_id = "vpc-1";
  balancer.described = balancer.internet_facing = true;
  balancer.nodes = {{"zone-a", "subnet-lb", {ip("52.1.1.1"), ip("10.0.1.9"), ip("2001:db8::9")}}};
  draft.objects.load_balancers = {balancer};
  Listener listener;
  listener.load_balancer = "arn:lb";
  listener.port = 443;
  listener.target_groups = {"arn:tg"};
  draft.objects.listeners = {listener};
  TargetGroup group;
  group.id = "arn:tg";
  group.kind = TargetGroup::Kind::ip;
  group.protocol = "TCP";
  group.vpc_id = "vpc-1";
  group.port = 8443;
  group.preserve_client_ip = true;
  group.described = group.targets_known = true;
  group.targets = {{"10.0.2.5", 0, "zone-a", "healthy"}};
  draft.objects.target_groups = {group};
  return draft;
}

Path way(const SnapshotDraft& draft, const char* client, const char* server) {
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  return trace_path(snapshot, {}, ip(client), {Location::Kind::load_balancer, 0}, ip(server), kTcp,
                    std::uint16_t{443});
}

std::string text(const Path& path) {
  std::string out;
  for (const PathSegment& segment : path.segments) {
    out += segment.client ? to_string(*segment.client) : "client";
    out += " > " + to_string(*segment.server);
    if (segment.server_port) out += " " + std::to_string(*segment.server_port);
    out += segment.balanced ? " own port; " : "; ";
  }
  return out;
}

// User Guide for Network Load Balancers, client IP preservation: an IPv4 target sees an IPv4
// client, but of an IPv6 client it sees the load balancer.
TEST_CASE("load balancers: the client's address is kept within one family only") {
  CHECK(text(way(dual_stack(), "52.7.7.7", "10.0.1.9")) ==
        "client > 10.0.1.9; client > 10.0.2.5 8443; 10.0.1.9 > 10.0.2.5 8443 own port; ");
  CHECK(text(way(dual_stack(), "2600::1", "2001:db8::9")) ==
        "client > 2001:db8::9; 10.0.1.9 > 10.0.2.5 8443 own port; "
        "10.0.1.9 > 10.0.2.5 8443 own port; ");
}

TEST_CASE("load balancers: every way lists its segments") {
  SnapshotDraft draft = dual_stack();
  draft.objects.target_groups[0].targets.push_back({"10.0.2.6", 9443, "zone-a", "healthy"});
  const Path path = way(draft, "52.7.7.7", "10.0.1.9");
  using Ways = std::vector<std::vector<std::uint32_t>>;
  CHECK(path.ways == Ways{{0, 1, 2}, {0, 3, 4}});
  CHECK(path.segments[3].request.via == "zone-a, 10.0.2.6");
  CHECK(path.segments[3].server_port == 9443);
}

// A node whose address nobody names may have any free one: not the router's, nor a known host's.
TEST_CASE("load balancers: an address that is not known") {
  SnapshotDraft draft = dual_stack();
  draft.objects.load_balancers[0].nodes[0].addresses.clear();
  NetworkInterface host;
  host.id = "eni-1";
  host.subnet_id = "subnet-lb";
  host.addresses = {{ip("10.0.1.4"), std::nullopt, true}};
  draft.objects.interfaces = {host};
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  const auto nodes = snapshot.topology().nodes(0);
  REQUIRE(nodes.size() == 1);
  CHECK(!nodes[0].known);
  CHECK(nodes[0].of(IpFamily::v4).first() == ip("10.0.1.5"));
  CHECK(!nodes[0].of(IpFamily::v4).bits.contains(ip("10.0.1.255").bits()));
  const auto ends = resolve_where(snapshot, "lb").value();
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].location == Location{Location::Kind::load_balancer, 0});
}

TEST_CASE("load balancers: names that say nothing certain are refused") {
  SnapshotDraft draft = dual_stack();
  LoadBalancer other = draft.objects.load_balancers[0];
  other.id = "arn:other";
  draft.objects.load_balancers.push_back(other);
  Diagnostics diagnostics;
  CHECK(!resolve_where(Snapshot::build(draft, diagnostics), "lb"));
  CHECK(resolve_where(Snapshot::build(draft, diagnostics), "arn:other").has_value());
  draft.subnets.clear();
  draft.associations.clear();
  CHECK(!resolve_where(Snapshot::build(draft, diagnostics), "arn:other"));
}

}  // namespace
}  // namespace halfopen
