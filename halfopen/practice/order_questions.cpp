// SPDX-License-Identifier: Apache-2.0
// The lowest number that matches decides.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kOrderLesson =
    "Rules are tried from the lowest number up. The first one that matches decides, allow or deny.";

/// Allow and deny of one service in some order, or only one of them, or neither.
void add_order_rows(PracticeDice& dice, const KnownService& known, const CidrBlock& client,
                    std::vector<NetworkAclEntry>& rows) {
  const CidrBlock narrow = dice.coin() ? client : anywhere();
  const std::uint32_t shape = dice.roll(5);
  const auto allowed = allow(0, kInbound, known.protocol, one_port(known.port), narrow);
  const auto denied = deny(0, kInbound, known.protocol, one_port(known.port), anywhere());
  if (shape == 0 || shape == 3) rows.push_back(allowed);
  if (shape == 0 || shape == 1) rows.push_back(denied);
  if (shape == 1 || shape == 4) rows.push_back(allowed);
}

void add_order_replies(PracticeDice& dice, int level, const std::vector<KnownService>& services,
                       PracticeAcl& acl) {
  if (level < 3 || dice.coin()) {
    acl.rows.push_back(allow(100, kOutbound, kTcp, {1024, 65535}, anywhere()));
    return;
  }
  RuleNumber number = 100;
  for (const KnownService& known : services) {
    acl.rows.push_back(allow(number, kOutbound, kTcp, one_port(known.port), anywhere()));
    number += 10;
  }
  if (dice.coin()) {
    acl.rows.push_back(allow(number, kOutbound, kTcp, {32768, 65535}, anywhere()));
  }
}

bool make_which_work(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const PracticeHost client = outside_host(outside_address(dice));
  const PracticeHost server = host_in(dice, scene, subnet);
  const std::vector<KnownService> services = some_tcp_services(dice, 3);
  std::vector<NetworkAclEntry> rows;
  std::vector<std::uint16_t> spared;
  for (const KnownService& known : services) {
    add_order_rows(dice, known, CidrBlock(client.address, 32), rows);
    spared.push_back(known.port);
    scene.probes.push_back({known.name, client, server, service_of(known), profile("linux"), true});
  }
  if (rows.size() < 3) return false;
  if (dice.coin()) {
    rows.push_back(all_traffic(
        0, kInbound, dice.roll(3) == 0 ? RuleAction::deny : RuleAction::allow, anywhere()));
  }
  RuleNumber number = 100;
  for (NetworkAclEntry& entry : rows) {
    entry.number = number;
    number += 100;
    scene.acls[0].rows.push_back(entry);
  }
  add_order_replies(dice, level, services, scene.acls[0]);
  add_noise(dice, scene, 0, level, spared);
  question.story = "A Linux client, " + to_string(client.address) + ", talks to the server " +
                   words::host(scene, server) + ".";
  question.text = dice.one_of(
      {"Which of " + words::list({services[0].name, services[1].name, services[2].name}) +
           " work for this client, whatever port it picks?",
       "The client tries " + words::list({services[0].name, services[1].name, services[2].name}) +
           ". Which of them always get an answer?"});
  question.lesson = kOrderLesson;
  add_set_options(dice, question, "later-rule");
  return true;
}

/// Rows that all look as if they were about the packet.
std::vector<NetworkAclEntry> similar_rows(PracticeDice& dice, const IpAddress& client,
                                          const KnownService& known, const KnownService& other) {
  const PortRange port = one_port(known.port);
  const CidrBlock net(client, 24);
  const CidrBlock elsewhere(IpAddress(IpFamily::v4, client.bits() ^ 0x100U), 24);
  std::vector<NetworkAclEntry> rows = {
      allow(0, kInbound, kTcp, port, CidrBlock(client, 32)),
      deny(0, kInbound, kTcp, port, anywhere()),
      allow(0, kInbound, kTcp, {0, 1023}, net),
      deny(0, kInbound, kTcp, {1024, 65535}, net),
      deny(0, kInbound, kTcp, port, elsewhere),
      allow(0, kInbound, kTcp, one_port(other.port), anywhere()),
      allow(0, kInbound, kUdp, port, anywhere()),
      all_traffic(0, kInbound, RuleAction::allow, net),
      deny(0, kInbound, kTcp, port, CidrBlock(IpAddress(IpFamily::v4, client.bits() ^ 1U), 32))};
  dice.shuffle(rows);
  return rows;
}

