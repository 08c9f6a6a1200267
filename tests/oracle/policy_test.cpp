// SPDX-License-Identifier: Apache-2.0
// Isolation against brute force: every packet at an edge, judged by the wording.
#include "halfopen/analysis/policy.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <utility>

#include "halfopen/analysis/check.hpp"
#include "tests/oracle/small_world.hpp"

namespace halfopen::oracle {
namespace {

constexpr IpProtocol kGre{47};
/// No rule of a small world names it: it stands for all such protocols.
constexpr IpProtocol kUnnamed{200};

std::vector<std::uint16_t> message_edges() {
  std::vector<std::uint16_t> edges;
  for (const int type : {0, 1, 2, 3, 4, 7, 8, 9, 127, 128, 129, 130, 255}) {
    for (const int code : {0, 1, 3, 4, 5, 255}) {
      edges.push_back(static_cast<std::uint16_t>(type * 256 + code));
    }
  }
  return edges;
}

/// What gets there from somewhere, by family and protocol, on the selectors at edges.
struct Reached {
  std::set<std::uint16_t> passes;
  std::set<std::uint16_t> unknown;

  friend bool operator==(const Reached&, const Reached&) = default;
};
using Truth = std::map<std::pair<IpFamily, std::uint8_t>, Reached>;

class Judge {
 public:
  explicit Judge(const SmallWorld& world) : world_(world), ports_(edge_ports({&world})) {}

  Place place(const Endpoint& end, const Snapshot& snapshot) const {
    if (end.location.kind == Location::Kind::outside) return std::nullopt;
    if (end.location.kind == Location::Kind::acl) return kBehindAcl + end.location.index;
    const std::string& id = snapshot.subnets()[end.location.index].id;
    for (std::size_t i = 0; i < world_.subnets.size(); ++i) {
      if (world_.subnets[i].id == id) return i;
    }
    FAIL("a subnet that is none of the world: " << id);
    return std::nullopt;
  }

  Truth between(const Snapshot& snapshot, const std::string& from, const std::string& to,
                const std::vector<PolicyException>& except) const {
    Truth truth;
    const auto clients = resolve_where(snapshot, from).value();
    const auto servers = resolve_where(snapshot, to).value();
    for (const auto& [a, b] : endpoint_pairs(snapshot, clients, servers, std::nullopt)) {
      const IpFamily family = a->addresses.family;
      for (const IpProtocol protocol : {kTcp, kUdp, kIcmp, kIcmpV6, kGre, kUnnamed}) {
        Reached& reached = truth[{family, protocol.number}];
        for (const std::uint16_t selector : selectors(family, protocol)) {
          if (is_excepted(except, family, protocol, selector)) continue;
          add(snapshot, *a, *b, protocol, selector, reached);
        }
      }
    }
    for (auto& [key, reached] : truth) {
      for (const std::uint16_t selector : reached.passes) reached.unknown.erase(selector);
    }
    return truth;
  }

  Fate fate(const Snapshot& snapshot, const Endpoint& a, const Endpoint& b,
            const Packet& packet) const {
    return fate_of(world_, place(a, snapshot), place(b, snapshot), packet);
  }

  std::vector<std::uint16_t> selectors(IpFamily family, IpProtocol protocol) const {
    if (filters_ports(protocol)) return ports_;
    const bool message = protocol == (family == IpFamily::v4 ? kIcmp : kIcmpV6);
    return message ? message_edges() : std::vector<std::uint16_t>{0};
  }

 private:
  static bool is_excepted(const std::vector<PolicyException>& except, IpFamily family,
                          IpProtocol protocol, std::uint16_t selector) {
    for (const PolicyException& one : except) {
      if (one.protocol_in(family) == protocol && one.selectors_in(family).contains(selector)) {
        return true;
      }
    }
    return false;
  }

  std::vector<IpAddress> hosts(const Endpoint& end) const {
    std::vector<IpAddress> found;
    for (const IpAddress& edge : edge_addresses({&world_}, end.addresses.family)) {
      if (end.addresses.bits.contains(edge.bits())) found.push_back(edge);
    }
    for (const auto& run : end.addresses.bits.intervals()) {
      found.emplace_back(end.addresses.family, run.first);
      found.emplace_back(end.addresses.family, run.last);
    }
    return found;
  }

  void add(const Snapshot& snapshot, const Endpoint& a, const Endpoint& b, IpProtocol protocol,
           std::uint16_t selector, Reached& reached) const {
    for (const IpAddress& client : hosts(a)) {
      for (const IpAddress& server : hosts(b)) {
        const Fate found = fate(snapshot, a, b, packet_to(client, server, protocol, selector));
        if (found == Fate::allowed) reached.passes.insert(selector);
        if (found == Fate::unknown) reached.unknown.insert(selector);
      }
    }
  }

