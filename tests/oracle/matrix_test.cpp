// SPDX-License-Identifier: Apache-2.0
// All pairs against brute force: every packet at an edge, judged by the wording.
#include "halfopen/analysis/matrix.hpp"

#include <doctest/doctest.h>

#include <map>
#include <tuple>

#include "halfopen/analysis/matrix_rows.hpp"
#include "tests/oracle/small_world.hpp"

namespace halfopen::oracle {
namespace {

Verdict joined(const std::vector<Verdict>& verdicts) {
  Verdict all = verdicts.front();
  for (const Verdict one : verdicts) {
    if (one == Verdict::unknown) return Verdict::unknown;
    if (one != all) all = Verdict::partial;
  }
  return all;
}

/// What the wording says of one pair of ends in one protocol, on the ports at edges.
struct PairTruth {
  std::map<std::uint16_t, Verdict> services;
  std::map<std::uint16_t, bool> replies;  ///< empty if no request passes
  Verdict echo = Verdict::unknown;
  bool differ = false;
  bool loses = false;  ///< some request passes and some reply surely dies, between the same hosts
};

/// What the default clients may pick together.
constexpr PortRange kUsual{1024, 65535};

/// Judges by the wording, for clients that may pick any port of `asked`.
class Judge {
 public:
  explicit Judge(const SmallWorld& world, const PortRange& asked = kUsual)
      : world_(world), ports_(edge_ports({&world})), asked_(asked) {}

  std::vector<IpAddress> hosts(const Endpoint& end) const {
    std::vector<IpAddress> found;
    for (const IpAddress& edge : edge_addresses({&world_}, end.addresses.family)) {
      if (end.addresses.bits.contains(edge.bits())) found.push_back(edge);
    }
    // The bounds of the end itself are edges, too.
    for (const auto& run : end.addresses.bits.intervals()) {
      found.emplace_back(end.addresses.family, run.first);
      found.emplace_back(end.addresses.family, run.last);
    }
    return found;
  }

  Place place(const Endpoint& end) const {
    if (end.location.kind == Location::Kind::outside) return std::nullopt;
    for (std::size_t i = 0; i < world_.subnets.size(); ++i) {
      if (world_.subnets[i].id == end.label) return i;
    }
    FAIL("an end that is none of the world: " << end.label);
    return std::nullopt;
  }

  PairTruth ports(const Endpoint& from, const Endpoint& to, IpProtocol protocol) const {
    PairTruth truth;
    std::map<std::uint16_t, std::vector<Verdict>> verdicts;
    for (const IpAddress& client : hosts(from)) {
      for (const IpAddress& server : hosts(to)) {
        add_hosts(from, to, protocol, client, server, verdicts, truth);
      }
    }
    for (const auto& [port, all] : verdicts) {
      truth.services[port] = joined(all);
      for (const Verdict one : all) truth.differ = truth.differ || one != all.front();
    }
    return truth;
  }

  Verdict echo(const Endpoint& from, const Endpoint& to) const {
    const bool v4 = from.addresses.family == IpFamily::v4;
    const IpProtocol protocol = v4 ? kIcmp : kIcmpV6;
    std::vector<Verdict> verdicts;
    for (const IpAddress& client : hosts(from)) {
      for (const IpAddress& server : hosts(to)) {
        const auto there = packet_to(client, server, protocol, v4 ? 8 << 8 : 128 << 8);
        const auto back = packet_to(server, client, protocol, v4 ? 0 : 129 << 8);
        const Fate ask = fate_of(world_, place(from), place(to), there);
        const Fate tell = fate_of(world_, place(to), place(from), back);
        verdicts.push_back(ask == Fate::denied                             ? Verdict::denied
                           : ask == Fate::unknown || tell == Fate::unknown ? Verdict::unknown
                           : tell == Fate::allowed                         ? Verdict::works
                                                                           : Verdict::half_open);
        // An unknown request whose reply dies is not known to arrive: unknown, as above.
      }
    }
    return joined(verdicts);
  }

