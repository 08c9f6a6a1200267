// SPDX-License-Identifier: Apache-2.0
// Address translation: the port that the server sees is not the one that the client picked.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kHomeLesson =
    "Behind address translation any port from 1024 may arrive, whatever the client's system picks.";
constexpr const char* kGatewayLesson =
    "Through a NAT gateway request and reply cross two subnets' edges, three times each way: both "
    "ACLs need rules for replies.";

/// A client behind a home router. `system` is what stands behind it.
void make_home(PracticeDice& dice, int level, PracticeQuestion& question, PortRange replies) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "jump", "vpn"}));
  const KnownService known = some_tcp_services(dice, 1).front();
  const PracticeHost server = host_in(dice, scene, subnet);
  const PracticeHost client = outside_host(outside_address(dice));
  const ClientProfile system = profile(dice.one_of({"windows", "macos", "linux"}));
  scene.acls[0].rows = {allow(100, kInbound, kTcp, one_port(known.port), anywhere()),
                        allow(100, kOutbound, kTcp, replies, anywhere())};
  if (level >= 3 && dice.coin()) {
    const std::uint16_t port =
        dice.one_of({std::uint16_t{3389}, std::uint16_t{3306}, std::uint16_t{8080}});
    scene.acls[0].rows.push_back(deny(90, kOutbound, kTcp, one_port(port), anywhere()));
  }
  add_noise(dice, scene, 0, level, {known.port});
  scene.probes = {{known.name, client, server, service_of(known), profile("any"), true}};
  question.story = "A computer with " + system_name(system) + " (ports " + to_string(system.range) +
                   ") stands behind a router that translates addresses and picks ports from " +
                   to_string(scene.probes[0].profile.range) + "; its public address is " +
                   to_string(client.address) + ". It opens " + known.name + " (" +
                   words::service(scene.probes[0].service) + ") to " + words::host(scene, server) +
                   ".";
  question.lesson = kHomeLesson;
}

PortRange home_range(PracticeDice& dice) {
  return dice.one_of({PortRange{49152, 65535}, PortRange{32768, 60999}, PortRange{32768, 65535},
                      PortRange{1024, 65535}, PortRange{1024, 49151}, PortRange{10000, 65535}});
}

bool make_home_share(PracticeDice& dice, int level, PracticeQuestion& question) {
  const PortRange replies = home_range(dice);
  make_home(dice, level, question, replies);
  question.text = dice.one_of({"For how many of the ports that may arrive does the reply get out?",
                               "How many of the ports that the server may see get an answer?"});
  const PracticeFact fact = facts_of(question.scene).front();
  const std::uint32_t total = question.scene.probes.front().profile.range.size();
  question.options = {
      claim_number(ClaimKind::share, fact.open, "narrow-behind-nat"),
      claim_number(ClaimKind::share, total, "narrow-behind-nat"),
      claim_number(ClaimKind::share, total - fact.open, "miscounted"),
      claim_number(ClaimKind::share, fact.open / 2 + 1, "miscounted"),
      claim_number(ClaimKind::share, profile("linux").range.size(), "narrow-behind-nat"),
      claim_number(ClaimKind::share, profile("windows").range.size(), "narrow-behind-nat"),
      claim_number(ClaimKind::share, 0, "reply-to-server-port")};
  shuffle_wrong(dice, question.options);
  return true;
}

bool make_home_verdict(PracticeDice& dice, int level, PracticeQuestion& question) {
  const std::uint32_t shape = dice.roll(4);
  make_home(dice, level, question, home_range(dice));
  NetworkAclEntry& replies = question.scene.acls[0].rows[1];
  if (shape == 0) replies.ports = {1024, 65535};
  if (shape == 1) replies.ports = question.scene.acls[0].rows[0].ports;
  if (shape == 2)
    question.scene.acls[0].rows[0].cidr =
        CidrBlock(question.scene.subnets[0].cidrs[0].address(), 16);
  question.text = dice.one_of({"What happens?", "How does it end?"});
  add_verdict_options(question);
  question.options[0].misconception = "narrow-behind-nat";
  return true;
}

/// A private subnet, a NAT gateway in a public one, and every rule that the way needs.
struct GatewayRows {
  std::vector<PracticeEdit> needed;
  CidrBlock inner;
};

GatewayRows make_gateway_scene(PracticeDice& dice, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t inner = add_subnet(dice, scene, "private");
  const std::size_t outer = add_subnet(dice, scene, "public");
  const KnownService known =
      dice.one_of({KnownService{"HTTPS", kTcp, 443}, KnownService{"HTTP", kTcp, 80}});
  const CidrBlock block = scene.subnets[inner].cidrs.front();
  scene.nat = PracticeNat{inner, outer, host_in(dice, scene, outer).address};
  const PracticeHost client = host_in(dice, scene, inner);
  const PracticeHost server = outside_host(outside_address(dice));
  const ClientProfile system = profile(dice.one_of({"linux", "windows"}));
  scene.probes = {{known.name, client, server, service_of(known), system, true}};
  const PortRange port = one_port(known.port);
  const PortRange back = dice.coin() ? PortRange{1024, 65535} : system.range;
  question.story = "The instance " + words::host(scene, client) + " (" + system_name(system) +
                   ", ports " + to_string(system.range) + ") asks " + to_string(server.address) +
                   " over " + known.name + " (" + words::service(scene.probes[0].service) +
                   "). A NAT gateway in " + scene.subnets[outer].id +
                   " picks ports from 1024-65535. The routes are right.";
  question.lesson = kGatewayLesson;
  return {{{inner, {allow(100, kOutbound, kTcp, port, anywhere())}},
           {inner, {allow(100, kInbound, kTcp, back, anywhere())}},
           {outer, {allow(100, kInbound, kTcp, port, block)}},
           {outer, {allow(110, kInbound, kTcp, {1024, 65535}, anywhere())}},
           {outer, {allow(100, kOutbound, kTcp, port, anywhere())}},
           {outer, {allow(110, kOutbound, kTcp, back, block)}}},
          block};
}

