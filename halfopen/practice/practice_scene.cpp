// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_scene.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

constexpr const char* kVpc = "vpc-practice";

/// All subnets stand in the first one's /16.
CidrBlock vpc_block(const PracticeScene& scene) {
  return {scene.subnets.front().cidrs.front().address(), 16};
}

Route route_to(const CidrBlock& destination, RouteTarget target, const std::string& id) {
  Route route;
  route.destination = destination;
  route.target = target;
  route.target_id = id;
  return route;
}

RouteTable table_of(const std::string& id, const PracticeSubnet& subnet, const CidrBlock& vpc,
                    Route way_out) {
  RouteTable table;
  table.id = id;
  table.vpc_id = kVpc;
  table.subnet_ids = {subnet.id};
  table.routes.push_back(route_to(vpc, RouteTarget::local, "local"));
  table.routes.push_back(std::move(way_out));
  return table;
}

/// The private subnet's way out leads to the gateway, the gateway's to the internet.
void add_nat(const PracticeScene& scene, const CidrBlock& vpc, CloudObjects& objects) {
  const PracticeSubnet& inner = scene.subnets[scene.nat->private_subnet];
  const PracticeSubnet& outer = scene.subnets[scene.nat->public_subnet];
  const CidrBlock everything = CidrBlock::all(IpFamily::v4);
  NatGateway nat;
  nat.id = "nat-practice";
  nat.vpc_id = kVpc;
  nat.subnet_id = outer.id;
  nat.addresses = {{scene.nat->address, IpAddress(IpFamily::v4, 0xcb007101), "", ""}};
  objects.nat_gateways.push_back(nat);
  Gateway internet;
  internet.id = "igw-practice";
  internet.vpc_ids = {kVpc};
  objects.gateways.push_back(internet);
  objects.route_tables.push_back(
      table_of("rtb-private", inner, vpc, route_to(everything, RouteTarget::nat_gateway, nat.id)));
  objects.route_tables.push_back(table_of(
      "rtb-public", outer, vpc, route_to(everything, RouteTarget::internet_gateway, internet.id)));
  for (const ObjectKind kind :
       {ObjectKind::nat_gateways, ObjectKind::internet_gateways, ObjectKind::route_tables}) {
    objects.set_list(kind);
  }
}

}  // namespace

PracticeScene with_edits(PracticeScene scene, const std::vector<PracticeEdit>& edits) {
  for (const PracticeEdit& edit : edits) {
    std::vector<NetworkAclEntry>& rows = scene.acls[edit.acl].rows;
    for (const NetworkAclEntry& row : edit.rows) {
      const auto taken = std::find_if(rows.begin(), rows.end(), [&](const NetworkAclEntry& other) {
        return other.number == row.number && other.direction == row.direction;
      });
      if (taken == rows.end()) {
        rows.push_back(row);
      } else {
        *taken = row;
      }
    }
  }
  return scene;
}

std::string vpc_text(const PracticeScene& scene) {
  return std::string(kVpc) + ' ' + to_string(vpc_block(scene));
}

Snapshot snapshot_of(const PracticeScene& scene) {
  SnapshotDraft draft;
  Vpc vpc;
  vpc.id = kVpc;
  vpc.cidrs = {vpc_block(scene)};
  draft.vpcs.push_back(vpc);
  for (const PracticeAcl& acl : scene.acls) {
    draft.acls.push_back({{acl.id, "", kVpc, false, {}}, acl.rows});
  }
  for (const PracticeSubnet& subnet : scene.subnets) {
    Subnet loaded;
    loaded.id = subnet.id;
    loaded.vpc_id = kVpc;
    loaded.cidrs = subnet.cidrs;
    draft.subnets.push_back(std::move(loaded));
    draft.associations.push_back({subnet.id, scene.acls[subnet.acl].id, {}});
  }
  if (scene.nat) add_nat(scene, draft.vpcs.front().cidrs.front(), draft.objects);
  Diagnostics ignored;  // the rows are our own
  return Snapshot::build(std::move(draft), ignored);
}

}  // namespace halfopen
