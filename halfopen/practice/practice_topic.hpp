// SPDX-License-Identifier: Apache-2.0
// What there is to learn about network ACLs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halfopen {

enum class PracticeTopic : std::uint8_t {
  order,      ///< the lowest number that matches decides
  replies,    ///< a reply is a packet of its own, to the client's port
  ephemeral,  ///< which system picks which client ports
  partial,    ///< ranges that cover some client ports
  nat,        ///< gateways pick ports of their own
  ipv6,       ///< rules of one family never see the other
  udp,        ///< UDP replies need their own rules
  fields,     ///< protocol numbers, port 0, ports that are ignored
  scope,      ///< where network ACLs are asked, and where not
  numbering,  ///< free numbers and the quota
};

inline constexpr std::array kPracticeTopics = {
    PracticeTopic::order, PracticeTopic::replies,  PracticeTopic::ephemeral, PracticeTopic::partial,
    PracticeTopic::nat,   PracticeTopic::ipv6,     PracticeTopic::udp,       PracticeTopic::fields,
    PracticeTopic::scope, PracticeTopic::numbering};

/// 1 is a first look, 5 is what costs professionals an hour.
inline constexpr int kPracticeLevels = 5;

/// The word of the command line and of every output: order, replies, …
std::string_view to_string(PracticeTopic topic);

std::optional<PracticeTopic> parse_practice_topic(std::string_view text);

}  // namespace halfopen