  const SmallWorld& world_;
  std::vector<std::uint16_t> ports_;
};

bool is_named(const SmallWorld& world, IpFamily family, IpProtocol protocol) {
  if (filters_ports(protocol) || protocol == (family == IpFamily::v4 ? kIcmp : kIcmpV6)) {
    return true;
  }
  for (const Rows& rows : world.acls) {
    for (const NetworkAclEntry& row : rows) {
      if (row.cidr.family() == family && row.protocol == protocol.number) return true;
    }
  }
  return false;
}

/// The same in the words of the result, on the same selectors.
Reached told(const PolicyResult& result, IpFamily family, std::optional<IpProtocol> protocol,
             const std::vector<std::uint16_t>& selectors) {
  Reached reached;
  for (const PolicyOpening& opening : result.openings) {
    if (opening.family != family || opening.protocol != protocol) continue;
    for (const std::uint16_t selector : selectors) {
      if (opening.passes.contains(selector)) reached.passes.insert(selector);
      if (opening.unknown.contains(selector)) reached.unknown.insert(selector);
    }
  }
  return reached;
}

struct Tally {
  std::size_t hold = 0;
  std::size_t open = 0;
  std::size_t unknown = 0;
};

/// What the judgement of `world` says otherwise than the wording of `truth_world`; empty if
/// nothing.
std::string difference(const SmallWorld& world, const SmallWorld& truth_world,
                       PolicyExpectation expectation, Tally& tally) {
  const auto state = loaded(world);
  CompiledSnapshot model(state.snapshot);
  const PolicyResult result = judge(model, expectation);
  const auto ends = [&](const std::string& where) {
    return resolve_where(state.snapshot, where).value();
  };
  if (endpoint_pairs(state.snapshot, ends(expectation.from[0]), ends(expectation.to[0]), {})
          .empty()) {
    return result.outcome == PolicyOutcome::error ? "" : "ends that never meet were judged";
  }
  const Judge judge_by_wording(truth_world);
  const Truth truth = judge_by_wording.between(state.snapshot, expectation.from[0],
                                               expectation.to[0], expectation.except);
  bool open = false;
  bool unknown = false;
  for (const auto& [key, reached] : truth) {
    const auto& [family, number] = key;
    const IpProtocol protocol{number};
    std::optional<IpProtocol> told_as;
    const bool excepted = std::any_of(
        expectation.except.begin(), expectation.except.end(),
        [&, f = family](const PolicyException& one) { return one.protocol_in(f) == protocol; });
    if (excepted || is_named(world, family, protocol)) told_as = protocol;
    if (told(result, family, told_as, judge_by_wording.selectors(family, protocol)) != reached) {
      return "protocol " + to_string(protocol) + " of " + std::string(to_string(family));
    }
    open = open || !reached.passes.empty();
    unknown = unknown || !reached.unknown.empty();
  }
  const bool holds = !open && !unknown;
  if ((result.outcome == PolicyOutcome::holds) != holds) return "the outcome";
  ++(open ? tally.open : unknown ? tally.unknown : tally.hold);
  if (holds) return result.witness ? "a witness of what holds" : "";
  if (!result.witness) return "no witness";
  const Explanation& walk = result.witness->walk;
  const Fate fate =
      judge_by_wording.fate(state.snapshot, walk.from, walk.to,
                            request_packet(walk.service, walk.client, walk.server, 0));
  return fate == (open ? Fate::allowed : Fate::unknown) ? "" : "the witness does not show it";
}

PolicyExpectation random_expectation(Dice& dice, const SmallWorld& world) {
  PolicyExpectation one;
  one.isolated = true;
  std::vector<std::string> ends = {"internet", "198.51.100.0/23", "203.0.113.7"};
  for (const SmallSubnet& subnet : world.subnets) ends.push_back(subnet.id);
  for (std::size_t i = 0; i < world.acls.size(); ++i) {
    if (is_idle(world, i)) ends.push_back("acl-" + std::to_string(i));
  }
  const auto any = [&] { return ends[dice.roll(static_cast<std::uint32_t>(ends.size()))]; };
  one.from = {any()};
  do {
    one.to = {ends[3 + dice.roll(static_cast<std::uint32_t>(ends.size() - 3))]};
  } while (one.to == one.from);
  if (dice.coin()) return one;
  for (const char* text : {"tcp/443", "tcp/1024-65535", "udp", "icmp/echo", "gre", "icmp", "200/",
                           "tcp/0-1023", "icmpv6/128:0"}) {
    if (dice.roll(3) != 0) continue;
    const auto more = parse_policy_exceptions(text).value();
    one.except.insert(one.except.end(), more.begin(), more.end());
  }
  return one;
}

TEST_CASE("policy: isolation of every pair of ends equals brute force") {
  Tally tally;
  for (std::uint32_t seed = 1; seed <= 120; ++seed) {
    Dice dice(seed);
    const SmallWorld world =
        random_small_world(dice, {seed % 2 == 0, seed % 3 == 0, 1 + dice.roll(8)});
    for (int round = 0; round < 3; ++round) {
      const PolicyExpectation expectation = random_expectation(dice, world);
      CAPTURE(seed);
      CAPTURE(made_name(expectation));
      CAPTURE(json_text(world));
      REQUIRE(difference(world, world, expectation, tally) == "");
    }
  }
  CHECK(tally.hold > 20);
  CHECK(tally.open > 60);
  CHECK(tally.unknown > 10);
}

TEST_CASE("policy: the comparison of isolation with brute force can fail") {
  std::size_t noticed = 0;
  Tally tally;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    Dice dice(seed);
    const SmallWorld world = random_small_world(dice, {});
    SmallWorld spoiled = world;
    for (Rows& rows : spoiled.acls) {
      for (NetworkAclEntry& row : rows) {
        row.action = row.action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
      }
    }
    const PolicyExpectation expectation = random_expectation(dice, world);
    noticed += difference(world, spoiled, expectation, tally).empty() ? 0U : 1U;
  }
  CHECK(noticed >= 15);
}

}  // namespace
}  // namespace halfopen::oracle
