// SPDX-License-Identifier: Apache-2.0
// Every option of fix against the wording: it mends, nothing in it is needless, nothing else
// breaks.
#include "halfopen/analysis/fix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "halfopen/ingest/load.hpp"
#include "tests/oracle/small_world.hpp"

namespace halfopen::oracle {
namespace {

constexpr PortRange kAsked{32768, 60999};

/// The world after the edits, made on plain rows; nothing if an edit does not fit.
std::optional<SmallWorld> made(const SmallWorld& before, const std::vector<AclEdit>& edits) {
  SmallWorld after = before;
  for (const AclEdit& edit : edits) {
    Rows& rows = after.acls[edit.acl];
    const auto taken = std::count_if(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
      return row.number == edit.entry.number && row.direction == edit.entry.direction;
    });
    if (taken != (edit.replaced ? 1 : 0)) return std::nullopt;
    std::erase_if(rows, [&](const NetworkAclEntry& row) {
      return row.number == edit.entry.number && row.direction == edit.entry.direction;
    });
    rows.push_back(edit.entry);
  }
  return after;
}

struct Question {
  std::size_t from;
  std::size_t to;
  IpAddress client;
  IpAddress server;
  IpProtocol protocol = kTcp;
  std::uint16_t port = 443;
};

bool passes(const SmallWorld& world, const Question& q, std::uint16_t client_port) {
  return fate_of(world, q.from, q.to, packet_to(q.client, q.server, q.protocol, q.port)) ==
             Fate::allowed &&
         fate_of(world, q.to, q.from, packet_to(q.server, q.client, q.protocol, client_port)) ==
             Fate::allowed;
}

/// Works for every client port that was asked about, at least on those at edges.
bool works(const SmallWorld& world, const Question& q) {
  for (const std::uint16_t port : edge_ports({&world})) {
    if (kAsked.contains(port) && !passes(world, q, port)) return false;
  }
  return true;
}

/// True if the edit only moves a rule that the world has: its content stands there under another
/// number.
bool is_move(const SmallWorld& world, const AclEdit& edit) {
  const Rows& rows = world.acls[edit.acl];
  const NetworkAclEntry& entry = edit.entry;
  return std::any_of(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
    // By what it means: the world's rows may hold ports and messages that their protocol ignores.
    const IpProtocol protocol{static_cast<std::uint8_t>(std::max<int>(row.protocol, 0))};
    return row.direction == entry.direction && row.action == entry.action &&
           row.protocol == entry.protocol && row.cidr == entry.cidr &&
           matched_selectors(row, protocol) == matched_selectors(entry, protocol);
  });
}

/// A question between two subnets of a world; nothing if the dice found no pair.
std::optional<Question> random_question(Dice& dice, const SmallWorld& world) {
  const auto any = [&] { return dice.roll(static_cast<std::uint32_t>(world.subnets.size())); };
  Question q{any(), any(), {}, {}};
  const IpFamily family = dice.roll(3) == 0 ? IpFamily::v6 : IpFamily::v4;
  const auto host = [&](std::size_t subnet) -> std::optional<IpAddress> {
    const auto all = addresses_at(world, subnet, edge_addresses({&world}, family));
    if (all.empty()) return std::nullopt;
    return all[dice.roll(static_cast<std::uint32_t>(all.size()))];
  };
  const auto client = host(q.from);
  const auto server = host(q.to);
  if (q.from == q.to || !client || !server) return std::nullopt;
  q.client = *client;
  q.server = *server;
  q.protocol = dice.one_of({kTcp, kTcp, kUdp, IpProtocol{47}});
  q.port = dice.one_of<std::uint16_t>({22, 80, 443, 5000});
  return q;
}

CheckQuestion question(const Snapshot& snapshot, const Question& q) {
  CheckQuestion asked;
  asked.from = resolve_where(snapshot, to_string(q.client)).value();
  asked.to = resolve_where(snapshot, to_string(q.server)).value();
  asked.services = {{q.protocol, q.port, ""}};
  if (q.protocol.number == 47) asked.services[0].port.reset();
  asked.clients = {{"asked", kAsked}};
  return asked;
}