 private:
  void add_hosts(const Endpoint& from, const Endpoint& to, IpProtocol protocol,
                 const IpAddress& client, const IpAddress& server,
                 std::map<std::uint16_t, std::vector<Verdict>>& verdicts, PairTruth& truth) const {
    std::map<std::uint16_t, Fate> back;
    std::map<Fate, int> asked;
    bool some_reply_dies = false;
    for (const std::uint16_t port : ports_) {
      back[port] =
          fate_of(world_, place(to), place(from), packet_to(server, client, protocol, port));
      if (asked_.contains(port)) ++asked[back[port]];
      some_reply_dies = some_reply_dies || back[port] == Fate::denied;
    }
    const Verdict passing = asked[Fate::unknown] > 0    ? Verdict::unknown
                            : asked[Fate::denied] == 0  ? Verdict::works
                            : asked[Fate::allowed] == 0 ? Verdict::half_open
                                                        : Verdict::partial;
    bool some_request = false;
    for (const std::uint16_t port : ports_) {
      const Fate there =
          fate_of(world_, place(from), place(to), packet_to(client, server, protocol, port));
      verdicts[port].push_back(there == Fate::denied    ? Verdict::denied
                               : there == Fate::unknown ? Verdict::unknown
                                                        : passing);
      some_request = some_request || there == Fate::allowed;
    }
    if (!some_request) return;
    truth.loses = truth.loses || some_reply_dies;
    const bool first = truth.replies.empty();
    for (const auto& [port, fate] : back) {
      const bool passes = fate == Fate::allowed;
      if (!first && truth.replies[port] != passes) truth.differ = true;
      truth.replies[port] = (first || truth.replies[port]) && passes;
    }
  }

  const SmallWorld& world_;
  std::vector<std::uint16_t> ports_;
  PortRange asked_;
};

/// What the matrix says otherwise than the wording; empty if nothing.
std::string difference(const PairAnswer& answer, const PairTruth& truth) {
  for (const auto& [port, verdict] : truth.services) {
    for (const Verdict one : {Verdict::works, Verdict::partial, Verdict::half_open, Verdict::denied,
                              Verdict::unknown}) {
      if (answer.services.of(one).contains(port) == (one == verdict)) continue;
      return "port " + std::to_string(port) + ": " + std::string(to_string(verdict)) +
             " by the wording";
    }
  }
  for (const auto& [port, passes] : truth.replies) {
    if (answer.replies.contains(port) != passes) return "reply to " + std::to_string(port);
  }
  return answer.classes_differ == truth.differ ? "" : "addresses differ or not";
}

/// All that the matrix of `world` says otherwise than the wording of `truth`.
std::vector<std::string> differences(const SmallWorld& world, const SmallWorld& truth,
                                     const PortRange& asked = kUsual) {
  const auto state = loaded(world);
  CompiledSnapshot model(state.snapshot);
  std::vector<ClientProfile> clients;
  if (asked != kUsual) clients.push_back({"asked", asked});
  Matrix matrix(model, matrix_ends(state.snapshot), clients);
  const Judge judge(truth, asked);
  std::vector<std::string> found;
  for (std::size_t from = 0; from < matrix.ends().size(); ++from) {
    for (std::size_t to = 0; to < matrix.ends().size(); ++to) {
      const Endpoint& a = matrix.ends()[from];
      const Endpoint& b = matrix.ends()[to];
      const bool outside =
          a.location.kind == Location::Kind::outside && b.location.kind == Location::Kind::outside;
      const bool pair = a.addresses.family == b.addresses.family && from != to && !outside;
      if (matrix.is_pair(from, to) != pair) found.push_back("which ends are a pair");
      if (!pair) continue;
      const std::string place = a.label + " -> " + b.label + ": ";
      for (const PairProtocol protocol : {PairProtocol::tcp, PairProtocol::udp}) {
        const IpProtocol number = protocol == PairProtocol::tcp ? kTcp : kUdp;
        const std::string wrong =
            difference(matrix.answer(from, to, protocol), judge.ports(a, b, number));
        if (!wrong.empty()) found.push_back(place + wrong);
      }
      if (matrix.answer(from, to, PairProtocol::echo).echo != judge.echo(a, b)) {
        found.push_back(place + "echo");
      }
    }
  }
  return found;
}

TEST_CASE("matrix: every pair, port, reply and echo equals brute force") {
  std::size_t worlds_with_pairs = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const SmallWorld world = random_small_world(dice, {true, seed % 3 == 0, 8});
    const PortRange asked = seed % 4 == 0 ? PortRange{32768, 60999} : kUsual;
    const auto found = differences(world, world, asked);
    CAPTURE(json_text(world));
    REQUIRE_MESSAGE(found.empty(), found.front());
    worlds_with_pairs += world.subnets.size() > 2 ? 1U : 0U;
  }
  CHECK(worlds_with_pairs > 10);
}

TEST_CASE("matrix: the comparison with brute force can fail") {
  std::size_t noticed = 0;
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    Dice dice(seed);
    const SmallWorld world = random_small_world(dice, {});
    SmallWorld spoiled = world;
    for (NetworkAclEntry& row : spoiled.acls[0]) {
      row.action = row.action == RuleAction::allow ? RuleAction::deny : RuleAction::allow;
    }
    noticed += differences(world, spoiled).empty() ? 0U : 1U;
  }
  CHECK(noticed >= 6);  // where the ACL guards no subnet, nothing changes
}

