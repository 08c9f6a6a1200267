// SPDX-License-Identifier: Apache-2.0
// All pairs of accounts with routes, gateways and security groups: against the packet simulator,
// and against the answers for single connections.
//
// HALFOPEN_ORACLE_CLOUDS says how many accounts, HALFOPEN_ORACLE_SEED with which to begin (1).
#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>

#include "halfopen/analysis/diff_legs.hpp"
#include "halfopen/analysis/matrix.hpp"
#include "tests/oracle/connection_truth.hpp"
#include "tests/oracle/random_cloud.hpp"
#include "tests/oracle/run_size.hpp"

namespace halfopen::oracle {
namespace {

struct Account {
  SnapshotDraft draft;
  Diagnostics diagnostics;
  Snapshot snapshot;
  CompiledSnapshot model;

  explicit Account(SnapshotDraft made)
      : draft(std::move(made)), snapshot(Snapshot::build(draft, diagnostics)), model(snapshot) {}
};

/// Addresses of an end of which at least one stands for each kind of host.
std::vector<IpAddress> hosts(const SnapshotDraft& draft, const Endpoint& end) {
  std::vector<IpAddress> found;
  const auto add = [&](const IpAddress& address) {
    if (address.family() == end.addresses.family && end.addresses.bits.contains(address.bits())) {
      found.push_back(address);
    }
  };
  if (end.location.kind == Location::Kind::outside) {
    for (const char* text :
         {"198.51.100.4", "198.51.100.70", "203.0.113.250", "192.168.1.4", "192.168.2.4",
          "172.20.0.4", "2001:db8:ffff::4", "2001:db8:fffe::4", "fd00::4"}) {
      add(*parse_ip_address(text));
    }
    if (found.empty()) found.push_back(end.addresses.first());
    return found;
  }
  for (const CidrBlock& cidr : draft.subnets[end.location.index].cidrs) {
    for (const std::uint32_t offset : {4U, 5U, 6U, 10U, 20U}) {
      add({cidr.family(), cidr.first() + offset});
    }
  }
  return found;
}

std::string word(const PairAnswer& answer, std::uint16_t port) {
  for (const Verdict verdict :
       {Verdict::works, Verdict::partial, Verdict::half_open, Verdict::denied, Verdict::unknown}) {
    if (answer.services.of(verdict).contains(port)) return std::string(to_string(verdict));
  }
  return "none";
}

const char* merged(const std::string& verdict) {
  return verdict == "no-route" ? "denied" : verdict.c_str();
}

/// The answer of the matrix for two hosts, for a client of one port.
std::optional<PairAnswer> class_answer(Matrix& matrix, const SimulatedQuestion& question,
                                       const Location& from, const Location& to,
                                       PairProtocol protocol) {
  for (std::size_t a = 0; a < matrix.ends().size(); ++a) {
    for (std::size_t b = 0; b < matrix.ends().size(); ++b) {
      const Endpoint& x = matrix.ends()[a];
      const Endpoint& y = matrix.ends()[b];
      if (!matrix.is_pair(a, b) || !(x.location == from) || !(y.location == to)) continue;
      if (x.addresses.family != question.client.family()) continue;
      for (const ClassAnswer& one : matrix.class_answers(a, b, protocol)) {
        if (one.from.bits.contains(question.client.bits()) &&
            one.to.bits.contains(question.server.bits())) {
          return one.answer;
        }
      }
    }
  }
  return std::nullopt;
}

struct Found {
  std::size_t asked = 0;
  std::size_t unknown = 0;
  std::vector<std::string> wrong;
};

/// Random connections of one account: the matrix against the simulator.
void compare_with_simulator(std::uint32_t seed, PlantedFault fault, Found& found) {
  Dice dice(seed);
  Account account(random_cloud(dice));
  for (std::size_t i = 0; i < 25; ++i) {
    const SimulatedQuestion question = random_connection(dice, account.draft);
    const bool echo =
        is_icmp(question.protocol) && question.icmp == echo_request(question.client.family());
    const bool ports = question.protocol == kTcp || question.protocol == kUdp;
    if (!echo && !ports) continue;
    const PairProtocol protocol = echo                        ? PairProtocol::echo
                                  : question.protocol == kTcp ? PairProtocol::tcp
                                                              : PairProtocol::udp;
    Matrix matrix(account.model, matrix_ends(account.snapshot),
                  {{"one", {question.client_port, question.client_port}}});
    const auto answer =
        class_answer(matrix, question, location_of(account.snapshot, question.client_subnet),
                     location_of(account.snapshot, question.server_subnet), protocol);
    if (!answer) continue;  // free addresses beside hosts, and hosts of no end
    const std::string told =
        echo ? merged(std::string(to_string(answer->echo))) : word(*answer, question.server_port);
    const std::string truth = truth_of(account.draft, question, fault);
    ++found.asked;
    if (truth == "unknown" || told == "unknown") {
      ++found.unknown;
    } else if (merged(truth) != told) {
      found.wrong.push_back("seed " + std::to_string(seed) + ": " + question_text(question) +
                            "\nmatrix: " + told + "\nwording: " + truth + "\ncheck_flow: " +
                            answer_of(account.model, question) + "\n" + cloud_text(account.draft));
    }
  }
}

TEST_CASE("routed matrix: every connection fares as the packet simulator says") {
  Found found;
  const auto begin = static_cast<std::uint32_t>(run_size("HALFOPEN_ORACLE_SEED", 1));
  const auto clouds = static_cast<std::uint32_t>(run_size("HALFOPEN_ORACLE_CLOUDS", 300));
  for (std::uint32_t seed = begin; seed < begin + clouds; ++seed) {
    compare_with_simulator(seed, PlantedFault::none, found);
    REQUIRE_MESSAGE(found.wrong.empty(), found.wrong.front());
  }
  CHECK(found.asked > 8 * clouds);
  CHECK(found.unknown * 20 < found.asked);
}

TEST_CASE("routed matrix: the comparison notices every planted fault") {
  for (const PlantedFault fault : kPlantedFaults) {
    CAPTURE(to_string(fault));
    Found found;
    for (std::uint32_t seed = 1; seed <= 3000 && found.wrong.empty(); ++seed) {
      compare_with_simulator(seed, fault, found);
    }
    CHECK(!found.wrong.empty());
  }
}

/// What check_flow() says of every pair of hosts of two ends, joined as the matrix does.
std::string joined(Account& account, const Endpoint& from, const Endpoint& to,
                   const Service& service, std::uint16_t client_port) {
  std::string all;
  for (const IpAddress& client : hosts(account.draft, from)) {
    for (const IpAddress& server : hosts(account.draft, to)) {
      const std::string one(to_string(check_flow(account.model, from.location, client, to.location,
                                                 server, service, client_port)
                                          .verdict));
      if (one == "unknown") return one;
      if (!all.empty() && all != merged(one)) all = "partial";
      if (all.empty()) all = merged(one);
    }
  }
  return all;
}

/// Groups and classes must never merge hosts that fare differently: every pair of ends, with some
/// ports.
void compare_pairs(Account& account, Dice& dice, std::size_t& asked) {
  const auto bounds = bound_ports(account.draft);
  const auto pick = [&] { return bounds[dice.roll(static_cast<std::uint32_t>(bounds.size()))]; };
  const std::uint16_t client_port = pick();
  Matrix matrix(account.model, matrix_ends(account.snapshot),
                {{"one", {client_port, client_port}}});
  for (std::size_t a = 0; a < matrix.ends().size(); ++a) {
    for (std::size_t b = 0; b < matrix.ends().size(); ++b) {
      if (!matrix.is_pair(a, b)) continue;
      const std::uint16_t port = pick();
      const Endpoint& from = matrix.ends()[a];
      const Endpoint& to = matrix.ends()[b];
      const bool outside = from.location.kind == Location::Kind::outside ||
                           to.location.kind == Location::Kind::outside;
      const std::string told = word(matrix.answer(a, b, PairProtocol::tcp), port);
      const std::string truth = joined(account, from, to, {kTcp, port, std::nullopt}, client_port);
      CAPTURE(from.label);
      CAPTURE(to.label);
      CAPTURE(port);
      // Not every kind of outside host is asked about: then the matrix may know of more.
      if (outside && (told == "partial" || told == "unknown")) continue;
      if (told == truth) ++asked;
      REQUIRE(told == truth);
    }
  }
}

TEST_CASE("routed matrix: every pair of ends joins what single connections say") {
  std::size_t asked = 0;
  for (std::uint32_t seed = 5000; seed < 5150; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Account account(random_cloud(dice));
    CAPTURE(cloud_text(account.draft));
    compare_pairs(account, dice, asked);
  }
  CHECK(asked > 10000);
}

TEST_CASE("routed matrix: replies are those of the legs between two hosts") {
  std::size_t some = 0;
  for (std::uint32_t seed = 6000; seed < 6060; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Account account(random_cloud(dice));
    Matrix matrix(account.model, matrix_ends(account.snapshot), {});
    for (std::size_t a = 0; a < matrix.ends().size(); ++a) {
      for (std::size_t b = 0; b < matrix.ends().size(); ++b) {
        if (!matrix.is_pair(a, b)) continue;
        for (const ClassAnswer& one : matrix.class_answers(a, b, PairProtocol::udp)) {
          const DiffLegs legs =
              legs_between(account.model, matrix.ends()[a].location, one.from.first(),
                           matrix.ends()[b].location, one.to.first(), kUdp);
          CAPTURE(cloud_text(account.draft));
          if (one.answer.services.unknown == PortSet(0, 65535)) continue;  // NAT64
          REQUIRE(one.answer.replies == legs.replies);
          some += legs.replies.empty() ? 0U : 1U;
        }
      }
    }
  }
  CHECK(some > 1000);
}

/// A client that may pick every port loses some reply wherever any is lost.
TEST_CASE("routed matrix: the summary counts the pairs that lose replies") {
  std::uint64_t pairs = 0;
  for (std::uint32_t seed = 7000; seed < 7300; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Account account(random_cloud(dice));
    Matrix matrix(account.model, matrix_ends(account.snapshot), {{"all", {0, 65535}}});
    std::map<std::pair<std::uint32_t, std::uint32_t>, bool> lost;
    bool unknown = false;
    for (std::size_t a = 0; a < matrix.ends().size(); ++a) {
      for (std::size_t b = 0; b < matrix.ends().size(); ++b) {
        const Location& from = matrix.ends()[a].location;
        const Location& to = matrix.ends()[b].location;
        const bool inside =
            from.kind == Location::Kind::subnet && to.kind == Location::Kind::subnet;
        if (!inside || !matrix.is_pair(a, b)) continue;
        bool& any = lost[{from.index, to.index}];
        for (const ClassAnswer& one : matrix.class_answers(a, b, PairProtocol::tcp)) {
          const ServiceSets& sets = one.answer.services;
          any = any || !sets.half_open.empty() || !sets.partial.empty();
          unknown = unknown || !sets.unknown.empty();
        }
      }
    }
    if (unknown) continue;
    std::uint64_t count = 0;
    for (const auto& [pair, any] : lost) count += any ? 1 : 0;
    const MatrixSummary summary = matrix.summary();
    CHECK(summary.half_open_pairs[0] == count);
    CHECK(summary.subnet_pairs == lost.size());
    pairs += count;
  }
  CHECK(pairs > 100);
}

}  // namespace
}  // namespace halfopen::oracle
