// SPDX-License-Identifier: Apache-2.0
// What diff says of random changes to accounts with routes, gateways and security groups, against
// the packet simulator: each connection is in exactly the change that tells its fate, or in none.
//
// HALFOPEN_ORACLE_CLOUDS says how many accounts, HALFOPEN_ORACLE_SEED with which to begin (1).
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include "cause_faults.hpp"
#include "halfopen/analysis/diff.hpp"
#include "tests/oracle/connection_truth.hpp"
#include "tests/oracle/random_cloud.hpp"
#include "tests/oracle/run_size.hpp"

namespace halfopen::oracle {
namespace {

template <class T>
T* some(Dice& dice, std::vector<T>& all) {
  return all.empty() ? nullptr : &all[dice.roll(static_cast<std::uint32_t>(all.size()))];
}

template <class T>
void drop_one(Dice& dice, std::vector<T>& all) {
  if (!all.empty()) all.erase(all.begin() + dice.roll(static_cast<std::uint32_t>(all.size())));
}

void edit_filters(Dice& dice, SnapshotDraft& draft) {
  auto* acl = some(dice, draft.acls);
  auto* group = some(dice, draft.objects.security_groups);
  switch (dice.roll(5)) {
    case 0: drop_one(dice, acl->rows); break;
    case 1:
      if (auto* row = some(dice, acl->rows)) {
        row->action = row->action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
      }
      break;
    case 2:
    case 3:
      if (group != nullptr) drop_one(dice, group->rules);
      break;
    default:
      if (group != nullptr) {
        SecurityGroupRule all;
        all.direction = dice.coin() ? Direction::ingress : Direction::egress;
        all.cidr = CidrBlock::all(IpFamily::v4);
        group->rules.push_back(all);
      }
  }
}

void edit_ways(Dice& dice, SnapshotDraft& draft) {
  CloudObjects& objects = draft.objects;
  switch (dice.roll(7)) {
    case 0:
    case 1:
      if (auto* table = some(dice, objects.route_tables)) {
        auto* route = some(dice, table->routes);
        if (route == nullptr || route->target == RouteTarget::local) break;
        route->blackhole = !route->blackhole;
        if (dice.coin())
          table->routes.erase(table->routes.begin() + (route - table->routes.data()));
      }
      break;
    case 2:
      if (auto* nat = some(dice, objects.nat_gateways)) nat->available = !nat->available;
      break;
    case 3:
      if (auto* peering = some(dice, objects.peerings)) peering->active = !peering->active;
      break;
    case 4:
      if (auto* one = some(dice, objects.attachments)) one->available = !one->available;
      break;
    case 5:
      if (auto* one = some(dice, objects.interfaces)) {
        for (auto& address : one->addresses) address.public_ip.reset();
      }
      break;
    default:
      if (auto* one = some(dice, objects.interfaces)) drop_one(dice, one->group_ids);
  }
}

SnapshotDraft edited(Dice& dice, SnapshotDraft draft) {
  for (std::uint32_t edits = 1 + dice.roll(2); edits > 0; --edits) {
    dice.coin() ? edit_filters(dice, draft) : edit_ways(dice, draft);
  }
  return draft;
}

/// How far a connection comes.
enum class Reach : std::uint8_t { nowhere, server, back };

/// Nothing where the simulator does not know, or where a gateway loses some of its ports.
std::optional<Reach> reach(const SnapshotDraft& draft, const SimulatedQuestion& question,
                           PlantedFault fault) {
  const std::string verdict = truth_of(draft, question, fault);
  if (verdict == "unknown" || verdict == "partial") return std::nullopt;
  if (verdict == "works") return Reach::back;
  const bool arrived = simulate(draft, question, {1024, fault}).reply.has_value();
  return arrived ? Reach::server : Reach::nowhere;
}

bool holds(const ChangeSide& side, const std::string& subnet, const IpAddress& address) {
  const std::string place = subnet.empty() ? "outside" : subnet;
  return side.rest.bits.contains(address.bits()) ||
         std::find(side.places.begin(), side.places.end(), place) != side.places.end();
}

std::vector<const ConnectionChange*> changes_of(const SnapshotDiff& diff,
                                                const SimulatedQuestion& question) {
  std::vector<const ConnectionChange*> found;
  for (const ConnectionChange& change : diff.changes) {
    if (change.family == question.client.family() && change.protocol == question.protocol &&
        holds(change.from, question.client_subnet, question.client) &&
        holds(change.to, question.server_subnet, question.server) &&
        change.server_ports.contains(question.server_port) &&
        change.client_ports.contains(question.client_port)) {
      found.push_back(&change);
    }
  }
  return found;
}

/// The kind that the fates demand; nothing: no change. `asked`: some client picks the port.
std::optional<ChangeKind> demanded(Reach before, Reach after, bool asked) {
  if (before == after) return std::nullopt;
  if (before == Reach::nowhere) {
    if (after == Reach::back) return ChangeKind::gained;
    return asked ? std::optional(ChangeKind::half_open) : std::nullopt;
  }
  if (before == Reach::server) {
    return after == Reach::back ? ChangeKind::healed : ChangeKind::closed;
  }
  return after == Reach::nowhere ? ChangeKind::lost : ChangeKind::half_open;
}

/// Addresses of one block in two VPCs cannot be told apart in a change.
bool overlaps(const SnapshotDraft& draft) {
  for (std::size_t i = 1; i < draft.vpcs.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (draft.vpcs[i].cidrs[0] == draft.vpcs[k].cidrs[0]) return true;
    }
  }
  return false;
}

bool is_host(const SnapshotDraft& draft, const std::string& subnet, const IpAddress& address) {
  bool any = false;
  for (const NetworkInterface& one : draft.objects.interfaces) {
    if (one.subnet_id != subnet) continue;
    for (const auto& own : one.addresses) {
      if (own.address == address) return true;
      any = any || own.address.family() == address.family();
    }
  }
  return !any;
}

struct Tally {
  std::size_t asked = 0;
  std::size_t told = 0;
  std::size_t unknown = 0;
  std::map<Cut, std::size_t> cuts;
  std::vector<std::string> wrong;
};

void judge(const SnapshotDraft& before, const SnapshotDraft& after, const SnapshotDiff& diff,
           const SimulatedQuestion& question, PlantedFault fault, Tally& tally) {
  const auto old_reach = reach(before, question, PlantedFault::none);
  const auto new_reach = reach(after, question, fault);
  const auto changes = changes_of(diff, question);
  const bool doubtful = std::any_of(changes.begin(), changes.end(), [](const auto* change) {
    return change->kind == ChangeKind::unknown;
  });
  if (!old_reach || !new_reach || doubtful) {
    ++tally.unknown;
    return;
  }
  const auto kind = demanded(*old_reach, *new_reach, question.client_port >= 1024);
  // What was half-open for some clients only and is denied now need not be told.
  if (kind == ChangeKind::closed) return;
  ++tally.asked;
  tally.told += kind ? 1U : 0U;
  for (const ConnectionChange* change : changes) {
    if (change->cut) ++tally.cuts[*change->cut];
  }
  const bool right = kind ? changes.size() == 1 && changes[0]->kind == *kind : changes.empty();
  const bool cut_told = !kind || *kind != ChangeKind::lost || (right && changes[0]->cut);
  if (right && cut_told) return;
  tally.wrong.push_back(question_text(question) + ": demanded " +
                        std::string(kind ? to_string(*kind) : "nothing") + ", told " +
                        std::to_string(changes.size()) + " " +
                        std::string(changes.empty() ? "" : to_string(changes[0]->kind)) + "\n" +
                        cloud_text(before) + "\nAFTER\n" + cloud_text(after));
}

void compare(std::uint32_t seed, PlantedFault fault, Tally& tally) {
  Dice dice(seed);
  const SnapshotDraft before = random_cloud(dice);
  const SnapshotDraft after = edited(dice, before);
  if (overlaps(before)) return;
  Diagnostics diagnostics;
  const Snapshot old_state = Snapshot::build(before, diagnostics);
  const Snapshot new_state = Snapshot::build(after, diagnostics);
  CompiledSnapshot old_model(old_state);
  CompiledSnapshot new_model(new_state);
  const SnapshotDiff found = diff(old_model, new_model, {});
  if (const auto wrong = wrong_cause(found); wrong && fault == PlantedFault::none) {
    tally.wrong.push_back("seed " + std::to_string(seed) + ": " + *wrong + '\n' +
                          cloud_text(before) + "\nAFTER\n" + cloud_text(after));
  }
  for (std::size_t i = 0; i < 40; ++i) {
    const SimulatedQuestion question = random_connection(dice, before);
    if (question.protocol != kTcp && question.protocol != kUdp) continue;
    if (question.client_subnet == question.server_subnet) continue;
    if (!is_host(before, question.client_subnet, question.client) ||
        !is_host(before, question.server_subnet, question.server)) {
      continue;
    }
    const bool clean = tally.wrong.empty();
    judge(before, after, found, question, fault, tally);
    if (clean && !tally.wrong.empty())
      tally.wrong[0].insert(0, "seed " + std::to_string(seed) + ": ");
  }
}

TEST_CASE("routed diff: every connection is in the change that the packet simulator demands") {
  Tally tally;
  const auto begin = static_cast<std::uint32_t>(run_size("HALFOPEN_ORACLE_SEED", 1));
  const auto clouds = static_cast<std::uint32_t>(run_size("HALFOPEN_ORACLE_CLOUDS", 400));
  for (std::uint32_t seed = begin; seed < begin + clouds; ++seed) {
    compare(seed, PlantedFault::none, tally);
    REQUIRE_MESSAGE(tally.wrong.empty(), tally.wrong.front());
  }
  MESSAGE(tally.asked, " asked, ", tally.told, " changed, ", tally.unknown, " unknown");
  CHECK(tally.told > clouds / 8);
  CHECK(tally.unknown * 10 < tally.asked);
  for (const Cut cut : {Cut::network_acl, Cut::no_way, Cut::untracked}) {
    CAPTURE(to_string(cut));
    CHECK(tally.cuts[cut] > 0);
  }
}

TEST_CASE("routed diff: the comparison can fail") {
  Tally tally;
  for (std::uint32_t seed = 1; seed <= 400 && tally.wrong.empty(); ++seed) {
    compare(seed, PlantedFault::group_egress_ignored, tally);
  }
  CHECK(!tally.wrong.empty());
}

TEST_CASE("routed diff: an account does not differ from itself") {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Diagnostics diagnostics;
    const Snapshot state = Snapshot::build(random_cloud(dice), diagnostics);
    CompiledSnapshot one(state);
    CompiledSnapshot other(state);
    CHECK(diff(one, other, {}).same_behaviour());
  }
}

