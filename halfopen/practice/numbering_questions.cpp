// SPDX-License-Identifier: Apache-2.0
// Numbers between rules, and how many rules there is room for.
#include <array>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

/// An exception of an exception: the new row must stand between the two.
bool make_number(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  const KnownService known = some_tcp_services(dice, 1).front();
  const PracticeHost server = host_in(dice, scene, subnet);
  const IpAddress friendly = outside_address(dice);
  const IpAddress bad(IpFamily::v4, friendly.bits() ^ 1U);
  const IpAddress other(IpFamily::v4, friendly.bits() ^ 0x100U);
  const PortRange port = one_port(known.port);
  const RuleNumber step = dice.one_of({10U, 20U, 50U});
  const RuleNumber base = 100 + step * dice.roll(3);
  std::vector<NetworkAclEntry>& rows = scene.acls[0].rows;
  rows = {allow(base, kInbound, kTcp, port, CidrBlock(friendly, 32)),
          allow(base + step, kInbound, kTcp, port, anywhere()),
          allow(100, kOutbound, kTcp, {1024, 65535}, anywhere())};
  if (level >= 2) rows.push_back(deny(base + 2 * step, kInbound, kTcp, {0, 65535}, anywhere()));
  if (level >= 4)
    rows.push_back(all_traffic(base + 3 * step, kInbound, RuleAction::allow, anywhere()));
  add_noise(dice, scene, 0, level, {known.port});
  const Service service = service_of(known);
  const std::string name = known.name;
  scene.probes = {{name + " from " + to_string(bad), outside_host(bad), server, service,
                   profile("linux"), false},
                  {name + " from " + to_string(friendly), outside_host(friendly), server, service,
                   profile("linux"), true},
                  {name + " from " + to_string(other), outside_host(other), server, service,
                   profile("linux"), true}};
  const CidrBlock net(bad, 24);
  question.story = to_string(net) + " shall lose " + name + " (" + words::service(service) +
                   ") of " + words::host(scene, server) + ", except for the partner " +
                   to_string(friendly) + ", who keeps it, as everybody else does.";
  question.text = "Which number must the new inbound rule DENY " + words::service(service) +
                  " from " + to_string(net) + " have?";
  question.lesson =
      "A rule must stand behind its own exceptions and before the rule that it is an exception "
      "from.";
  const auto numbered = [&](RuleNumber number, const char* misconception) {
    PracticeOption option = claim_edit(0, deny(number, kInbound, kTcp, port, net), misconception);
    option.text = "number " + std::to_string(number);
    return option;
  };
  question.options = {numbered(base + step / 2, ""), numbered(base - step / 2, "too-early"),
                      numbered(base + step + step / 2, "behind-the-deny"),
                      numbered(dice.coin() ? base + 3 * step - 1 : 32000, "behind-the-deny"),
                      numbered(10, "too-early")};
  shuffle_wrong(dice, question.options);
  return true;
}

/// Rows of services, no two alike.
void add_service_rows(PracticeDice& dice, PracticeAcl& acl, Direction direction, IpFamily family,
                      std::size_t count, RuleNumber first) {
  std::vector<KnownService> services(known_services().begin(), known_services().end());
  dice.shuffle(services);
  for (std::size_t i = 0; i < count; ++i) {
    const KnownService& known = services[i % services.size()];
    const CidrBlock net(IpAddress(IpFamily::v4, 0x0a000000U + (dice.roll(250) << 16)), 16);
    const CidrBlock from = family == IpFamily::v6 || i < services.size() ? anywhere(family) : net;
    acl.rows.push_back(allow(first + static_cast<RuleNumber>(10 * i), direction, known.protocol,
                             one_port(known.port), from));
  }
}

bool make_room(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}), true);
  const Direction side = dice.coin() ? kInbound : kOutbound;
  const std::size_t count = dice.between(2, 4 + static_cast<std::uint32_t>(level) * 2);
  const std::size_t others = dice.between(1, 4);
  const std::size_t six = level >= 2 ? dice.between(1, 3) : 0;
  add_service_rows(dice, scene.acls[0], side, IpFamily::v4, count, 100);
  add_service_rows(dice, scene.acls[0], side == kInbound ? kOutbound : kInbound, IpFamily::v4,
                   others, 100);
  add_service_rows(dice, scene.acls[0], side, IpFamily::v6, six, 1000);
  question.focus.direction = side;
  const PracticeHost server = host_in(dice, scene, 0);
  const PracticeHost client = outside_host(outside_address(dice));
  const KnownService known = known_services().front();
  scene.probes = {{known.name, client, server, service_of(known), profile("linux"), true}};
  const char* word = side == kInbound ? "inbound" : "outbound";
  const auto used =
      static_cast<std::uint32_t>(quota_use(snapshot_of(scene), 0, side, IpFamily::v4).used);
  const auto limit = static_cast<std::uint32_t>(QuotaUse::kLimit);
  const auto hard = static_cast<std::uint32_t>(QuotaUse::kHardLimit);
  question.text = "How many more " + std::string(word) +
                  " rules for IPv4 fit into this ACL, with the default quota?";
  question.lesson =
      "The quota is " + std::to_string(limit) +
      " rules for each direction and family, the row * counted: " + std::to_string(used - 1) +
      " rules and the row * are " + std::to_string(used) + ", so " + std::to_string(limit - used) +
      " more fit.";
  const std::uint32_t free = limit - used;
  std::vector<PracticeOption> wrong = {
      claim_number(ClaimKind::room, free + 1, "default-row-counts"),
      claim_number(ClaimKind::room, hard - used, "higher-quota")};
  if (free > others + 1)
    wrong.push_back(claim_number(ClaimKind::room, free - static_cast<std::uint32_t>(others),
                                 "both-directions-one-quota"));
  if (free > others + 2)
    wrong.push_back(claim_number(ClaimKind::room, free - static_cast<std::uint32_t>(others) - 1,
                                 "both-directions-one-quota"));
  if (six > 0 && free > six)
    wrong.push_back(claim_number(ClaimKind::room, free - static_cast<std::uint32_t>(six),
                                 "families-one-quota"));
  dice.shuffle(wrong);
  question.options = {claim_number(ClaimKind::room, free, "")};
  question.options.insert(question.options.end(), wrong.begin(), wrong.end());
  return true;
}

constexpr std::array kNumberingKinds = {
    PracticeKind{"which-number", PracticeTopic::numbering, 1, kPracticeLevels, make_number},
    PracticeKind{"room", PracticeTopic::numbering, 1, kPracticeLevels, make_room}};

}  // namespace

std::span<const PracticeKind> numbering_kinds() { return kNumberingKinds; }

}  // namespace halfopen
