// SPDX-License-Identifier: Apache-2.0
// One question about all client ports: check() with its exact sets beside asking first_match for
// each of the 65,536 ports at both crossings of the reply.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "halfopen/analysis/check.hpp"
#include "sample_acl.hpp"
#include "timing.hpp"

namespace {

using namespace halfopen;         // NOLINT(google-build-using-namespace): a program, not a header
using namespace halfopen::bench;  // NOLINT(google-build-using-namespace)

constexpr const char* kClient = "10.0.1.10";
constexpr const char* kServer = "10.0.2.20";

/// An ACL whose first rule lets the request through; the replies meet all the others.
NetworkAclDraft guard(Dice& dice, const std::string& id, Direction request, std::size_t rules) {
  NetworkAclDraft draft{{id, "", "vpc-1", false, {}}, {}};
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    auto rows = random_entries(dice, direction, IpFamily::v4, rules, 100);
    if (direction == request) {
      rows.front().action = RuleAction::allow;
      rows.front().protocol = kTcp.number;
      rows.front().ports = {443, 443};
      rows.front().icmp_type = NetworkAclEntry::kEveryIcmp;
      rows.front().cidr = CidrBlock::all(IpFamily::v4);
    }
    draft.rows.insert(draft.rows.end(), rows.begin(), rows.end());
  }
  return draft;
}

Snapshot two_subnets(std::size_t rules, std::uint32_t seed) {
  Dice dice(seed);
  SnapshotDraft draft;
  for (const std::string number : {"1", "2"}) {
    draft.subnets.push_back(
        {"subnet-" + number, "", "vpc-1", {*parse_cidr_block("10.0." + number + ".0/24")}, {}});
    draft.associations.push_back({"subnet-" + number, "acl-" + number, {}});
  }
  draft.acls.push_back(guard(dice, "acl-1", Direction::egress, rules));
  draft.acls.push_back(guard(dice, "acl-2", Direction::ingress, rules));
  Diagnostics diagnostics;
  Snapshot snapshot = Snapshot::build(std::move(draft), diagnostics);
  if (!diagnostics.empty()) give_up("the two subnets are not clean");
  return snapshot;
}

/// The open client ports, port by port.
PortSet open_ports_by_loop(const Snapshot& snapshot, const Connection& connection) {
  PortSet open;
  const auto path =
      crossings(snapshot, connection.from.location, connection.to.location, Leg::reply);
  for (std::uint32_t port = 0; port <= 65535; ++port) {
    const auto client_port = static_cast<std::uint16_t>(port);
    const auto packet = reply_packet(connection.service, connection.from.addresses.first(),
                                     connection.to.addresses.first(), client_port);
    bool passes = true;
    for (const Crossing& crossing : path) {
      const NetworkAcl& acl = snapshot.acls()[*crossing.acl];
      passes = passes && first_match(acl, crossing.direction, *packet).action == RuleAction::allow;
    }
    if (passes) open.append(client_port, client_port);
  }
  return open;
}

CheckQuestion question_about(const Snapshot& snapshot) {
  return {*resolve_where(snapshot, kClient),
          *resolve_where(snapshot, kServer),
          *parse_services("tcp/443"),
          {},
          {}};
}

/// A world in which the replies meet several rules: no answer that is easy for either side.
Snapshot telling_world(std::size_t rules) {
  constexpr std::size_t kIntervals = 3;
  for (std::uint32_t seed = 1; seed < 10'000; ++seed) {
    Snapshot snapshot = two_subnets(rules, seed);
    CompiledSnapshot model(snapshot);
    const auto answers = check(model, question_about(snapshot));
    if (answers && answers->size() == 1 && answers->front().reply &&
        answers->front().reply->open.intervals().size() >= kIntervals) {
      return snapshot;
    }
  }
  give_up("no world with a telling answer");
}

void compare(std::size_t rules) {
  const Snapshot snapshot = telling_world(rules);
  CompiledSnapshot model(snapshot);
  const CheckQuestion question = question_about(snapshot);
  const auto answers = check(model, question);  // compiles both ACLs
  if (!answers || answers->size() != 1) give_up("the question has not one answer");
  const Connection& answer = answers->front();
  if (!answer.reply || answer.reply->crossings.size() != 2) give_up("the request does not pass");
  if (answer.reply->open != open_ports_by_loop(snapshot, answer)) give_up("the answers differ");

  const auto back = answer.path.segments.front().reply.crossings();
  Contest contest;
  contest.add("check()", 1000, [&] { do_not_optimize(check(model, question)); });
  contest.add("judge_reply(): the exact set alone", 1000, [&] {
    do_not_optimize(judge_reply(model, back, answer.service, answer.from.addresses.first(),
                                answer.to.addresses.first()));
  });
  contest.add("first_match for each of 65,536 ports", 1,
              [&] { do_not_optimize(open_ports_by_loop(snapshot, answer)); });
  const auto timings = contest.run(31);
  print_title("check: " + std::to_string(rules) + " rules in each direction of both ACLs, " +
              std::to_string(count(answer.reply->open)) + " open client ports");
  for (const Timing& timing : timings) print_timing(timing);
  print_ratio("loop / check()", ratio(timings[2], timings[0]), {Aim::Kind::at_least, 1000});
  print_ratio("loop / judge_reply()", ratio(timings[2], timings[1]));
}

}  // namespace

int main() {
  compare(20);
  compare(40);
  return 0;
}
