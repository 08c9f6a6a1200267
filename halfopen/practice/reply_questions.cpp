// SPDX-License-Identifier: Apache-2.0
// A reply is a packet of its own: it goes to the port that the client picked.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kReplyLesson =
    "Request and reply are judged apart. The reply goes from the server's port to the client's.";

std::vector<PracticeOption> server_side_options(PracticeDice& dice, RuleNumber number,
                                                std::uint16_t port, const ClientProfile& client,
                                                const CidrBlock& all, const CidrBlock& own) {
  const PortRange wide = dice.coin() ? PortRange{1024, 65535} : client.range;
  const PortRange wrong = client.range.first >= 49152 ? PortRange{32768, 49151}
                                                      : PortRange{std::uint16_t{61000}, 65535};
  return {
      claim_edit(0, allow(number, kOutbound, kTcp, wide, all), ""),
      claim_edit(0, allow(number, kOutbound, kTcp, one_port(port), all), "reply-to-server-port"),
      claim_edit(0, allow(number, kInbound, kTcp, wide, all), "wrong-direction"),
      claim_edit(0, allow(number, kOutbound, kTcp, wrong, all), "wrong-range"),
      claim_edit(0, allow(number, kOutbound, kUdp, wide, all), "wrong-protocol"),
      claim_edit(0, allow(number, kOutbound, kTcp, wide, own), "wrong-address")};
}

bool make_mend_server(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "jump"}));
  const KnownService known = some_tcp_services(dice, 1).front();
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const ClientProfile system = profile(dice.one_of({"linux", "windows", "macos"}));
  scene.acls[0].rows = {allow(100, kInbound, kTcp, one_port(known.port), anywhere())};
  RuleNumber free = 100;
  if (level >= 2) {
    scene.acls[0].rows.push_back(
        allow(100, kOutbound, kTcp, one_port(dice.coin() ? 443 : 80), anywhere()));
    free = 110;
  }
  const bool denies = level >= 3;
  if (denies) scene.acls[0].rows.push_back(deny(500, kOutbound, kTcp, {1024, 65535}, anywhere()));
  add_noise(dice, scene, 0, level, {known.port, 443, 80});
  scene.probes = {{known.name, client, server, service_of(known), system, true}};
  question.story = "A client with " + system_name(system) + ", " + to_string(client.address) +
                   ", opens " + known.name + " (" + words::service(scene.probes[0].service) +
                   ") to " + words::host(scene, server) +
                   ". The request arrives, and the client waits until it gives up.";
  question.text = dice.one_of({"Which one rule mends it?", "Which rule must be added?",
                               "Which of these rules lets the replies out?"});
  question.lesson = kReplyLesson;
  question.options = server_side_options(dice, free, known.port, system, anywhere(),
                                         scene.subnets[subnet].cidrs.front());
  if (denies) {
    NetworkAclEntry late = question.options[0].claim.edits[0].rows[0];
    late.number = 600;
    question.options.insert(question.options.begin() + 1, claim_edit(0, late, "behind-the-deny"));
  }
  shuffle_wrong(dice, question.options);
  return true;
}

/// The guarded instance is the client: the reply comes in.
bool make_mend_client(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"app", "batch", "worker"}));
  const KnownService known = some_tcp_services(dice, 1).front();
  const PracticeHost client = host_in(dice, scene, subnet);
  const PracticeHost server = outside_host(outside_address(dice));
  const ClientProfile system = profile(dice.one_of({"linux", "windows"}));
  scene.acls[0].rows = {allow(100, kOutbound, kTcp, one_port(known.port), anywhere())};
  if (level >= 2) scene.acls[0].rows.push_back(allow(90, kInbound, kTcp, one_port(22), anywhere()));
  const bool denies = level >= 3;
  if (denies) scene.acls[0].rows.push_back(deny(400, kInbound, kTcp, {1024, 65535}, anywhere()));
  add_noise(dice, scene, 0, level, {known.port, 22});
  scene.probes = {{known.name, client, server, service_of(known), system, true}};
  question.story = "The instance " + words::host(scene, client) + " runs " + system_name(system) +
                   " and asks the server " + to_string(server.address) + " over " + known.name +
                   " (" + words::service(scene.probes[0].service) + "). It never gets an answer.";
  question.text = dice.one_of({"Which one rule mends it?", "Which rule is missing?"});
  question.lesson =
      "Where the guarded host is the client, the replies come in, to the port that it picked.";
  const PortRange wide = dice.coin() ? PortRange{1024, 65535} : system.range;
  const PortRange port = one_port(known.port);
  question.options = {
      claim_edit(0, allow(110, kInbound, kTcp, wide, anywhere()), ""),
      claim_edit(0, allow(110, kInbound, kTcp, port, anywhere()), "reply-to-server-port"),
      claim_edit(0, allow(110, kOutbound, kTcp, wide, anywhere()), "wrong-direction"),
      claim_edit(0, allow(110, kInbound, kUdp, wide, anywhere()), "wrong-protocol"),
      claim_edit(0, allow(110, kInbound, kTcp, wide, scene.subnets[subnet].cidrs.front()),
                 "wrong-address")};
  if (denies) {
    question.options.insert(
        question.options.begin() + 1,
        claim_edit(0, allow(500, kInbound, kTcp, wide, anywhere()), "behind-the-deny"));
  }
  shuffle_wrong(dice, question.options);
  return true;
}