bool make_gateway_one(PracticeDice& dice, int level, PracticeQuestion& question) {
  const GatewayRows rows = make_gateway_scene(dice, question);
  PracticeScene& scene = question.scene;
  const std::size_t missing = dice.roll(rows.needed.size());
  for (std::size_t i = 0; i < rows.needed.size(); ++i) {
    if (i == missing) continue;
    const PracticeEdit& edit = rows.needed[i];
    scene.acls[edit.acl].rows.push_back(edit.rows.front());
  }
  add_noise(dice, scene, level % 2 == 0 ? 0 : 1, level - 1, {443, 80});
  if (!nothing_answers(scene, facts_of(scene))) return false;
  question.text = "The instance gets no answer. Which one rule is missing?";
  const PracticeEdit right = rows.needed[missing];
  NetworkAclEntry row = right.rows.front();
  row.number = 120;
  question.options = {claim_edit(right.acl, row, "")};
  std::vector<PracticeOption>& options = question.options;
  options.push_back(claim_edit(1 - right.acl, row, "gateway-keeps-state"));
  NetworkAclEntry other = row;
  other.direction = row.direction == kInbound ? kOutbound : kInbound;
  options.push_back(claim_edit(right.acl, other, "wrong-direction"));
  other = row;
  other.cidr = row.cidr == anywhere() ? scene.subnets[1 - right.acl].cidrs.front()
                                      : scene.subnets[1].cidrs.front();
  options.push_back(claim_edit(right.acl, other, right.acl == 0 ? "gateway-is-the-source" : ""));
  other = row;
  other.ports =
      row.ports.size() == 1 ? PortRange{1024, 65535} : one_port(*scene.probes[0].service.port);
  options.push_back(claim_edit(right.acl, other, "reply-to-server-port"));
  shuffle_wrong(dice, options);
  return true;
}

/// Both inbound rules for replies are missing. Where do they belong?
bool make_gateway_both(PracticeDice& dice, int level, PracticeQuestion& question) {
  const GatewayRows rows = make_gateway_scene(dice, question);
  PracticeScene& scene = question.scene;
  for (const std::size_t i : {std::size_t{0}, std::size_t{2}, std::size_t{4}, std::size_t{5}}) {
    scene.acls[rows.needed[i].acl].rows.push_back(rows.needed[i].rows.front());
  }
  const bool inner_there = level >= 4 && dice.coin();
  const bool outer_there = level >= 4 && !inner_there && dice.coin();
  if (inner_there) scene.acls[0].rows.push_back(rows.needed[1].rows.front());
  if (outer_there) scene.acls[1].rows.push_back(rows.needed[3].rows.front());
  add_noise(dice, scene, 0, level - 1, {443, 80});
  if (!nothing_answers(scene, facts_of(scene))) return false;
  question.text =
      "It gets no answer. In which ACL must inbound 300, ALLOW TCP 1024-65535 from "
      "0.0.0.0/0, be added, and nowhere else?";
  const NetworkAclEntry row = allow(300, kInbound, kTcp, {1024, 65535}, anywhere());
  question.options = {claim_edits({{0, {row}}}, "gateway-keeps-state"),
                      claim_edits({{1, {row}}}, "gateway-keeps-state"),
                      claim_edits({}, "gateway-keeps-state")};
  question.options[0].text = "in acl-private only";
  question.options[1].text = "in acl-public only";
  question.options[2].text = "in neither of them";
  if (!inner_there && !outer_there) {
    question.options.push_back(claim_edits({{0, {row}}, {1, {row}}}, ""));
    question.options[3].text = "in both of them";
  } else {
    const NetworkAclEntry out = allow(300, kOutbound, kTcp, {1024, 65535}, anywhere());
    question.options.push_back(claim_edits({{1, {out}}}, "wrong-direction"));
    question.options[3].text = "as an outbound rule";
  }
  return true;
}

constexpr std::array kNatKinds = {
    PracticeKind{"home-share", PracticeTopic::nat, 1, 4, make_home_share},
    PracticeKind{"home-what-happens", PracticeTopic::nat, 1, 4, make_home_verdict},
    PracticeKind{"gateway-one", PracticeTopic::nat, 2, kPracticeLevels, make_gateway_one},
    PracticeKind{"gateway-where", PracticeTopic::nat, 3, kPracticeLevels, make_gateway_both}};

}  // namespace

std::span<const PracticeKind> nat_kinds() { return kNatKinds; }

}  // namespace halfopen