bool make_decider(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const IpAddress client = outside_address(dice);
  const PracticeHost server = host_in(dice, scene, subnet);
  const std::vector<KnownService> services = some_tcp_services(dice, 2);
  std::vector<NetworkAclEntry> rows = similar_rows(dice, client, services[0], services[1]);
  rows.resize(static_cast<std::size_t>(3 + level));
  RuleNumber number = 100;
  for (NetworkAclEntry& entry : rows) {
    entry.number = number;
    number += 10;
  }
  scene.acls[0].rows = rows;
  scene.probes.push_back({services[0].name, outside_host(client), server, service_of(services[0]),
                          profile("linux"), true});
  const auto port = static_cast<std::uint16_t>(dice.between(32768, 60999));
  question.focus.packet = request_packet(scene.probes[0].service, client, server.address, port);
  question.story = "The client " + to_string(client) + " opens a connection to " +
                   words::host(scene, server) + ", " + words::service(scene.probes[0].service) +
                   ", from port " + std::to_string(port) + ".";
  question.text =
      dice.one_of({"Which inbound rule decides about the first packet?",
                   "Which is the first inbound rule that matches the request's packet?"});
  question.lesson = kOrderLesson;
  add_decider_options(dice, question, "");
  return true;
}

bool make_place_deny(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const std::vector<KnownService> services = some_tcp_services(dice, 2);
  const IpAddress bad = outside_address(dice);
  const IpAddress good(IpFamily::v4, bad.bits() ^ (level < 3 ? 0x4000U : 3U));
  const PracticeHost server = host_in(dice, scene, subnet);
  const Service service = service_of(services[0]);
  const PortRange port = one_port(services[0].port);
  scene.acls[0].rows = {allow(100, kInbound, kTcp, port, anywhere()),
                        allow(200, kInbound, kTcp, one_port(services[1].port), anywhere()),
                        allow(100, kOutbound, kTcp, {1024, 65535}, anywhere())};
  if (level > 3)
    scene.acls[0].rows.push_back(all_traffic(300, kInbound, RuleAction::allow, anywhere()));
  add_noise(dice, scene, 0, level, {services[0].port});
  const std::string name = services[0].name;
  scene.probes = {{name + " from " + to_string(bad), outside_host(bad), server, service,
                   profile("linux"), false},
                  {name + " from " + to_string(good), outside_host(good), server, service,
                   profile("linux"), true}};
  question.story = "The server is " + words::host(scene, server) + ". " + to_string(bad) +
                   " attacks it over " + name + ".";
  question.text = "Which one rule denies " + name + " to " + to_string(bad) +
                  " and leaves everybody else as they are?";
  question.lesson = "A deny must stand before the allow that it is an exception from.";
  const CidrBlock one(bad, 32);
  const RuleNumber early = 10 * dice.between(1, 9);
  const RuleNumber late = 100 + dice.between(10, 90);
  question.options = {
      claim_edit(0, deny(early, kInbound, kTcp, port, one), ""),
      claim_edit(0, deny(late, kInbound, kTcp, port, one), "behind-the-deny"),
      claim_edit(0, deny(early, kOutbound, kTcp, port, one), "reply-to-server-port"),
      claim_edit(0, deny(early, kInbound, kUdp, port, one), "wrong-protocol"),
      claim_edit(0, deny(early, kInbound, kTcp, port, CidrBlock(bad, 24)), "too-wide"),
      claim_edit(0, deny(early, kInbound, kTcp, port, CidrBlock(server.address, 32)),
                 "wrong-address")};
  if (level < 3) question.options.erase(question.options.begin() + 4);
  shuffle_wrong(dice, question.options);
  return true;
}

constexpr std::array kOrderKinds = {
    PracticeKind{"which-work", PracticeTopic::order, 1, kPracticeLevels, make_which_work},
    PracticeKind{"decider", PracticeTopic::order, 1, kPracticeLevels, make_decider},
    PracticeKind{"place-deny", PracticeTopic::order, 1, kPracticeLevels, make_place_deny}};

}  // namespace

std::span<const PracticeKind> order_kinds() { return kOrderKinds; }

}  // namespace halfopen