bool make_reply_decider(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const KnownService known = some_tcp_services(dice, 1).front();
  const IpAddress client = outside_address(dice);
  const PracticeHost server = host_in(dice, scene, subnet);
  const auto port = static_cast<std::uint16_t>(dice.between(1024, 65535));
  const CidrBlock net(client, 24);
  std::vector<NetworkAclEntry> rows = {
      allow(0, kOutbound, kTcp, {1024, 65535}, net),
      allow(0, kOutbound, kTcp, {32768, 60999}, anywhere()),
      deny(0, kOutbound, kTcp, {49152, 65535}, anywhere()),
      allow(0, kOutbound, kTcp, {1024, 49151}, anywhere()),
      allow(0, kOutbound, kUdp, {1024, 65535}, anywhere()),
      deny(0, kOutbound, kTcp, {3389, 3389}, anywhere()),
      all_traffic(0, kOutbound, RuleAction::allow,
                  CidrBlock(IpAddress(IpFamily::v4, client.bits() ^ 0x100U), 24))};
  dice.shuffle(rows);
  rows.resize(static_cast<std::size_t>(2 + level));
  rows.push_back(allow(0, kOutbound, kTcp, one_port(known.port), anywhere()));
  dice.shuffle(rows);
  RuleNumber number = 100;
  for (NetworkAclEntry& entry : rows) {
    entry.number = number;
    number += 10;
  }
  scene.acls[0].rows = rows;
  scene.acls[0].rows.push_back(allow(100, kInbound, kTcp, one_port(known.port), anywhere()));
  scene.probes.push_back(
      {known.name, outside_host(client), server, service_of(known), profile("any"), true});
  question.focus.direction = kOutbound;
  question.focus.packet = *reply_packet(scene.probes[0].service, client, server.address, port);
  question.story = "The client " + to_string(client) + " asks " + words::host(scene, server) +
                   " over " + known.name + " (" + words::service(scene.probes[0].service) +
                   ") from port " + std::to_string(port) + ". The request gets in.";
  question.text = dice.one_of({"Which outbound rule decides about the reply?",
                               "The server answers. Which outbound rule is that packet's?"});
  question.lesson = kReplyLesson;
  add_decider_options(dice, question, "reply-to-server-port");
  return true;
}

bool make_reply_verdict(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const std::vector<KnownService> known = some_tcp_services(dice, 2);
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const ClientProfile system = profile(dice.one_of({"linux", "windows"}));
  const PortRange other =
      system.name == "linux" ? PortRange{49152, 65535} : PortRange{32768, 60999};
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  const std::uint32_t shape = dice.roll(4);
  rows.push_back(allow(100, kInbound, kTcp, one_port(known[shape == 3 ? 1 : 0].port), anywhere()));
  if (shape == 0)
    rows.push_back(allow(100, kOutbound, kTcp, dice.coin() ? PortRange{1024, 65535} : system.range,
                         anywhere()));
  if (shape == 1) rows.push_back(allow(100, kOutbound, kTcp, other, anywhere()));
  if (shape == 2) rows.push_back(allow(100, kOutbound, kTcp, one_port(known[0].port), anywhere()));
  if (shape == 3) rows.push_back(allow(100, kOutbound, kTcp, {1024, 65535}, anywhere()));
  if (level >= 3 && dice.coin())
    rows.push_back(deny(90, kOutbound, kTcp, {49152, 65535}, anywhere()));
  if (level >= 2) rows.push_back(allow(110, kOutbound, kTcp, one_port(443), anywhere()));
  add_noise(dice, scene, 0, level, {known[0].port});
  scene.probes = {{known[0].name, client, server, service_of(known[0]), system, true}};
  question.story = "A client with " + system_name(system) + ", " + to_string(client.address) +
                   ", opens " + known[0].name + " (" + words::service(scene.probes[0].service) +
                   ") to " + words::host(scene, server) + ".";
  question.text = dice.one_of({"What happens?", "How does it end?"});
  question.lesson = kReplyLesson;
  add_verdict_options(question);
  return true;
}

constexpr std::array kReplyKinds = {
    PracticeKind{"mend-server", PracticeTopic::replies, 1, kPracticeLevels, make_mend_server},
    PracticeKind{"mend-client", PracticeTopic::replies, 1, kPracticeLevels, make_mend_client},
    PracticeKind{"reply-decider", PracticeTopic::replies, 1, kPracticeLevels, make_reply_decider},
    PracticeKind{"what-happens", PracticeTopic::replies, 1, kPracticeLevels, make_reply_verdict}};

}  // namespace

std::span<const PracticeKind> reply_kinds() { return kReplyKinds; }

}  // namespace halfopen