/// Ordered pairs of different subnets that lose replies, straight from the definition.
MatrixSummary counted(const SmallWorld& world) {
  const Judge judge(world);
  MatrixSummary summary;
  summary.subnets = world.subnets.size();
  const auto end = [&](std::size_t subnet, IpFamily family) {
    Endpoint found{world.subnets[subnet].id, {Location::Kind::subnet, 0}, {family, {}}};
    for (const CidrBlock& cidr : world.subnets[subnet].cidrs) {
      if (cidr.family() == family) found.addresses = AddressSet::of(cidr);
    }
    return found;
  };
  for (std::size_t a = 0; a < world.subnets.size(); ++a) {
    for (std::size_t b = 0; b < world.subnets.size(); ++b) {
      if (a == b) continue;
      std::array<bool, 2> loses{};
      bool pair = false;
      for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
        if (!world.subnets[a].has(family) || !world.subnets[b].has(family)) continue;
        pair = true;
        loses[0] = loses[0] || judge.ports(end(a, family), end(b, family), kTcp).loses;
        loses[1] = loses[1] || judge.ports(end(a, family), end(b, family), kUdp).loses;
      }
      summary.subnet_pairs += pair ? 1U : 0U;
      for (std::size_t i = 0; i < 2; ++i) summary.half_open_pairs[i] += loses[i] ? 1U : 0U;
    }
  }
  return summary;
}

TEST_CASE("matrix: the summary counts what the definition counts") {
  std::uint64_t some = 0;
  std::uint64_t others = 0;
  for (std::uint32_t seed = 200; seed <= 260; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const SmallWorld world = random_small_world(dice, {true, seed % 3 == 0, 6});
    const auto state = loaded(world);
    CompiledSnapshot model(state.snapshot);
    const MatrixSummary summary = Matrix(model, matrix_ends(state.snapshot), {}).summary();
    const MatrixSummary truth = counted(world);
    CHECK(summary.subnets == truth.subnets);
    CHECK(summary.subnet_pairs == truth.subnet_pairs);
    CHECK(summary.half_open_pairs == truth.half_open_pairs);
    some += truth.half_open_pairs[0];
    others += truth.subnet_pairs - truth.half_open_pairs[0];
  }
  CHECK(some > 20);
  CHECK(others > 20);
}

using Shown = std::tuple<std::size_t, std::size_t, PairProtocol>;

bool same_row(const MatrixRow& a, const MatrixRow& b) {
  return a.answer.services == b.answer.services && a.answer.replies == b.answer.replies &&
         a.answer.echo == b.answer.echo && a.answer.classes_differ == b.answer.classes_differ &&
         a.reply_range == b.reply_range && a.lost == b.lost;
}

