// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/replay.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "halfopen/flowlog/log_reader.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

using tests::World;

constexpr std::string_view kReplayHeader =
    "interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
    "tcp-flags "
    "flow-direction\n";

const char* const kOld =
    "acl: web\nsubnet: subnet-web 10.0.1.0/24\n"
    "ingress 90 deny tcp 22 any\ningress 100 allow all all any\n"
    "egress 100 allow tcp 1024-65535 any\negress 110 allow icmp all any\n";
const char* const kNew =
    "acl: web\nsubnet: subnet-web 10.0.1.0/24\n"
    "ingress 90 deny tcp 25 any\ningress 100 allow all all any\n"
    "egress 100 allow tcp 32768-60999 any\n";

Replay replay_of(const std::vector<std::string>& lines, ReplayOptions options = {},
                 const char* before = kOld, const char* after = kNew) {
  World old_world({before});
  World new_world({after == nullptr ? kNew : after});
  Replayer replayer(old_world.model(), after == nullptr ? nullptr : &new_world.model(), options);
  LogReader reader(LogFormat::standard(),
                   [&](std::span<const FlowRecord> records) { replayer.take(records); });
  std::string text(kReplayHeader);
  for (const std::string& line : lines) text += line + '\n';
  reader.begin_file("log");
  reader.feed(text);
  reader.end_file();
  REQUIRE(reader.counts().bad == 0);
  return replayer.finish();
}

/// A record with 3 packets and 300 bytes.
std::string record(const std::string& interface, const std::string& ends, const std::string& action,
                   int time, const std::string& rest = "- -") {
  return interface + ' ' + ends + " 6 3 300 " + std::to_string(time) + ' ' +
         std::to_string(time + 10) + ' ' + action + ' ' + rest;
}
std::string request(int client_port, int port = 443, int time = 100,
                    const std::string& interface = "eni-1", const std::string& action = "ACCEPT") {
  return record(interface,
                "198.51.100.7 10.0.1.5 " + std::to_string(client_port) + ' ' + std::to_string(port),
                action, time);
}
std::string reply(int client_port, int port = 443, int time = 105,
                  const std::string& interface = "eni-1", const std::string& action = "ACCEPT") {
  return record(interface,
                "10.0.1.5 198.51.100.7 " + std::to_string(port) + ' ' + std::to_string(client_port),
                action, time);
}

std::string text_of(const ReplayRow& row) {
  return std::string(to_string(row.change)) + ' ' + std::string(to_string(row.before.verdict)) +
         '[' + row.before.decided_by + "]->" + std::string(to_string(row.after.verdict)) + '[' +
         row.after.decided_by + "] " + std::to_string(row.server_port) + " x" +
         std::to_string(row.cost.connections);
}

std::vector<std::string> rows_of(const Replay& replay) {
  std::vector<std::string> rows;
  for (const ReplayRow& row : replay.rows) rows.push_back(text_of(row));
  return rows;
}

using Rows = std::vector<std::string>;

TEST_CASE("what a pair of verdicts is called") {
  for (const Verdict verdict : kVerdicts) {
    CHECK(change_of(verdict, Verdict::unknown) == ReplayChange::unknown);
    CHECK(change_of(Verdict::unknown, verdict) == ReplayChange::unknown);
    if (verdict == Verdict::unknown) continue;
    CHECK(change_of(verdict, verdict) == ReplayChange::same);
    if (verdict == Verdict::works) continue;
    CHECK(change_of(Verdict::works, verdict) == ReplayChange::breaks);
    CHECK(change_of(verdict, Verdict::works) == ReplayChange::opens);
  }
  CHECK(change_of(Verdict::denied, Verdict::half_open) == ReplayChange::other);
  CHECK(change_of(Verdict::no_route, Verdict::partial) == ReplayChange::other);
}

// A network ACL is stateless, so replies to ports that egress 100 does not name any more die (VPC
// User Guide, network ACL basics and ephemeral ports).
TEST_CASE(
    "replies to ports outside the new range break, requests to the port that is let in open") {
  const Replay found = replay_of({request(61000), reply(61000), request(50000), reply(50000),
                                  request(50001, 22), request(61001, 22), request(50002, 25)});
  CHECK(rows_of(found) == Rows{"breaks works[]->denied[web/ingress/90] 25 x1",
                               "breaks works[]->half-open[web/egress/*] 443 x1",
                               "opens denied[web/ingress/90]->works[] 22 x1",
                               "other denied[web/ingress/90]->half-open[web/egress/*] 22 x1"});
  CHECK(found.connections == 5);
  CHECK(found.cost(ReplayChange::same).connections == 1);
  CHECK(found.cost(ReplayChange::breaks).connections == 2);
  CHECK(found.cost(ReplayChange::breaks).packets == 9);
  CHECK(found.cost(ReplayChange::breaks).bytes == 900);
  CHECK(found.before.at(Verdict::works) == 3);
  CHECK(found.after.at(Verdict::half_open) == 2);
  CHECK(found.has_findings());
  CHECK_FALSE(replay_of({request(50000), reply(50000)}).has_findings());
}

