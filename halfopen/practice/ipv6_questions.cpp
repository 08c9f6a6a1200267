// SPDX-License-Identifier: Apache-2.0
// Rules of one family never see packets of the other.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kIpv6Lesson =
    "Each rule is about IPv4 or about IPv6. A service over both needs each of its rules twice.";

/// A client and a server for each family.
struct TwoFamilies {
  PracticeHost clients[2];
  PracticeHost servers[2];
};

TwoFamilies start_families(PracticeDice& dice, PracticeScene& scene) {
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}), true);
  TwoFamilies ends;
  for (const IpFamily family : kIpFamilies) {
    ends.clients[family_index(family)] = outside_host(outside_address(dice, family));
    ends.servers[family_index(family)] = host_in(dice, scene, subnet, family);
  }
  return ends;
}

PracticeProbe family_probe(const TwoFamilies& ends, const KnownService& known, IpFamily family,
                           const char* system) {
  return {std::string(known.name) + " over " + std::string(to_string(family)),
          ends.clients[family_index(family)],
          ends.servers[family_index(family)],
          service_of(known),
          profile(system),
          true};
}

bool make_families_work(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const TwoFamilies ends = start_families(dice, scene);
  const std::vector<KnownService> known = some_tcp_services(dice, 2);
  const char* system = dice.one_of({"linux", "windows"});
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  RuleNumber number = 100;
  for (const IpFamily family : kIpFamilies) {
    for (const KnownService& one : known) {
      if (dice.roll(4) == 0) continue;
      rows.push_back(allow(number, kInbound, kTcp, one_port(one.port), anywhere(family)));
      number += 10;
    }
  }
  number = 100;
  for (const IpFamily family : kIpFamilies) {
    if (dice.roll(3) == 0) continue;
    const PortRange range =
        level >= 3 && dice.coin() ? PortRange{49152, 65535} : PortRange{1024, 65535};
    rows.push_back(allow(number, kOutbound, kTcp, range, anywhere(family)));
    number += 10;
  }
  if (level >= 2 && dice.coin()) {
    rows.push_back(all_traffic(500, kInbound, RuleAction::allow,
                               anywhere(dice.one_of({IpFamily::v4, IpFamily::v6}))));
  }
  add_noise(dice, scene, 0, level, {known[0].port, known[1].port});
  scene.probes = {family_probe(ends, known[0], IpFamily::v4, system),
                  family_probe(ends, known[0], IpFamily::v6, system),
                  family_probe(ends, known[1], dice.coin() ? IpFamily::v6 : IpFamily::v4, system)};
  question.story = "A client with " + system_name(profile(system)) + " has " +
                   to_string(ends.clients[0].address) + " and " +
                   to_string(ends.clients[1].address) + "; the server in " + scene.subnets[0].id +
                   " has " + to_string(ends.servers[0].address) + " and " +
                   to_string(ends.servers[1].address) + ".";
  question.text =
      "Which of " +
      words::list({scene.probes[0].label, scene.probes[1].label, scene.probes[2].label}) +
      dice.one_of({" always work?", " work, whatever port the client picks?"});
  question.lesson = kIpv6Lesson;
  add_set_options(dice, question, "wrong-family");
  return true;
}