void check_numbers(const SmallWorld& world, const std::vector<AclEdit>& edits) {
  for (const AclEdit& edit : edits) {
    CHECK(edit.entry.number >= 1);
    CHECK(edit.entry.number <= kLastUserRuleNumber);
    if (edit.replaced) continue;
    for (const NetworkAclEntry& row : world.acls[edit.acl]) {
      const bool taken = row.direction == edit.entry.direction && row.number == edit.entry.number;
      CHECK_FALSE(taken);
    }
  }
}

void check_quota(const SmallWorld& after, const FixOption& option) {
  CHECK_FALSE(option.quota.empty());
  for (const QuotaUse& use : option.quota) {
    const auto& rows = after.acls[use.acl];
    const auto count = std::count_if(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
      return row.direction == use.direction && row.cidr.family() == use.family;
    });
    CHECK(use.used == static_cast<std::size_t>(count) + 1);  // and the default deny
  }
}

/// No packet pair that worked before stops working.
bool breaks_nothing(const SmallWorld& before, const SmallWorld& after) {
  for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
    const auto edges = edge_addresses({&before, &after}, family);
    for (std::size_t a = 0; a < before.subnets.size(); ++a) {
      for (const IpAddress& host : edges) {
        for (const Direction direction : {Direction::ingress, Direction::egress}) {
          for (const std::uint16_t port : edge_ports({&before, &after})) {
            const bool in = direction == Direction::ingress;
            const IpAddress self(family, 0);  // an ACL looks at the remote address only
            const Packet packet = packet_to(in ? host : self, in ? self : host, kTcp, port);
            const Place place = a;
            const auto fate = [&](const SmallWorld& world) {
              return in ? fate_of(world, std::nullopt, place, packet)
                        : fate_of(world, place, std::nullopt, packet);
            };
            if (fate(before) == Fate::allowed && fate(after) != Fate::allowed) return false;
          }
        }
      }
    }
  }
  return true;
}

void check_option(const SmallWorld& world, const Question& q, const FixOption& option) {
  const auto after = made(world, option.edits);
  REQUIRE(after);
  CHECK(works(*after, q));
  check_numbers(world, option.edits);
  check_quota(*after, option);
  CHECK(breaks_nothing(world, *after));
  for (const ConnectionChange& change : option.breaks) CHECK(change.kind == ChangeKind::half_open);
  for (const AclEdit& edit : option.edits) {
    if (is_move(world, edit)) continue;
    SmallWorld without = *after;
    std::erase_if(without.acls[edit.acl],
                  [&](const NetworkAclEntry& row) { return same_rule(row, edit.entry); });
    CHECK_FALSE(works(without, q));
  }
}

TEST_CASE("fix: every option mends by the wording, needs all its rules, and breaks nothing") {
  std::size_t options = 0;
  std::size_t several_rules = 0;
  std::size_t moved = 0;
  for (std::uint32_t seed = 1; seed <= 250; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    SmallWorld world = random_small_world(dice, {false, false, 6});
    if (seed % 2 == 0) {  // numbers without room between them
      for (Rows& rows : world.acls) {
        std::map<Direction, RuleNumber> next;
        for (NetworkAclEntry& row : rows) {
          row.number = ++next[row.direction];
          if (row.number > 1 || dice.coin()) continue;
          row.action = RuleAction::deny;
          row.protocol = NetworkAclEntry::kEveryProtocol;
          row.cidr = CidrBlock::all(IpFamily::v4);
        }
      }
    }
    const auto q = random_question(dice, world);
    if (!q) continue;
    CAPTURE(json_text(world));
    CAPTURE(to_string(q->client) + " -> " + to_string(q->server));
    const auto state = loaded(world);
    CompiledSnapshot model(state.snapshot);
    const Fix found = fix(model, question(state.snapshot, *q)).value();
    REQUIRE(found.options.empty() == works(world, *q));
    CHECK(found.refused.empty());
    for (const FixOption& option : found.options) {
      CAPTURE(option.title);
      check_option(world, *q, option);
      ++options;
      several_rules += option.edits.size() > 1 ? 1U : 0U;
      moved += option.edits[0].replaced || option.edits.back().replaced ? 1U : 0U;
    }
  }
  CHECK(options > 100);
  CHECK(several_rules > 50);
  CHECK(moved >= 5);
}

