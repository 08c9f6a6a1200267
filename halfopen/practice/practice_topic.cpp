// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_topic.hpp"

namespace halfopen {

std::string_view to_string(PracticeTopic topic) {
  switch (topic) {
    case PracticeTopic::order: return "order";
    case PracticeTopic::replies: return "replies";
    case PracticeTopic::ephemeral: return "ephemeral";
    case PracticeTopic::partial: return "partial";
    case PracticeTopic::nat: return "nat";
    case PracticeTopic::ipv6: return "ipv6";
    case PracticeTopic::udp: return "udp";
    case PracticeTopic::fields: return "fields";
    case PracticeTopic::scope: return "scope";
    case PracticeTopic::numbering: return "numbering";
  }
  return "order";
}

std::optional<PracticeTopic> parse_practice_topic(std::string_view text) {
  for (const PracticeTopic topic : kPracticeTopics) {
    if (to_string(topic) == text) return topic;
  }
  return std::nullopt;
}

}  // namespace halfopen