TEST_CASE("a row's example is the first connection, its times span all of them") {
  const Replay found = replay_of({request(64000, 443, 300), request(63000, 443, 200),
                                  request(62000, 443, 200), reply(62000, 443, 500)});
  REQUIRE(found.rows.size() == 1);
  const ReplayRow& row = found.rows[0];
  CHECK(row.example.first == 200);
  CHECK(row.example.client_port == 62000);
  CHECK(row.last == 510);
  CHECK(row.cost.connections == 3);
  const auto profiles = default_client_profiles();
  REQUIRE(row.profiles.size() == profiles.size());
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    CHECK(row.profiles[i] == (profiles[i].range.contains(63000) ? 3U : 0U));
  }
}

TEST_CASE("a connection that two interfaces saw counts once, with the packets of one") {
  // "eni-10" stands before "eni-9" as text.
  const Replay found =
      replay_of({request(61000, 443, 100, "eni-9"), reply(61000, 443, 101, "eni-9"),
                 request(61000, 443, 102, "eni-10")});
  REQUIRE(found.rows.size() == 1);
  CHECK(found.rows[0].cost.connections == 1);
  CHECK(found.rows[0].cost.packets == 3);
  CHECK(found.rows[0].example.first == 100);
  CHECK(found.interfaces == 2);
}

TEST_CASE("what comes after a window of silence is another connection in a replay, too") {
  ReplayOptions options;
  options.limits.window = 100;
  CHECK(replay_of({request(61000, 443, 0), request(61000, 443, 110)}, options).connections == 1);
  CHECK(replay_of({request(61000, 443, 0), request(61000, 443, 111)}, options).connections == 2);
}

TEST_CASE("connections without a request are not judged") {
  const Replay found = replay_of({reply(61000), request(61001)});
  CHECK(found.without_request == 1);
  CHECK(found.connections == 1);
}

TEST_CASE("places that are not loaded stay unknown, before and after") {
  const Replay found =
      replay_of({record("eni-1", "198.51.100.7 192.0.2.9 50000 443", "ACCEPT", 1)});
  CHECK(rows_of(found) == Rows{"unknown unknown[]->unknown[] 443 x1"});
  CHECK_FALSE(found.has_findings());
}

// VPC User Guide, flow log records, action: REJECT also stands for packets behind the end of a
// connection, so rejects beside one that worked contradict nothing.
TEST_CASE("where log and rules before contradict each other") {
  const auto doubts = [](const std::vector<std::string>& lines) {
    const Replay found = replay_of(lines, {}, kOld, nullptr);
    return std::pair(found.passed.connections, found.rejected.connections);
  };
  using Doubts = std::pair<std::uint64_t, std::uint64_t>;
  const auto rejected_request = request(50000, 443, 100, "eni-1", "REJECT");
  const auto rejected_reply = reply(50000, 443, 105, "eni-1", "REJECT");
  CHECK(doubts({request(50000, 22), reply(50000, 22)}) == Doubts{1, 0});
  CHECK(doubts({request(50000, 22), reply(50000, 22, 105, "eni-1", "REJECT")}) == Doubts{0, 0});
  CHECK(doubts({rejected_request}) == Doubts{0, 1});
  CHECK(doubts({request(50000), rejected_reply}) == Doubts{0, 1});
  CHECK(doubts({request(50000), reply(50000), rejected_reply}) == Doubts{0, 0});
  CHECK(doubts({request(50000)}) == Doubts{0, 0});
  // It worked at one interface and was rejected at another: no proof that it worked.
  CHECK(doubts({request(50000, 22), reply(50000, 22), reply(50000, 22, 106, "eni-2", "REJECT"),
                request(50000, 22, 100, "eni-2")}) == Doubts{0, 0});
  // The reply to port 900 dies by the rules; that the request is rejected, too, contradicts them.
  CHECK(doubts({request(900, 443, 100, "eni-1", "REJECT")}) == Doubts{0, 1});
  CHECK(doubts({request(900), reply(900, 443, 105, "eni-1", "REJECT")}) == Doubts{0, 0});
}

