// SPDX-License-Identifier: Apache-2.0
// UDP has no connections, and its replies need rules all the same.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kUdpLesson =
    "A UDP answer is a packet to the asker's port, as with TCP, and needs a rule for UDP.";

/// Services whose servers answer; syslog's do not (RFC 5426). Some of their clients send from a
/// port of their own (NTP from 123, RFC 5905 9.1; OpenVPN without nobind from 1194), so a story
/// must tell the client's ports.
constexpr std::array kUdpServices = {KnownService{"DNS", kUdp, 53}, KnownService{"NTP", kUdp, 123},
                                     KnownService{"OpenVPN", kUdp, 1194},
                                     KnownService{"RADIUS", kUdp, 1812},
                                     KnownService{"WireGuard", kUdp, 51820}};

/// The instance asks a server outside.
bool make_mend_udp(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"app", "batch", "worker"}));
  const KnownService known = kUdpServices[dice.roll(kUdpServices.size())];
  const bool asks = dice.coin();
  const PracticeHost inside = host_in(dice, scene, subnet);
  const PracticeHost outside = outside_host(outside_address(dice));
  const Direction request = asks ? kOutbound : kInbound;
  const Direction reply = asks ? kInbound : kOutbound;
  const ClientProfile system = profile(dice.one_of({"linux", "windows"}));
  const PortRange port = one_port(known.port);
  const PortRange wide = dice.coin() ? PortRange{1024, 65535} : system.range;
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  rows = {allow(100, request, kUdp, port, anywhere())};
  if (level >= 2) rows.push_back(allow(100, reply, kTcp, {1024, 65535}, anywhere()));
  const bool denies = level >= 4;
  if (denies) rows.push_back(deny(400, reply, kUdp, {0, 65535}, anywhere()));
  add_noise(dice, scene, 0, level, {known.port});
  scene.probes = {{known.name, asks ? inside : outside, asks ? outside : inside, service_of(known),
                   system, true}};
  question.story = (asks ? "The instance " : "The client ") +
                   words::host(scene, scene.probes[0].client) + " asks " +
                   words::host(scene, scene.probes[0].server) + " over " + known.name + " (" +
                   words::service(scene.probes[0].service) +
                   "), and never gets an answer. The asking program picks ports from " +
                   to_string(system.range) + ".";
  question.text = dice.one_of({"Which one rule mends it?", "Which rule is missing?"});
  question.lesson = kUdpLesson;
  question.options = {
      claim_edit(0, allow(110, reply, kUdp, wide, anywhere()), ""),
      claim_edit(0, allow(110, reply, kUdp, port, anywhere()), "reply-to-server-port"),
      claim_edit(0, allow(110, reply, kTcp, wide, anywhere()), "wrong-protocol"),
      claim_edit(0, allow(110, request, kUdp, wide, anywhere()), "wrong-direction")};
  if (denies) {
    question.options.push_back(
        claim_edit(0, allow(500, reply, kUdp, wide, anywhere()), "behind-the-deny"));
  }
  shuffle_wrong(dice, question.options);
  return true;
}

bool make_udp_work(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"dns", "infra", "core"}));
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const KnownService tcp = some_tcp_services(dice, 1).front();
  const KnownService udp = kUdpServices[1 + dice.roll(kUdpServices.size() - 1)];
  const std::vector<KnownService> asked = {
      {"DNS over UDP", kUdp, 53}, {"DNS over TCP", kTcp, 53}, dice.coin() ? tcp : udp};
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  RuleNumber number = 100;
  for (const KnownService& known : asked) {
    if (dice.roll(4) == 0) continue;
    rows.push_back(allow(number, kInbound, known.protocol, one_port(known.port), anywhere()));
    number += 10;
  }
  number = 100;
  for (const IpProtocol protocol : {kTcp, kUdp}) {
    const std::uint32_t shape = dice.roll(3);
    if (shape == 0) continue;
    rows.push_back(allow(number, kOutbound, protocol,
                         shape == 1 ? PortRange{1024, 65535} : PortRange{32768, 60999},
                         anywhere()));
    number += 10;
  }
  if (level >= 3 && dice.coin()) {
    rows.push_back(deny(90, kOutbound, dice.one_of({kTcp, kUdp}), {40000, 65535}, anywhere()));
  }
  if (level >= 2) rows.push_back(allow(number, kOutbound, kUdp, one_port(53), anywhere()));
  add_noise(dice, scene, 0, level, {53, asked[2].port});
  for (const KnownService& known : asked) {
    scene.probes.push_back({known.name, client, server, service_of(known), profile("linux"), true});
  }
  question.story = "A Linux client, " + to_string(client.address) + ", asks " +
                   words::host(scene, server) + ". Its programs pick ports from 32768-60999.";
  question.text = "Which of " +
                  words::list({asked[0].name, asked[1].name,
                               asked[2].name + std::string(" (") +
                                   words::service(service_of(asked[2])) + ")"}) +
                  dice.one_of({" always get an answer?", " work, whatever port the client picks?"});
  question.lesson = kUdpLesson;
  add_set_options(dice, question, "wrong-protocol");
  return true;
}

/// ntpd asks from port 123, others from an ephemeral port.
bool make_ntp(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"app", "batch", "infra"}));
  const PracticeHost inside = host_in(dice, scene, subnet);
  const PracticeHost outside = outside_host(outside_address(dice));
  const bool fixed = dice.coin();
  const KnownService known{"NTP", kUdp, 123};
  const ClientProfile system = profile(fixed ? "ntp" : "linux");
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  const std::uint32_t shape = dice.roll(4);
  rows = {allow(100, kOutbound, kUdp, one_port(shape == 3 ? 53 : 123), anywhere())};
  if (shape == 0) rows.push_back(allow(100, kInbound, kUdp, one_port(123), anywhere()));
  if (shape == 1) rows.push_back(allow(100, kInbound, kUdp, {1024, 65535}, anywhere()));
  if (shape == 2)
    rows.push_back(allow(100, kInbound, kUdp,
                         dice.coin() ? PortRange{49152, 65535} : PortRange{0, 1023}, anywhere()));
  if (level >= 3) rows.push_back(allow(110, kInbound, kTcp, {0, 65535}, anywhere()));
  add_noise(dice, scene, 0, level, {123});
  scene.probes = {{"NTP", inside, outside, service_of(known), system, true}};
  question.story = "The instance " + words::host(scene, inside) + " asks the time server " +
                   to_string(outside.address) + " (UDP 123)" +
                   (fixed ? " with ntpd, which sends from port 123."
                          : " with a client that sends from a port of 32768-60999.");
  question.text = dice.one_of({"What happens?", "Does it get the time?"});
  question.lesson = kUdpLesson;
  add_verdict_options(question);
  return true;
}

constexpr std::array kUdpKinds = {
    PracticeKind{"mend-udp", PracticeTopic::udp, 1, kPracticeLevels, make_mend_udp},
    PracticeKind{"udp-work", PracticeTopic::udp, 1, kPracticeLevels, make_udp_work},
    PracticeKind{"ntp", PracticeTopic::udp, 2, kPracticeLevels, make_ntp}};

}  // namespace

std::span<const PracticeKind> udp_kinds() { return kUdpKinds; }

}  // namespace halfopen
