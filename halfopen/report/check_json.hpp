// SPDX-License-Identifier: Apache-2.0
// The answers of check as JSON: schema halfopen.check/1 (docs/schema/check.schema.json).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/connection.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The whole document, ending in a newline.
std::string check_json(const Snapshot& snapshot, std::span<const Connection> connections,
                       const SourceNames& sources, const Diagnostics& diagnostics);

/// [{"code", "text"}].
JsonValue assumptions_json(std::span<const Assumption> assumptions);

/// Sets the keys that name a crossing: subnet, acl (absent where unknown), direction.
void set_crossing(JsonValue& object, const Snapshot& snapshot, const Crossing& crossing);

/// Sets from, to, from_set, to_set, from_subnet, to_subnet, protocol, server_port, icmp.
void set_question(JsonValue& object, const Snapshot& snapshot, const Endpoint& from,
                  const Endpoint& to, const Service& service);

}  // namespace halfopen