bool make_mend_ipv6(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const TwoFamilies ends = start_families(dice, scene);
  const KnownService known = some_tcp_services(dice, 1).front();
  const char* system = dice.one_of({"linux", "windows", "macos"});
  const bool request_is_lost = dice.coin();
  const IpFamily six = IpFamily::v6;
  const PortRange port = one_port(known.port);
  const PortRange wide{1024, 65535};
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  rows = {allow(100, kInbound, kTcp, port, anywhere()),
          allow(100, kOutbound, kTcp, wide, anywhere())};
  if (request_is_lost) {
    rows.push_back(allow(110, kOutbound, kTcp, wide, anywhere(six)));
  } else {
    rows.push_back(allow(110, kInbound, kTcp, port, anywhere(six)));
  }
  if (level >= 3)
    rows.push_back(row(200, kInbound, RuleAction::deny, kTcp, {1024, 65535}, anywhere(six)));
  add_noise(dice, scene, 0, level, {known.port});
  scene.probes = {family_probe(ends, known, IpFamily::v4, system),
                  family_probe(ends, known, six, system)};
  question.story = "Clients with " + system_name(profile(system)) + " reach " + known.name + " (" +
                   words::service(service_of(known)) + ") of the server in " + scene.subnets[0].id +
                   " over IPv4 (" + to_string(ends.clients[0].address) + " to " +
                   to_string(ends.servers[0].address) + "), but not over IPv6 (" +
                   to_string(ends.clients[1].address) + " to " +
                   to_string(ends.servers[1].address) + ").";
  question.text = dice.one_of({"Which one rule mends it?", "Which rule is missing?"});
  question.lesson = kIpv6Lesson;
  const Direction side = request_is_lost ? kInbound : kOutbound;
  const Direction other = request_is_lost ? kOutbound : kInbound;
  const PortRange needed = request_is_lost ? port : wide;
  const PortRange twisted = request_is_lost ? wide : port;
  question.options = {
      claim_edit(0, allow(120, side, kTcp, needed, anywhere(six)), ""),
      claim_edit(0, allow(120, side, kTcp, needed, anywhere()), "wrong-family"),
      claim_edit(0, allow(120, other, kTcp, needed, anywhere(six)), "wrong-direction"),
      claim_edit(0, allow(120, side, kTcp, twisted, anywhere(six)), "reply-to-server-port"),
      claim_edit(0, allow(120, side, kUdp, needed, anywhere(six)), "wrong-protocol")};
  shuffle_wrong(dice, question.options);
  return true;
}

bool make_family_decider(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const TwoFamilies ends = start_families(dice, scene);
  const KnownService known = some_tcp_services(dice, 1).front();
  const IpFamily family = dice.one_of({IpFamily::v4, IpFamily::v6, IpFamily::v6});
  const PortRange port = one_port(known.port);
  std::vector<NetworkAclEntry> rows = {
      deny(0, kInbound, kTcp, port, anywhere()),
      allow(0, kInbound, kTcp, port, anywhere(IpFamily::v6)),
      all_traffic(0, kInbound, RuleAction::allow, anywhere()),
      all_traffic(0, kInbound, RuleAction::deny, anywhere(IpFamily::v6)),
      allow(0, kInbound, kUdp, port, anywhere(IpFamily::v6)),
      allow(0, kInbound, kTcp, {0, 1023}, anywhere()),
      allow(0, kInbound, kTcp, {0, 1023}, anywhere(IpFamily::v6))};
  dice.shuffle(rows);
  rows.resize(static_cast<std::size_t>(2 + level));
  RuleNumber number = 100;
  for (NetworkAclEntry& entry : rows) {
    entry.number = number;
    number += 10;
  }
  scene.acls[0].rows = rows;
  scene.probes = {family_probe(ends, known, family, "linux")};
  const PracticeProbe& probe = scene.probes.front();
  question.focus.family = family;
  question.focus.packet = request_packet(probe.service, probe.client.address, probe.server.address,
                                         static_cast<std::uint16_t>(dice.between(32768, 60999)));
  question.story = "A client opens " + std::string(known.name) + " (" +
                   words::service(probe.service) + ") from " + to_string(probe.client.address) +
                   " to " + to_string(probe.server.address) + " in " + scene.subnets[0].id + ".";
  question.text = "Which inbound rule decides about the request?";
  question.lesson = kIpv6Lesson;
  add_decider_options(dice, question, "");
  return true;
}

constexpr std::array kIpv6Kinds = {
    PracticeKind{"families-work", PracticeTopic::ipv6, 1, kPracticeLevels, make_families_work},
    PracticeKind{"mend-ipv6", PracticeTopic::ipv6, 1, kPracticeLevels, make_mend_ipv6},
    PracticeKind{"decider", PracticeTopic::ipv6, 2, kPracticeLevels, make_family_decider}};

}  // namespace

std::span<const PracticeKind> ipv6_kinds() { return kIpv6Kinds; }

}  // namespace halfopen
