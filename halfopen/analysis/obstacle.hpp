// SPDX-License-Identifier: Apache-2.0
// What stops a connection where no rule of a network ACL can help.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"

namespace halfopen {

/// Something to change beside network ACLs.
struct Obstacle {
  std::string what;     ///< "sg-1 ingress needs tcp/443 from 10.0.0.0/24"
  std::string command;  ///< of the AWS CLI; empty where there is more than one way to mend it

  friend bool operator==(const Obstacle&, const Obstacle&) = default;
};

/// Security groups that let the request not in or out, and legs without a way, in the order of
/// travel, each once. Empty for connections that network ACLs alone stop, and where something is
/// unknown. Linear in the crossings.
std::vector<Obstacle> obstacles_of(CompiledSnapshot& model, const Connection& connection);

}  // namespace halfopen
