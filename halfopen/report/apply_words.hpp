// SPDX-License-Identifier: Apache-2.0
// The words of plan-apply that every format shares.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/apply_acls.hpp"

namespace halfopen {

/// "create-network-acl-entry" and the like: the API call of a step.
std::string_view api_call(ApplyStep::Call call);

/// The call as a command of the AWS CLI. `acl` stands in it as told: quoted for the shell.
std::string call_command(ApplyStep::Call call, const std::string& acl,
                         const NetworkAclEntry& entry);

/// "allow tcp 443 from 0.0.0.0/0".
std::string rule_words(const NetworkAclEntry& entry);

/// "198.51.100.0/24 -> web tcp/443, client ports 1024-65535 (all of 1024-65535)".
std::string connection_words(const StateViolation& violation, std::string_view acl);

/// One packet and its answer: "198.51.100.7:49152 -> web:443".
std::string witness_words(const StateViolation& violation, std::string_view acl);

/// The packets of a witness, as numbers.
struct ViolationWitness {
  IpAddress remote;
  IpAddress server;         ///< of a connection between two subnets; else meaningless
  std::uint16_t in = 0;     ///< selector of the packet that enters
  std::uint16_t out = 0;    ///< of the one that leaves
  bool from_remote = true;  ///< the remote address is the client
};
ViolationWitness witness_of(const StateViolation& violation);

/// The violations of an order as disjoint classes of connections, so that each is told once; those
/// with most connections first.
std::vector<StateViolation> distinct_violations(const ApplyOrder& order);

/// "safe" or "not safe" and why, in one line without the ACL's name.
std::string verdict_words(const AclApply& apply);

/// What is known about better orders; empty if the order is safe.
std::string proof_words(const AclApply& apply);

/// "A naive apply … would break …": the comparison, in one or two sentences.
std::string naive_words(const AclApply& apply, std::string_view acl);

/// Which steps hold for connections but not for single packets; empty if all do.
std::string packet_words(const AclApply& apply);

}  // namespace halfopen
