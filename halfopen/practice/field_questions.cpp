// SPDX-License-Identifier: Apache-2.0
// Protocol numbers and ports that do not mean what they seem to.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kFieldLesson =
    "Only rules for TCP and UDP look at ports. 0-0 is one port. A protocol number is no port.";

/// A rule for all protocols, made with ports: EC2 takes them and drops them
/// (CreateNetworkAclEntry).
NetworkAclEntry all_with_ports(RuleNumber number, Direction direction, RuleAction action,
                               PortRange ports) {
  NetworkAclEntry entry = all_traffic(number, direction, action, anywhere());
  entry.ports = ports;
  entry.ports_ignored = true;
  return entry;
}

NetworkAclEntry protocol_row(RuleNumber number, Direction direction, std::uint8_t protocol) {
  return allow(number, direction, IpProtocol{protocol}, {0, 65535}, anywhere());
}

/// An inbound row that somebody wrote for the service, in one of the ways that go wrong.
NetworkAclEntry odd_row(PracticeDice& dice, RuleNumber number, Direction direction,
                        const KnownService& known) {
  switch (dice.roll(5)) {
    case 0: return allow(number, direction, kTcp, one_port(0), anywhere());
    case 1:
      return all_with_ports(number, direction, RuleAction::allow,
                            one_port(dice.coin() ? known.port : std::uint16_t{53}));
    case 2:
      return protocol_row(number, direction, static_cast<std::uint8_t>(dice.one_of({22, 80, 53})));
    case 3:
      return all_with_ports(number, direction, RuleAction::deny,
                            one_port(dice.one_of({std::uint16_t{445}, std::uint16_t{23}})));
    default: return allow(number, direction, kTcp, {0, 65535}, anywhere());
  }
}

/// The error of thought that the first odd row invites.
const char* odd_misconception(const std::vector<NetworkAclEntry>& rows) {
  for (const NetworkAclEntry& row : rows) {
    if (row.ports_ignored) return "all-with-ports";
    if (row.protocol == kTcp.number && row.ports == one_port(0)) return "port-zero";
    if (row.protocol != NetworkAclEntry::kEveryProtocol && row.protocol != kTcp.number &&
        row.protocol != kUdp.number) {
      return "protocol-number";
    }
  }
  return "keeps-state";
}

bool make_fields_work(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const std::vector<KnownService> known = some_tcp_services(dice, 3);
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  rows.push_back(allow(100, kInbound, kTcp, one_port(known[0].port), anywhere()));
  rows.push_back(odd_row(dice, dice.coin() ? 90 : 110, kInbound, known[1]));
  if (level >= 2 && dice.coin())
    rows.push_back(allow(120, kInbound, kTcp, one_port(known[1].port), anywhere()));
  if (level >= 4) rows.push_back(odd_row(dice, 105, kInbound, known[2]));
  if (dice.coin()) {
    rows.push_back(odd_row(dice, 100, kOutbound, known[0]));
  } else {
    rows.push_back(allow(100, kOutbound, kTcp, {1024, 65535}, anywhere()));
  }
  add_noise(dice, scene, 0, level, {known[0].port, known[1].port, known[2].port});
  std::vector<std::string> names;
  for (const KnownService& one : known) {
    scene.probes.push_back({one.name, client, server, service_of(one), profile("linux"), true});
    names.push_back(std::string(one.name) + " (" + words::service(service_of(one)) + ")");
  }
  question.story = "A Linux client, " + to_string(client.address) + ", talks to " +
                   words::host(scene, server) + "." + words::told_ports(rows);
  question.text = "Which of " + words::list(names) +
                  dice.one_of({" always work?", " work, whatever port it picks?"});
  question.lesson = kFieldLesson;
  add_set_options(dice, question, odd_misconception(rows));
  return true;
}

bool make_fields_verdict(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const KnownService known = some_tcp_services(dice, 1).front();
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  rows.push_back(dice.coin() ? odd_row(dice, 100, kInbound, known)
                             : allow(100, kInbound, kTcp, one_port(known.port), anywhere()));
  rows.push_back(dice.roll(3) != 0 ? odd_row(dice, 100, kOutbound, known)
                                   : allow(100, kOutbound, kTcp, {49152, 65535}, anywhere()));
  if (level >= 3) rows.push_back(allow(110, kOutbound, kTcp, {32768, 49151}, anywhere()));
  add_noise(dice, scene, 0, level, {known.port});
  scene.probes = {{known.name, client, server, service_of(known), profile("linux"), true}};
  question.story = "A Linux client (ports 32768-60999), " + to_string(client.address) + ", opens " +
                   known.name + " (" + words::service(scene.probes[0].service) + ") to " +
                   words::host(scene, server) + "." + words::told_ports(rows);
  question.text = dice.one_of({"What happens?", "How does it end?"});
  question.lesson = kFieldLesson;
  add_verdict_options(question);
  for (PracticeOption& option : question.options) option.misconception = odd_misconception(rows);
  return true;
}

/// "Open SSH": which row does it?
bool make_fields_mend(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "jump"}));
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const std::vector<KnownService> known = some_tcp_services(dice, 2);
  const KnownService& other = known[1];
  if (known[0].port > 255) return false;
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  rows = {allow(100, kOutbound, kTcp, {1024, 65535}, anywhere())};
  if (level >= 2) rows.push_back(allow(100, kInbound, kUdp, {0, 65535}, anywhere()));
  add_noise(dice, scene, 0, level, {known[0].port, other.port});
  const char* system = dice.one_of({"linux", "windows"});
  scene.probes = {{known[0].name, client, server, service_of(known[0]), profile(system), true},
                  {other.name, client, server, service_of(other), profile(system), false}};
  question.story = "The client " + to_string(client.address) + " shall reach " + known[0].name +
                   " (" + words::service(service_of(known[0])) + ") of " +
                   words::host(scene, server) + ", and not " + other.name + " (" +
                   words::service(service_of(other)) + ").";
  question.text =
      dice.one_of({"Which one inbound rule does it?", "Which inbound rule must be added?"});
  question.lesson = kFieldLesson;
  const PortRange port = one_port(known[0].port);
  question.options = {
      claim_edit(0, allow(200, kInbound, kTcp, port, anywhere()), ""),
      claim_edit(0, all_with_ports(200, kInbound, RuleAction::allow, port), "all-with-ports"),
      claim_edit(0, protocol_row(200, kInbound, static_cast<std::uint8_t>(known[0].port)),
                 "protocol-number"),
      claim_edit(0, allow(200, kInbound, kTcp, one_port(0), anywhere()), "port-zero"),
      claim_edit(0, allow(200, kInbound, kUdp, port, anywhere()), "wrong-protocol")};
  shuffle_wrong(dice, question.options);
  return true;
}

constexpr std::array kFieldKinds = {
    PracticeKind{"fields-work", PracticeTopic::fields, 1, kPracticeLevels, make_fields_work},
    PracticeKind{"what-happens", PracticeTopic::fields, 1, kPracticeLevels, make_fields_verdict},
    PracticeKind{"mend-fields", PracticeTopic::fields, 1, kPracticeLevels, make_fields_mend}};

}  // namespace

std::span<const PracticeKind> field_kinds() { return kFieldKinds; }

}  // namespace halfopen