/// Two subnets whose network ACL and routes let everything through, a host in each; the server's
/// group lets tcp/443 in from a block, and answers to another.
SnapshotDraft two_hosts(const std::string& allowed_in, const std::string& allowed_out) {
  SnapshotDraft draft;
  draft.vpcs.push_back({"vpc-1", "", {*parse_cidr_block("10.0.0.0/16")}, {}});
  NetworkAclDraft acl;
  acl.identity = {"acl-1", "", "vpc-1", true, {}};
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    NetworkAclEntry all;
    all.number = 100;
    all.direction = direction;
    all.action = RuleAction::allow;
    all.cidr = CidrBlock::all(IpFamily::v4);
    acl.rows.push_back(all);
  }
  draft.acls.push_back(acl);
  SecurityGroup group;
  group.id = "sg-1";
  group.vpc_id = "vpc-1";
  SecurityGroupRule in;
  in.protocol = 6;
  in.ports = {443, 443};
  in.cidr = parse_cidr_block(allowed_in).value();
  SecurityGroupRule out;
  out.direction = Direction::egress;
  out.cidr = parse_cidr_block(allowed_out).value();
  group.rules = {in, out};
  draft.objects.security_groups.push_back(group);
  for (const std::string subnet : {"0", "1"}) {
    draft.subnets.push_back(
        {"subnet-" + subnet, "", "vpc-1", {*parse_cidr_block("10.0." + subnet + ".0/24")}, {}});
    NetworkInterface interface;
    interface.id = "eni-" + subnet;
    interface.subnet_id = "subnet-" + subnet;
    interface.vpc_id = "vpc-1";
    interface.kind = "interface";
    interface.addresses.push_back({*parse_ip_address("10.0." + subnet + ".4"), {}, true});
    if (subnet == "1") interface.group_ids = {"sg-1"};
    draft.objects.interfaces.push_back(interface);
  }
  return draft;
}

