// SPDX-License-Identifier: Apache-2.0
// The English of the broken lab.
#include "halfopen/base/grouped_number.hpp"
#include "halfopen/practice/lab_comparison.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen::words {
namespace {

/// "TCP 22 from 198.51.100.7 to 10.1.2.3".
std::string opening_example(const LabOpening& opening) {
  std::string text;
  const auto& protocol = opening.services.front().first;
  if (protocol && has_ports(*protocol)) {
    Service asked;
    asked.protocol = *protocol;
    asked.port = opening.port;
    text = service(asked) + ' ';
  }
  return text + "from " + to_string(opening.client) + " to " + to_string(opening.server);
}

/// "TCP 22, UDP on all ports, protocol 47 and every other protocol".
std::string opening_services(const LabServices& services) {
  std::vector<std::string> names;
  for (const auto& [protocol, ports] : services) {
    if (!protocol) {
      names.emplace_back("every other protocol");
      continue;
    }
    Service named;
    named.protocol = *protocol;
    const std::string name = service(named);
    const bool numbered = name == std::to_string(protocol->number);
    names.push_back(numbered ? "protocol " + name : name);
    if (has_ports(*protocol)) {
      names.back() += ports == PortSet(0, 65535) ? " on all ports" : ' ' + to_string(ports);
    }
  }
  return list(names);
}

}  // namespace

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

std::string unreadable_rule(const std::string& acl, Direction direction, const std::string& label) {
  return std::string(direction == Direction::ingress ? "inbound" : "outbound") + " rule " + label +
         " of " + acl + " cannot be judged: it cannot be read, or its number stands twice";
}

std::string not_judged() { return "what becomes of some packets cannot be told from this account"; }

std::string opened(const PracticeScene& scene, const LabOpening& opening) {
  const std::string who =
      opening.from ? "hosts of " + scene.subnets[*opening.from].id : std::string("hosts outside");
  const std::string whom = scene.subnets[opening.to].id;
  const std::string what =
      opening_services(opening.services) + ", for instance " + opening_example(opening);
  if (opening.arrives) {
    return "it lets requests of " + who + " into " + whom + " that nobody asked for: " + what;
  }
  return "it lets " + whom + " answer requests of " + who + " that must get no answer: " + what;
}

std::string lost(const PracticeScene& scene, const LabLoss& loss) {
  const PracticeProbe& probe = scene.probes[loss.probe];
  return probe.label + " works from " + to_string(probe.client.address) + " to " +
         to_string(probe.server.address) + ", but not for everybody who needs it: for instance " +
         "not from " + to_string(loss.client) + " to " + to_string(loss.server);
}

std::string goal(const PracticeScene& scene, const PracticeProbe& probe) {
  return probe.label + ": " + host(scene, probe.client) + " to " + host(scene, probe.server) +
         ", " + service(probe.service) + (probe.must_work ? " must work" : " must stay denied");
}

}  // namespace halfopen::words