/// Every pair of a row, once; a pair that stands in two rows is counted in `twice`.
std::map<Shown, MatrixRow> spread(const Matrix& matrix, const MatrixRows& rows,
                                  std::size_t& twice) {
  std::map<Shown, MatrixRow> all;
  for (const MatrixRow& row : rows.rows) {
    for (const std::size_t from : row.from) {
      for (const std::size_t to : row.to) {
        if (!matrix.is_pair(from, to)) continue;
        if (!all.emplace(Shown{from, to, row.protocol}, row).second) ++twice;
      }
    }
  }
  return all;
}

TEST_CASE("matrix: groups hold the same pairs with the same answers") {
  std::size_t grouped = 0;
  for (std::uint32_t seed = 300; seed <= 380; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const SmallWorld world = random_small_world(dice, {true, seed % 4 == 0, 4});
    const auto state = loaded(world);
    CompiledSnapshot model(state.snapshot);
    Matrix matrix(model, matrix_ends(state.snapshot), {});
    MatrixFilter filter;
    filter.half_open = seed % 3 == 1;
    if (seed % 4 == 1) filter.services = parse_services("tcp/443,udp/80,icmp/echo").value();
    if (seed % 5 == 1) filter.verdicts = {Verdict::partial, Verdict::works};
    if (seed % 6 == 1) filter.places = {matrix.ends()[0].location};
    const MatrixRows pairs = pair_rows(matrix, filter);
    const MatrixRows groups = group_rows(matrix, filter);
    std::size_t twice = 0;
    const auto one = spread(matrix, pairs, twice);
    const auto other = spread(matrix, groups, twice);
    CHECK(twice == 0);
    REQUIRE(one.size() == pairs.found);
    REQUIRE(one.size() == other.size());
    for (const auto& [shown, row] : one) {
      REQUIRE(other.contains(shown));
      REQUIRE(same_row(row, other.at(shown)));
    }
    grouped += groups.rows.size() < pairs.rows.size() ? 1U : 0U;
  }
  CHECK(grouped > 10);
}

TEST_CASE("matrix: filters leave out what was not asked, and nothing else") {
  for (std::uint32_t seed = 400; seed <= 430; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const SmallWorld world = random_small_world(dice, {});
    const auto state = loaded(world);
    CompiledSnapshot model(state.snapshot);
    Matrix matrix(model, matrix_ends(state.snapshot), {});
    std::size_t twice = 0;
    const auto all = spread(matrix, pair_rows(matrix, {}), twice);
    MatrixFilter filter;
    filter.services = parse_services("tcp/443").value();
    filter.verdicts = {Verdict::half_open};
    filter.places = {matrix.ends()[0].location};
    const auto some = spread(matrix, pair_rows(matrix, filter), twice);
    for (const auto& [shown, row] : all) {
      const auto& [from, to, protocol] = shown;
      const auto touches = [&](std::size_t end) {
        return matrix.ends()[end].location == matrix.ends()[0].location;
      };
      const bool wanted = protocol == PairProtocol::tcp && (touches(from) || touches(to)) &&
                          row.answer.services.half_open.contains(443);
      CHECK(some.contains(shown) == wanted);
      if (wanted) CHECK(some.at(shown).answer.services.half_open == PortSet(443, 443));
    }
    filter = {};
    filter.limit = 2;
    const MatrixRows few = pair_rows(matrix, filter);
    CHECK(few.found == all.size());
    CHECK(few.rows.size() == std::min<std::size_t>(2, all.size()));
  }
}

TEST_CASE("reply_ranges: wide runs of unprivileged ports") {
  CHECK(reply_ranges(PortSet(1025, 5000)) == PortSet(1025, 5000));
  CHECK(reply_ranges(PortSet(1025, 4999)).empty());
  CHECK(reply_ranges(PortSet(1023, 65535)).empty());
  CHECK(reply_ranges(PortSet(80, 80) | PortSet(1024, 65535)) == PortSet(1024, 65535));
}

}  // namespace
}  // namespace halfopen::oracle
