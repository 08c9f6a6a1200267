// SPDX-License-Identifier: Apache-2.0
// What an answer takes for granted.
#pragma once

#include <string_view>
#include <vector>

#include "halfopen/analysis/connection.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Everything that the connection's verdict rests on beside the loaded rules, and what made it
/// unknown, most important first.
std::vector<Assumption> assumptions_of(const Snapshot& snapshot, const Connection& connection);

/// The assumption behind a connection that no network ACL filters.
Assumption exempt_assumption(std::string_view service);

/// An ICMP type that means something only in the other family, asked all the same.
Assumption icmp_type_assumption(const Service& service, IpFamily family);

/// True if neither end stands at a loaded subnet's edge: then nothing loaded can judge.
bool nothing_judges(const Connection& connection);

}  // namespace halfopen
