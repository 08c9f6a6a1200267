// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/endpoint.hpp"

#include <doctest/doctest.h>

#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

Snapshot two_subnets() {
  SnapshotDraft draft;
  draft.vpcs = {{"vpc-1", "", {*parse_cidr_block("10.0.0.0/16")}, {}}};
  draft.subnets = {{"subnet-a",
                    "web",
                    "vpc-1",
                    {*parse_cidr_block("10.0.1.0/24"), *parse_cidr_block("2001:db8:1::/64")},
                    {}},
                   {"subnet-b", "db", "vpc-1", {*parse_cidr_block("10.0.2.0/24")}, {}}};
  draft.acls = {{{"acl-1", "main", "vpc-1", true, {}}, {}}};
  draft.associations = {
      {"subnet-a", "acl-1", {}}, {"subnet-b", "acl-1", {}}, {"subnet-elsewhere", "acl-1", {}}};
  Diagnostics diagnostics;
  return Snapshot::build(draft, diagnostics);
}

std::string places(const Snapshot& snapshot, const char* where) {
  std::string text;
  const auto ends = resolve_where(snapshot, where);
  for (const Endpoint& end : *ends) {
    if (!text.empty()) text += " | ";
    text += end.location.kind == Location::Kind::outside ? "outside"
            : end.location.kind == Location::Kind::subnet
                ? snapshot.subnets()[end.location.index].id
                : snapshot.acls()[end.location.index].id();
    text += ' ' + to_string(end.addresses);
  }
  return text;
}

TEST_CASE("addresses, names and ids") {
  const Snapshot snapshot = two_subnets();
  CHECK(places(snapshot, "10.0.1.7") == "subnet-a 10.0.1.7");
  CHECK(places(snapshot, "198.51.100.7") == "outside 198.51.100.7");
  CHECK(places(snapshot, "web") == "subnet-a 10.0.1.0/24 | subnet-a 2001:db8:1::/64");
  CHECK(places(snapshot, "subnet-b") == "subnet-b 10.0.2.0/24");
  CHECK(places(snapshot, "acl-1") == "acl-1 0.0.0.0/0 | acl-1 ::/0");
  CHECK(places(snapshot, "subnet-elsewhere") ==
        "subnet-elsewhere 0.0.0.0/0 | subnet-elsewhere ::/0");
}

TEST_CASE("a block falls apart into subnets and the rest") {
  CHECK(places(two_subnets(), "10.0.0.0/22") ==
        "subnet-a 10.0.1.0/24 | subnet-b 10.0.2.0/24 | outside 10.0.0.0/24,10.0.3.0/24");
}

TEST_CASE("internet leaves out what is loaded") {
  const Snapshot snapshot = two_subnets();
  const auto ends = resolve_where(snapshot, "internet").value();
  REQUIRE(ends.size() == 2);
  CHECK_FALSE(ends[1].addresses.bits.contains(parse_ip_address("2001:db8:1::5")->bits()));
  CHECK(ends[1].addresses.bits.contains(parse_ip_address("2001:db8:2::5")->bits()));
}

TEST_CASE("what is nothing says what there is") {
  const auto wrong = resolve_where(two_subnets(), "subnet-z");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().hint.find("subnet-a") != std::string::npos);
  CHECK_FALSE(resolve_where(two_subnets(), "10.0.0.0/33"));
  CHECK_FALSE(resolve_where(two_subnets(), "10.0.0.5@subnet-a"));
  CHECK(places(two_subnets(), "10.0.1.5@vpc-1") == "subnet-a 10.0.1.5");
}

// VPC User Guide, network ACL basics: rules are evaluated when traffic enters and leaves the
// subnet, not as it is routed within a subnet.
TEST_CASE("crossings: out of the sender's subnet, into the receiver's, none within one") {
  const Snapshot snapshot = two_subnets();
  const Location a{Location::Kind::subnet, 0};
  const Location b{Location::Kind::subnet, 1};
  const auto request = crossings(snapshot, a, b, Leg::request);
  REQUIRE(request.size() == 2);
  CHECK(request[0].subnet == 0U);
  CHECK(request[0].direction == Direction::egress);
  CHECK(request[1].subnet == 1U);
  CHECK(request[1].direction == Direction::ingress);
  const auto reply = crossings(snapshot, a, b, Leg::reply);
  CHECK(reply[0].subnet == 1U);
  CHECK(reply[0].direction == Direction::egress);
  CHECK(reply[1].subnet == 0U);
  CHECK(crossings(snapshot, a, a, Leg::request).empty());
  CHECK(crossings(snapshot, {}, b, Leg::request).size() == 1);
}

}  // namespace
}  // namespace halfopen
