// SPDX-License-Identifier: Apache-2.0
// The small account that a question is about.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/ports/client_profile.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

struct PracticeAcl {
  std::string id;
  std::vector<NetworkAclEntry> rows;  ///< without the default deny
};

struct PracticeSubnet {
  std::string id;
  std::size_t acl = 0;  ///< index into PracticeScene::acls
  std::vector<CidrBlock> cidrs;
};

/// One end of a connection.
struct PracticeHost {
  IpAddress address;
  std::optional<std::size_t> subnet;  ///< index into PracticeScene::subnets; none: outside
};

/// A connection that the question is about.
struct PracticeProbe {
  std::string label;  ///< "HTTPS": how the question calls it
  PracticeHost client;
  PracticeHost server;
  Service service;
  ClientProfile profile;
  bool must_work = true;  ///< for questions with a goal; false: it must be denied
};

/// A NAT gateway that the hosts of one subnet use to reach the outside.
struct PracticeNat {
  std::size_t private_subnet = 0;
  std::size_t public_subnet = 0;
  IpAddress address;  ///< its private address, in the public subnet
};

/// Numbers are unique in a list, as EC2 demands.
struct PracticeScene {
  std::vector<PracticeAcl> acls;
  std::vector<PracticeSubnet> subnets;
  std::optional<PracticeNat> nat;
  std::vector<PracticeProbe> probes;
};

/// Rows put into one list. A row with a number that is taken in its direction replaces what is
/// there.
struct PracticeEdit {
  std::size_t acl = 0;
  std::vector<NetworkAclEntry> rows;
};

/// The scene with the edits made.
PracticeScene with_edits(PracticeScene scene, const std::vector<PracticeEdit>& edits);

/// The VPC's id and its block: "vpc-practice 10.1.0.0/16".
std::string vpc_text(const PracticeScene& scene);

/// What an input with this account would give. All in one VPC; route tables only with a NAT
/// gateway.
Snapshot snapshot_of(const PracticeScene& scene);

}  // namespace halfopen