TEST_CASE("fix: the checks can fail: without a rule the connection does not work") {
  std::size_t broken = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    Dice one(seed);
    const SmallWorld world = random_small_world(one, {false, false, 6});
    const auto q = random_question(one, world);
    if (q && !works(world, *q)) ++broken;
  }
  CHECK(broken > 10);
}

Fix mended(const std::string& table, const std::string& from, const std::string& to,
           const std::string& services) {
  Loader loader;
  loader.add(SourceText("text", table), true);
  static std::vector<Loader::Loaded> kept;
  kept.push_back(std::move(loader).finish());
  CompiledSnapshot model(kept.back().snapshot);
  CheckQuestion asked;
  asked.from = resolve_where(kept.back().snapshot, from).value();
  asked.to = resolve_where(kept.back().snapshot, to).value();
  asked.services = parse_services(services).value();
  Fix found = fix(model, asked).value();
  found.before.clear();  // it borrows from the model
  return found;
}

TEST_CASE("fix: rules 1, 2, 3 move up, and the new one takes the place of the one that blocks") {
  const Fix found = mended(
      "acl: a\ningress 1 deny tcp 443 any\ningress 2 allow tcp 22 any\ningress 3 deny tcp 23 any\n"
      "egress 1 allow tcp 1024-65535 any\n",
      "203.0.113.9", "a", "443");
  REQUIRE(found.options.size() == 1);  // every scope needs the same rule
  const auto& edits = found.options[0].edits;
  REQUIRE(edits.size() == 4);
  CHECK(edits[0].entry.number == 4);
  CHECK_FALSE(edits[0].replaced);
  for (std::size_t i = 1; i < 4; ++i) {
    CHECK(edits[i].entry.number == 4 - i);
    CHECK(edits[i].replaced);
  }
  CHECK(edits[3].entry.ports == PortRange{443, 443});
  CHECK(found.options[0].title.starts_with("only the clients asked about"));
}

TEST_CASE("fix: a row that nobody can read is not moved") {
  const Fix found = mended(
      "acl: a\ningress 1 deny tcp 443 any\ningress 2 allow tcp 22 any; ingress 2 deny tcp 22 any\n"
      "egress 1 allow tcp 1024-65535 any\n",
      "203.0.113.9", "a", "443");
  CHECK(found.options.empty());
  CHECK_FALSE(found.refused.empty());
}

TEST_CASE("fix: what was asked for is not told as a side effect") {
  const std::string ping = "acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow icmp 8 any\n";
  const Fix echo = mended(ping, "203.0.113.9", "s", "icmp/echo");
  REQUIRE_FALSE(echo.options.empty());
  CHECK(echo.options[0].opens.empty());
  const std::string gre = "acl: a\nsubnet: s 10.0.1.0/24\negress 100 allow 47 all any\n";
  CHECK(mended(gre, "192.0.2.0/24", "s", "47/").options[0].opens.size() == 1);  // s may ask, too
  const std::string web = "acl: a\nsubnet: s 10.0.1.0/24\negress 100 allow tcp 1024-65535 any\n";
  const auto only_asked = mended(web, "192.0.2.0/24", "s", "443").options.at(0);
  REQUIRE(only_asked.opens.size() == 1);  // the other way: s asks, from port 443
  CHECK(only_asked.opens[0].from.places == std::vector<std::string>{"s"});
  // A part of the subnet was asked about, and the rule opens all of it.
  const auto part = mended(web, "192.0.2.0/24", "10.0.1.0/28", "443").options.at(0);
  CHECK(part.opens.size() == 2);
}

TEST_CASE("fix: classes of clients that are mended together are all what was asked") {
  const std::string table =
      "acl: a\nsubnet: s 10.0.1.0/24\ningress 100 deny tcp 443 192.0.2.0/25\n"
      "egress 100 allow tcp 1024-65535 any\n";
  const Fix found = mended(table, "192.0.2.0/24", "s", "443");
  REQUIRE_FALSE(found.options.empty());
  for (const ConnectionChange& change : found.options[0].opens) {
    CHECK(change.from.places == std::vector<std::string>{"s"});
  }
}

}  // namespace
}  // namespace halfopen::oracle
