// SPDX-License-Identifier: Apache-2.0
// The English of the broken lab.
#include "halfopen/base/grouped_number.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen::words {

std::string lab_story(const PracticeScene& scene, const PracticeFact& lost) {
  const std::string& label = scene.probes[lost.probe].label;
  return "Somebody changed one rule. Since then this is reported: \"" + label +
         (lost.verdict == Verdict::partial ? ": an answer only now and then.\""
                                           : ": no answer any more.\"") +
         " Find the rule and mend it. Nothing may be opened that must stay denied.";
}

std::string hint_connection(const std::string& label, const PracticeFact& lost) {
  switch (lost.verdict) {
    case Verdict::denied: return "Follow " + label + ". Its request does not arrive.";
    case Verdict::half_open:
      return "Follow " + label + ". Its request arrives; look at the replies.";
    case Verdict::partial:
      return "Follow " + label + ". Its request arrives, and " + grouped(lost.open) + " of " +
             grouped(lost.total) + " client ports get their replies.";
    default: return "Follow " + label + ".";
  }
}

std::string hint_list(const std::string& label, const std::string& acl, Direction direction,
                      const PracticeFact& lost) {
  const bool in = direction == Direction::ingress;
  const std::string packet =
      lost.request_stop ? "request" : "reply to client port " + std::to_string(lost.lost_port);
  return "The " + packet + " of " + label + " dies where it " + (in ? "enters" : "leaves") +
         " the subnet of " + acl + ": look at its " + (in ? "inbound" : "outbound") + " rules.";
}

std::string hint_row(const std::string& acl, const std::string& kind, const NetworkAclEntry& row,
                     bool added) {
  const std::string what = added ? "This rule of " + acl + " is the one that was added: "
                                 : "In " + acl + " this rule was meant: ";
  return std::string(misconception(kind)) + ' ' + what + rule(row) + '.';
}

std::string subnet_changed(const std::string& subnet) {
  return subnet + " is missing, or has other blocks: mend the rules, and leave the subnets alone";
}

std::string subnet_without_acl(const std::string& subnet) {
  return "nobody knows which ACL guards " + subnet;
}

std::string more_subnets() { return "there are more subnets than in the lab"; }

std::string over_quota(const std::string& acl, std::size_t used, std::size_t limit) {
  return acl + " has " + std::to_string(used) +
         " rules in one direction, the row * counted: more than the quota of " +
         std::to_string(limit);
}

std::string opened(const std::string& subnet, const Service& asked) {
  return "it opens " + subnet + " to everybody outside for " + service(asked) +
         ", which nobody asked for";
}

std::string goal(const PracticeScene& scene, const PracticeProbe& probe) {
  return probe.label + ": " + host(scene, probe.client) + " to " + host(scene, probe.server) +
         ", " + service(probe.service) + (probe.must_work ? " must work" : " must stay denied");
}

}  // namespace halfopen::words
