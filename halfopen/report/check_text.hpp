// SPDX-License-Identifier: Apache-2.0
// The answers of check for a person: verdict first, then the deciding rules, then the ports, then
// the remedy.
#pragma once

#include <span>
#include <string>

#include "halfopen/analysis/connection.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// One block a connection, then a summary line if there are several, then what the answers assume.
std::string check_text(const Snapshot& snapshot, std::span<const Connection> connections,
                       const SourceNames& sources, const Style& style);

/// "acl-1 egress rule 120 (acls.json:17:9)".
std::string rule_text(const Snapshot& snapshot, const Crossing& crossing, const Decision& decision,
                      const SourceNames& sources);

/// The end as asked, with the addresses of the class where it is a set.
std::string endpoint_text(const Endpoint& end);

/// "tcp 1024-65535", "all traffic" and the like: what an entry matches beside addresses.
std::string entry_text(const NetworkAclEntry& entry);

/// The lines that name what is taken for granted; empty if nothing is.
std::string assumptions_text(std::span<const Assumption> assumptions, const Style& style);

}  // namespace halfopen
