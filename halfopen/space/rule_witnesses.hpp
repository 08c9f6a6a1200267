// SPDX-License-Identifier: Apache-2.0
// Which rules of a list ever decide.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/space/header_box.hpp"
#include "halfopen/space/header_layout.hpp"

namespace halfopen {

/// For each rule a packet that it decides; nothing for a shadowed rule: earlier rules take every
/// packet that it matches. Terminals play no part. Needs no diagram: only sublists that still hold
/// a rule without a witness are cut further.
std::vector<std::optional<Packet>> rule_witnesses(std::span<const HeaderRule> rules,
                                                  const FieldOrder& order = kNetworkAclOrder);

}  // namespace halfopen
