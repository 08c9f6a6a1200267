// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "halfopen/vpc/snapshot_draft.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {

/// Adds gateways, NAT gateways, peering connections, transit gateways and route tables to VPCs and
/// subnets that are there.
void add_random_ways(Dice& dice, SnapshotDraft& draft);

}  // namespace halfopen::oracle
