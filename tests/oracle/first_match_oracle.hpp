// SPDX-License-Identifier: Apache-2.0
// The independent judge: first match straight from the wording of the documentation, one packet and
// one rule at a time, slow and obvious. It shares no code with the library beyond plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen::oracle {

/// "allow", "deny" or "unknown", and the deciding rule number ("*" for none).
struct Judgement {
  std::string action;
  std::string rule;

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// Judges a packet that crosses in `direction`. `rows` may stand in any order.
Judgement judge(const std::vector<NetworkAclEntry>& rows, Direction direction,
                const Packet& packet);

}  // namespace halfopen::oracle