TEST_CASE("narrow looks at the edges that replies of working connections cross") {
  ReplayOptions options;
  options.narrow = true;
  const Replay found =
      replay_of({request(40000), reply(40000), request(50000), reply(50000), request(60000),
                 record("eni-1", "10.0.1.5 203.0.113.9 33000 443", "ACCEPT", 1),
                 record("eni-1", "203.0.113.9 10.0.1.5 443 33000", "ACCEPT", 2),
                 record("eni-1", "10.0.1.6 10.0.1.5 33000 443", "ACCEPT", 1),
                 record("eni-1", "10.0.1.5 10.0.1.6 443 33000", "ACCEPT", 2)},
                options, kOld, nullptr);
  CHECK_FALSE(found.has_after);
  CHECK(found.recorded_working == 4);
  CHECK(found.without_edge == 1);  // within the subnet no network ACL is met
  REQUIRE(found.narrow.size() == 2);
  CHECK(found.narrow[0].direction == Direction::ingress);
  CHECK(found.narrow[0].choices[0].range == PortRange{33000, 33000});
  CHECK(found.narrow[1].direction == Direction::egress);
  CHECK(found.narrow[1].subnet == "subnet-web");
  CHECK(found.narrow[1].acl == "web");
  CHECK(found.narrow[1].connections == 2);
  CHECK(found.narrow[1].choices[0].range == PortRange{40000, 50000});
}

// docs/semantics.md 7j.12.
TEST_CASE("a lone network ACL guards the end whose interface the whole log tells") {
  const char* lone =
      "acl: lone\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n";
  const char* shut = "acl: lone\ningress 100 allow tcp 443 any\n";
  const std::string served = record("eni-1", "10.9.9.9 10.0.1.5 50000 443", "ACCEPT", 1);
  CHECK(rows_of(replay_of({served}, {}, lone, shut)) ==
        Rows{"unknown unknown[]->unknown[] 443 x1"});
  const std::string other = record("eni-1", "10.8.8.8 10.0.1.5 50000 80", "ACCEPT", 2);
  const Rows told = {"breaks works[]->half-open[lone/egress/*] 443 x1"};
  CHECK(rows_of(replay_of({served, other}, {}, lone, shut)) == told);
  CHECK(rows_of(replay_of({other, served}, {}, lone, shut)) == told);
  const std::string by_direction =
      record("eni-1", "10.9.9.9 10.0.1.5 50000 443", "ACCEPT", 1, "- ingress");
  CHECK(rows_of(replay_of({by_direction}, {}, lone, shut)) == told);
  // An address of the public internet beside a private one: the private one is the interface's.
  CHECK(rows_of(replay_of({request(50000)}, {}, lone, shut)) == told);
}

TEST_CASE("neither the order of records nor what is forgotten changes the result") {
  std::mt19937 dice(3);
  std::vector<std::string> lines;
  for (int i = 0; i < 400; ++i) {
    const int port = 1 + static_cast<int>(dice() % 65535);
    const int service = dice() % 2 == 0 ? 443 : dice() % 2 == 0 ? 22 : 25;
    const std::string interface = dice() % 2 == 0 ? "eni-1" : "eni-2";
    lines.push_back(request(port, service, i, interface));
    if (dice() % 2 == 0) lines.push_back(reply(port, service, i + 1, interface));
  }
  ReplayOptions options;
  options.narrow = true;
  const Replay first = replay_of(lines, options);
  CHECK(first.rows.size() >= 4);
  for (const std::size_t answers : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 17U}) {
    std::shuffle(lines.begin(), lines.end(), dice);
    options.answers = answers;
    const Replay again = replay_of(lines, options);
    CHECK(rows_of(again) == rows_of(first));
    for (std::size_t i = 0; i < first.rows.size(); ++i) {
      CHECK(again.rows[i].example == first.rows[i].example);
      CHECK(again.rows[i].cost.bytes == first.rows[i].cost.bytes);
      CHECK(again.rows[i].profiles == first.rows[i].profiles);
    }
    REQUIRE(again.narrow.size() == first.narrow.size());
    CHECK(again.narrow[0].connections == first.narrow[0].connections);
    CHECK(again.passed.connections == first.passed.connections);
  }
}

}  // namespace
}  // namespace halfopen