/// The only lost change of tcp/443 between the two hosts.
std::optional<Cut> cut_between(const SnapshotDraft& before, const SnapshotDraft& after) {
  Diagnostics diagnostics;
  const Snapshot old_state = Snapshot::build(before, diagnostics);
  const Snapshot new_state = Snapshot::build(after, diagnostics);
  CompiledSnapshot old_model(old_state);
  CompiledSnapshot new_model(new_state);
  for (const ConnectionChange& change : diff(old_model, new_model, {}).changes) {
    if (change.kind == ChangeKind::lost && change.protocol == kTcp &&
        holds(change.from, "subnet-0", *parse_ip_address("10.0.0.4")) &&
        change.server_ports.contains(443)) {
      return change.cut;
    }
  }
  return std::nullopt;
}

TEST_CASE("routed diff: who tracks connections decides what a lost group rule cuts") {
  const auto without_rule = [](SnapshotDraft draft) {
    draft.objects.security_groups[0].rules.erase(draft.objects.security_groups[0].rules.begin());
    return draft;
  };
  const auto cut = [&](const SnapshotDraft& draft) {
    return cut_between(draft, without_rule(draft));
  };
  CHECK(cut(two_hosts("0.0.0.0/0", "0.0.0.0/0")) == Cut::untracked);
  CHECK(cut(two_hosts("10.0.0.0/8", "0.0.0.0/0")) == Cut::tracked);
  CHECK(cut(two_hosts("0.0.0.0/0", "10.0.0.0/8")) == Cut::tracked);
  SnapshotDraft balancer = two_hosts("0.0.0.0/0", "0.0.0.0/0");
  balancer.objects.interfaces[1].kind = "network_load_balancer";
  CHECK(cut(balancer) == Cut::tracked);
  const SnapshotDraft plain = two_hosts("10.0.0.0/8", "0.0.0.0/0");
  SnapshotDraft shut = plain;
  shut.acls[0].rows[0].action = RuleAction::deny;
  CHECK(cut_between(plain, shut) == Cut::network_acl);
}

}  // namespace
}  // namespace halfopen::oracle
