// SPDX-License-Identifier: Apache-2.0
// Small random accounts in which everything meets often: few addresses, few ports, many ways.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/vpc/snapshot_draft.hpp"
#include "tests/oracle/packet_simulator.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {

/// 1 to 3 VPCs with subnets, network ACLs, interfaces, security groups, gateways and route tables.
/// Building a Snapshot of it gives no diagnostics.
SnapshotDraft random_cloud(Dice& dice);

/// The ports at the bounds of all rules of network ACLs and security groups, and those beside them.
/// Ascending, each once; 0, 1023, 1024 and 65535 are among them.
std::vector<std::uint16_t> bound_ports(const SnapshotDraft& draft);

/// Hosts with and without interface, free addresses of a VPC, outside hosts private and public. Not
/// both ends are outside, and they are two.
SimulatedQuestion random_connection(Dice& dice, const SnapshotDraft& draft);

/// The account, and a question, in short lines for a person who must reproduce a failure.
std::string cloud_text(const SnapshotDraft& draft);
std::string question_text(const SimulatedQuestion& question);
std::string leg_text(const SimulatedLeg& leg);

}  // namespace halfopen::oracle
