// SPDX-License-Identifier: Apache-2.0
// How two products of port sets differ: every combination over two requests and two replies.
#include "halfopen/analysis/diff_legs.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>

namespace halfopen {
namespace {

constexpr std::array<std::uint16_t, 2> kPorts = {10, 20};

/// 0: denied, 1: unknown, 2: allowed; for each port of each leg.
struct States {
  std::array<int, 2> request;
  std::array<int, 2> reply;
};

States states(int code) { return {{code % 3, code / 3 % 3}, {code / 9 % 3, code / 27}}; }

DiffLegs legs(const States& states) {
  DiffLegs legs{{}, {}, {}, {}};
  for (std::size_t i = 0; i < 2; ++i) {
    const PortSet port(kPorts[i], kPorts[i]);
    if (states.request[i] == 2) legs.requests = legs.requests | port;
    if (states.request[i] >= 1) legs.may_arrive = legs.may_arrive | port;
    if (states.reply[i] == 2) legs.replies = legs.replies | port;
    if (states.reply[i] >= 1) legs.may_return = legs.may_return | port;
  }
  return legs;
}

using MaybeKind = std::optional<ChangeKind>;

/// The kind of one pair, by its four states; `none`: no reply at all passed before, or may have.
MaybeKind expected(int f0, int f1, int r0, int r1, bool asked, bool none) {
  if (f0 == f1 && (f0 == 0 || r0 == r1)) return std::nullopt;
  if (f0 == f1) {
    if (f0 == 1 || r0 == 1 || r1 == 1) return ChangeKind::unknown;
    return r1 == 2 ? ChangeKind::healed : ChangeKind::half_open;
  }
  if (f0 == 1 || f1 == 1) {
    return asked || r0 > 0 || r1 > 0 ? MaybeKind(ChangeKind::unknown) : std::nullopt;
  }
  const int reply = f1 == 2 ? r1 : r0;
  if (reply == 1) return ChangeKind::unknown;
  if (reply == 2) return f1 == 2 ? ChangeKind::gained : ChangeKind::lost;
  if (!asked) return std::nullopt;
  if (f1 == 2) return ChangeKind::half_open;
  return none ? MaybeKind(ChangeKind::closed) : std::nullopt;
}

/// The kind that the changes tell for a pair; nothing if none or several hold it.
MaybeKind told(const std::vector<LegChange>& changes, std::uint16_t server,
               std::optional<std::uint16_t> client, int& holders) {
  MaybeKind kind;
  for (const LegChange& change : changes) {
    if (!change.server_ports.contains(server)) continue;
    if (client && !change.client_ports.contains(*client)) continue;
    kind = change.kind;
    ++holders;
  }
  return kind;
}

TEST_CASE("leg_changes: disjoint and exact for every combination of known and unknown") {
  for (int asked_code = 0; asked_code < 4; ++asked_code) {
    PortSet asked;
    for (std::size_t i = 0; i < 2; ++i) {
      if ((asked_code >> i & 1) != 0) asked.append(kPorts[i], kPorts[i]);
    }
    for (int b = 0; b < 81; ++b) {
      for (int a = 0; a < 81; ++a) {
        const States before = states(b);
        const States after = states(a);
        const auto changes = leg_changes(legs(before), legs(after), asked, false);
        const bool none = before.reply[0] == 0 && before.reply[1] == 0;
        for (std::size_t s = 0; s < 2; ++s) {
          for (std::size_t c = 0; c < 2; ++c) {
            int holders = 0;
            const MaybeKind kind = told(changes, kPorts[s], kPorts[c], holders);
            const MaybeKind wanted = expected(before.request[s], after.request[s], before.reply[c],
                                              after.reply[c], asked.contains(kPorts[c]), none);
            CAPTURE(b);
            CAPTURE(a);
            REQUIRE(holders <= 1);
            REQUIRE(kind == wanted);
          }
        }
      }
    }
  }
}

TEST_CASE("leg_changes: messages that go one way are told without replies") {
  for (int b = 0; b < 9; ++b) {
    for (int a = 0; a < 9; ++a) {
      const States before = states(b);
      const States after = states(a);
      const auto changes =
          leg_changes(legs({before.request, {2, 0}}), legs({after.request, {0, 1}}), {}, true);
      for (std::size_t s = 0; s < 2; ++s) {
        int holders = 0;
        const MaybeKind kind = told(changes, kPorts[s], std::nullopt, holders);
        const int f0 = before.request[s];
        const int f1 = after.request[s];
        MaybeKind wanted = f1 == 2 ? ChangeKind::gained : ChangeKind::lost;
        if (f0 == 1 || f1 == 1) wanted = ChangeKind::unknown;
        if (f0 == f1) wanted = std::nullopt;
        REQUIRE(holders <= 1);
        REQUIRE(kind == wanted);
      }
      for (const LegChange& change : changes) CHECK(change.client_ports.empty());
    }
  }
}

}  // namespace
}  // namespace halfopen
