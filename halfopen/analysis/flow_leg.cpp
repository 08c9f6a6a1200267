// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/flow_leg.hpp"

namespace halfopen {

FlowLegWords leg_words(const Snapshot& snapshot, const PacketFate& fate,
                       const std::optional<PathStop>& stop, Leg leg) {
  if (stop && stop->leg == leg && !stop->unknown) return {"no-route", stop->place};
  // Nobody can tell what happens on that way.
  if (stop && stop->leg == leg && fate.outcome == RuleAction::allow) return {"", ""};
  FlowLegWords words;
  if (fate.outcome != RuleAction::unknown) words.outcome = to_string(fate.outcome);
  if (!fate.denied_by) return words;
  const PacketCrossing& packet = fate.crossings[*fate.denied_by];
  words.decided_by = filter_id(snapshot, packet.crossing);
  words.decided_by += '/';
  words.decided_by += to_string(packet.crossing.direction);
  if (!packet.crossing.groups) words.decided_by += '/' + rule_label(packet.decision);
  return words;
}

std::string decided_by(const Snapshot& snapshot, const FlowAnswer& answer) {
  if (answer.verdict == Verdict::works) return "";
  std::string request = leg_words(snapshot, answer.request, answer.stop, Leg::request).decided_by;
  if (!request.empty() || !answer.reply) return request;
  return leg_words(snapshot, *answer.reply, answer.stop, Leg::reply).decided_by;
}

}  // namespace halfopen
