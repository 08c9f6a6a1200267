// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/snapshot.hpp"

#include <doctest/doctest.h>

namespace halfopen {
namespace {

Subnet subnet(const char* id, const char* vpc, const char* cidr) {
  return {id, "", vpc, {*parse_cidr_block(cidr)}, {}};
}

NetworkAclDraft acl(const char* id, const char* vpc, bool is_default) {
  return {{id, "", vpc, is_default, {}}, {}};
}

TEST_CASE("a subnet without association has the VPC's default ACL") {
  SnapshotDraft draft;
  draft.subnets = {subnet("subnet-1", "vpc-1", "10.0.1.0/24"),
                   subnet("subnet-2", "vpc-2", "10.0.1.0/24")};
  draft.acls = {acl("acl-own", "vpc-1", false), acl("acl-default", "vpc-1", true)};
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(snapshot.binding(0).source == AclBinding::Source::implied_default);
  CHECK(snapshot.acls()[snapshot.binding(0).acl].id() == "acl-default");
  CHECK_FALSE(snapshot.binding(1).known());  // its VPC's ACLs are not in the input
}

TEST_CASE("an export that goes on says nothing about subnets without association") {
  SnapshotDraft draft;
  draft.subnets = {subnet("subnet-1", "vpc-1", "10.0.1.0/24")};
  draft.acls = {acl("acl-default", "vpc-1", true)};
  draft.acl_pages.followed = 1;
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == DiagnosticCode::more_pages);
  CHECK_FALSE(snapshot.binding(0).known());
}

TEST_CASE("two associations of one subnet contradict each other") {
  SnapshotDraft draft;
  draft.acls = {acl("acl-1", "vpc-1", false), acl("acl-2", "vpc-1", false)};
  draft.associations = {{"subnet-1", "acl-1", {}}, {"subnet-1", "acl-2", {}}};
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == DiagnosticCode::contradicting_association);
  CHECK(snapshot.binding(0).source == AclBinding::Source::contradicting);
}

TEST_CASE("the same objects twice are one; different ones under one id are unknown") {
  SnapshotDraft draft;
  draft.subnets = {subnet("subnet-1", "vpc-1", "10.0.1.0/24"),
                   subnet("subnet-1", "vpc-1", "10.0.1.0/24")};
  draft.acls = {acl("acl-1", "vpc-1", true), acl("acl-1", "vpc-1", true)};
  Diagnostics diagnostics;
  CHECK(Snapshot::build(draft, diagnostics).subnets().size() == 1);
  CHECK(diagnostics.empty());
  draft.subnets[1] = subnet("subnet-1", "vpc-1", "10.0.2.0/24");
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  CHECK(diagnostics.size() == 1);
  CHECK(snapshot.binding(0).source == AclBinding::Source::contradicting);
}

TEST_CASE("overlapping subnets of one VPC are reported, of two VPCs are normal") {
  SnapshotDraft draft;
  draft.subnets = {subnet("subnet-1", "vpc-1", "10.0.0.0/16"),
                   subnet("subnet-2", "vpc-1", "10.0.1.0/24"),
                   subnet("subnet-3", "vpc-2", "10.0.1.0/24")};
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].code == DiagnosticCode::overlapping_subnets);
  CHECK(snapshot.subnets_at(*parse_ip_address("10.0.1.5")).size() == 3);
  CHECK(snapshot.subnets_at(*parse_ip_address("10.1.1.5")).empty());
}

}  // namespace
}  // namespace halfopen
