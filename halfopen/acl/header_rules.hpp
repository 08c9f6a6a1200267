// SPDX-License-Identifier: Apache-2.0
// Entries as conditions on packet headers.
#pragma once

#include <span>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/space/header_box.hpp"

namespace halfopen {

/// What an entry matches, seen in its direction: the remote address is the source on ingress, the
/// destination on egress; source ports are never looked at (see matched_selectors for the rest).
HeaderBox header_box(const NetworkAclEntry& entry);

/// The entries of one direction in their order; the terminal is the action (deny is 0, as is no
/// match).
std::vector<HeaderRule> header_rules(std::span<const NetworkAclEntry> entries);

/// The same with the entry's index as the terminal.
std::vector<HeaderRule> numbered_header_rules(std::span<const NetworkAclEntry> entries);

}  // namespace halfopen
