// SPDX-License-Identifier: Apache-2.0
// Where network ACLs are asked: at the edges of subnets, each by its own ACL, and not for the VPC's
// own services.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kScopeLesson =
    "An ACL is asked when a packet leaves its subnet or enters it: not between two instances of "
    "the subnet (a Classic Load Balancer and a transit gateway's attachment there are exceptions), "
    "and not for the VPC's resolver.";

constexpr std::uint32_t kResolver = 0xa9fea9fdU;  // 169.254.169.253

/// Two subnets, the rows for one service between them in part.
void add_two_subnets(PracticeDice& dice, int level, PracticeScene& scene,
                     const KnownService& known) {
  add_subnet(dice, scene, "app");
  add_subnet(dice, scene, "data");
  const CidrBlock app = scene.subnets[0].cidrs.front();
  const CidrBlock data = scene.subnets[1].cidrs.front();
  const PortRange port = one_port(known.port);
  const PortRange back = dice.coin() ? PortRange{1024, 65535} : PortRange{32768, 60999};
  scene.acls[0].rows = {allow(100, kOutbound, kTcp, port, data),
                        allow(100, kInbound, kTcp, back, data)};
  scene.acls[1].rows = {allow(100, kInbound, kTcp, port, app),
                        allow(100, kOutbound, kTcp, back, app)};
  if (level >= 4)
    scene.acls[1].rows.push_back(deny(300, kOutbound, kTcp, {1024, 65535}, anywhere()));
}

bool make_scope_work(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const KnownService known =
      dice.one_of({KnownService{"MySQL", kTcp, 3306}, KnownService{"PostgreSQL", kTcp, 5432},
                   KnownService{"Redis", kTcp, 6379}, KnownService{"HTTPS", kTcp, 443}});
  add_two_subnets(dice, level, scene, known);
  // A new ACL has no rules; the other may have lost one.
  if (dice.coin()) scene.acls[0].rows.clear();
  if (dice.coin()) scene.acls[1].rows.erase(scene.acls[1].rows.begin() + dice.roll(2));
  add_noise(dice, scene, 0, level, {known.port});
  const PracticeHost client = host_in(dice, scene, 0);
  const PracticeHost neighbour = {
      IpAddress(IpFamily::v4, scene.subnets[0].cidrs.front().first() + 251), 0};
  const PracticeHost far = host_in(dice, scene, 1);
  scene.probes = {{std::string(known.name) + " of the neighbour", client, neighbour,
                   service_of(known), profile("linux"), true},
                  {std::string(known.name) + " of the other subnet", client, far, service_of(known),
                   profile("linux"), true}};
  Service dns;
  dns.protocol = kUdp;
  dns.port = 53;
  if (dice.coin()) {
    scene.probes.push_back({"DNS of the resolver", client,
                            outside_host(IpAddress(IpFamily::v4, kResolver)), dns, profile("linux"),
                            true});
  } else {
    scene.probes.push_back({"DNS of a public server", client, outside_host(outside_address(dice)),
                            dns, profile("linux"), true});
  }
  question.story = "The Linux client " + words::host(scene, client) + " uses " + known.name + " (" +
                   words::service(service_of(known)) + ") of its neighbour " +
                   words::host(scene, neighbour) + " and of " + words::host(scene, far) +
                   ", and asks " + to_string(scene.probes[2].server.address) +
                   (scene.probes[2].label == "DNS of the resolver" ? ", the VPC's resolver," : "") +
                   " over UDP 53.";
  question.text =
      dice.one_of({"Which of these always work?", "Which of the three can rely on an answer?"});
  question.lesson = kScopeLesson;
  add_set_options(dice, question, "within-the-subnet");
  return true;
}

bool make_scope_verdict(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const KnownService known = some_tcp_services(dice, 1).front();
  add_two_subnets(dice, level, scene, known);
  const std::uint32_t shape = dice.roll(5);
  if (shape == 0) scene.acls[1].rows.clear();
  if (shape == 1) scene.acls[1].rows[1].ports = one_port(known.port);
  if (shape == 2) scene.acls[0].rows[1].ports = {49152, 65535};
  const bool inside = shape == 3;
  if (inside) scene.acls[0].rows.clear();
  add_noise(dice, scene, shape == 1 ? 0 : 1, level, {known.port});
  const PracticeHost client = host_in(dice, scene, 0);
  const PracticeHost server =
      inside
          ? PracticeHost{IpAddress(IpFamily::v4, scene.subnets[0].cidrs.front().first() + 251), 0}
          : host_in(dice, scene, 1);
  scene.probes = {{known.name, client, server, service_of(known), profile("linux"), true}};
  question.story = "The Linux client " + words::host(scene, client) +
                   " (ports 32768-60999) opens " + known.name + " (" +
                   words::service(scene.probes[0].service) + ") to " + words::host(scene, server) +
                   ".";
  question.text = dice.one_of({"What happens?", "How does it end?"});
  question.lesson = kScopeLesson;
  add_verdict_options(question);
  if (inside) question.options[3].misconception = "within-the-subnet";
  return true;
}

/// Four lists have a say. Which one lacks a rule?
bool make_which_list(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const KnownService known = some_tcp_services(dice, 1).front();
  add_two_subnets(dice, level, scene, known);
  const std::size_t acl = dice.roll(2);
  const std::size_t at = dice.roll(2);
  NetworkAclEntry missing = scene.acls[acl].rows[at];
  scene.acls[acl].rows.erase(scene.acls[acl].rows.begin() + static_cast<std::ptrdiff_t>(at));
  add_noise(dice, scene, 1 - acl, level, {known.port});
  const PracticeHost client = host_in(dice, scene, 0);
  const PracticeHost server = host_in(dice, scene, 1);
  scene.probes = {{known.name, client, server, service_of(known), profile("linux"), true}};
  question.story = "The Linux client " + words::host(scene, client) + " opens " + known.name +
                   " (" + words::service(scene.probes[0].service) + ") to " +
                   words::host(scene, server) + " and gets no answer.";
  question.text = dice.one_of({"Which one rule is missing?", "Which rule mends it?"});
  question.lesson = kScopeLesson;
  missing.number = 200;
  question.options = {claim_edit(acl, missing, "")};
  NetworkAclEntry other = missing;
  const Direction opposite = missing.direction == kInbound ? kOutbound : kInbound;
  other.direction = opposite;
  question.options.push_back(claim_edit(acl, other, "wrong-direction"));
  other.cidr = scene.subnets[acl].cidrs.front();
  question.options.push_back(claim_edit(1 - acl, other, "keeps-state"));
  other.direction = missing.direction;
  question.options.push_back(claim_edit(1 - acl, other, "wrong-direction"));
  question.options.push_back(claim_edit(acl, other, "wrong-address"));
  other = missing;
  other.ports = missing.ports.size() == 1 ? PortRange{1024, 65535} : one_port(known.port);
  if (missing.ports.size() != 1 || known.port < 1024)
    question.options.push_back(claim_edit(acl, other, "reply-to-server-port"));
  shuffle_wrong(dice, question.options);
  return true;
}

constexpr std::array kScopeKinds = {
    PracticeKind{"scope-work", PracticeTopic::scope, 1, kPracticeLevels, make_scope_work},
    PracticeKind{"what-happens", PracticeTopic::scope, 1, kPracticeLevels, make_scope_verdict},
    PracticeKind{"which-list", PracticeTopic::scope, 2, kPracticeLevels, make_which_list}};

}  // namespace

std::span<const PracticeKind> scope_kinds() { return kScopeKinds; }

}  // namespace halfopen
