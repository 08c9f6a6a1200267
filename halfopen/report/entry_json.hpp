// SPDX-License-Identifier: Apache-2.0
// What a network ACL entry matches and does, as JSON.
#pragma once

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {

/// `item` with {action, protocol, ports?, icmp?, cidr} added: number and direction are the
/// caller's.
JsonValue entry_json(const NetworkAclEntry& entry, JsonValue item = JsonValue::object());

}  // namespace halfopen
