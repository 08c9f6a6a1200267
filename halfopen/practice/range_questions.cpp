// SPDX-License-Identifier: Apache-2.0
// Which ports systems pick, and ranges that cover some of them.
#include <array>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_words.hpp"

namespace halfopen {
namespace {

constexpr const char* kRangeLesson =
    "A connection works for certain only if the reply passes to every port that the client's "
    "system "
    "may pick.";

/// Ranges that people write for replies.
const std::vector<PortRange>& common_ranges() {
  static const std::vector<PortRange> kRanges = {
      {1024, 65535}, {49152, 65535}, {32768, 65535}, {32768, 61000}, {32768, 60999}, {1024, 49151},
      {1024, 5000},  {10000, 65535}, {40000, 65535}, {32768, 49151}, {50000, 60000}, {1025, 32767}};
  return kRanges;
}

/// A server in a subnet whose request side is open.
struct RangeScene {
  KnownService known;
  PracticeHost client;
  PracticeHost server;
};

RangeScene start_range_scene(PracticeDice& dice, PracticeScene& scene) {
  const std::size_t subnet = add_subnet(dice, scene, dice.one_of({"web", "app", "edge"}));
  RangeScene start{some_tcp_services(dice, 1).front(), outside_host(outside_address(dice)),
                   host_in(dice, scene, subnet)};
  scene.acls[0].rows = {allow(100, kInbound, kTcp, one_port(start.known.port), anywhere())};
  return start;
}

/// Outbound rows for replies: one range, or on higher levels two with a hole, or a deny before.
void add_reply_ranges(PracticeDice& dice, int level, PracticeAcl& acl) {
  const std::vector<PortRange>& ranges = common_ranges();
  acl.rows.push_back(allow(200, kOutbound, kTcp, dice.one_of(ranges), anywhere()));
  if (level >= 3 && dice.coin()) {
    acl.rows.push_back(allow(210, kOutbound, kTcp, dice.one_of(ranges), anywhere()));
  }
  if (level >= 4 || (level == 3 && dice.coin())) {
    static constexpr std::uint16_t kDenied[] = {3306, 3389, 5432, 6379, 8080, 33060, 50000, 60000};
    const std::uint16_t port = kDenied[dice.roll(std::size(kDenied))];
    const auto last = static_cast<std::uint16_t>(port + dice.one_of({0U, 0U, 10U, 999U}));
    acl.rows.push_back(deny(190, kOutbound, kTcp, {port, last}, anywhere()));
  }
}

std::string opens(const PracticeScene& scene, const RangeScene& start, const std::string& who) {
  return who + ", " + to_string(start.client.address) + ", opens " + start.known.name + " (" +
         words::service(service_of(start.known)) + ") to " + words::host(scene, start.server) + ".";
}

void add_share_options(PracticeDice& dice, PracticeQuestion& question, const char* full) {
  const PracticeFact fact = facts_of(question.scene).front();
  const std::uint32_t total = question.scene.probes.front().profile.range.size();
  question.options = {claim_number(ClaimKind::share, fact.open, "miscounted")};
  std::vector<PracticeOption> wrong = {
      claim_number(ClaimKind::share, total, full),
      claim_number(ClaimKind::share, total - fact.open, "miscounted"),
      claim_number(ClaimKind::share, 0, "reply-to-server-port"),
      claim_number(ClaimKind::share, fact.open > 0 ? fact.open - 1 : 1, "miscounted")};
  for (const NetworkAclEntry& row : question.scene.acls[0].rows) {
    if (row.direction == kOutbound && row.action == RuleAction::allow && row.ports.size() > 100 &&
        row.ports.size() < total) {
      wrong.push_back(claim_number(ClaimKind::share, row.ports.size(), "miscounted"));
    }
  }
  dice.shuffle(wrong);
  question.options.insert(question.options.end(), wrong.begin(), wrong.end());
}

bool make_share_for(PracticeDice& dice, int level, PracticeQuestion& question,
                    std::initializer_list<const char*> systems) {
  PracticeScene& scene = question.scene;
  const RangeScene start = start_range_scene(dice, scene);
  add_reply_ranges(dice, level, scene.acls[0]);
  add_noise(dice, scene, 0, level, {start.known.port});
  const ClientProfile system = profile(dice.one_of(systems));
  scene.probes = {
      {start.known.name, start.client, start.server, service_of(start.known), system, true}};
  question.story = opens(scene, start, "A client with " + system_name(system)) +
                   " Its system picks ports from " + to_string(system.range) + ".";
  question.text = dice.one_of({"From how many of these ports does the client get an answer?",
                               "How many of its client ports work?"});
  question.lesson = kRangeLesson;
  add_share_options(dice, question, "one-range-for-all");
  return true;
}

bool make_share(PracticeDice& dice, int level, PracticeQuestion& question) {
  return make_share_for(dice, level, question, {"linux", "windows", "freebsd", "macos"});
}

bool make_partial_share(PracticeDice& dice, int level, PracticeQuestion& question) {
  if (!make_share_for(dice, level, question,
                      {"linux", "windows", "freebsd", "openbsd", "lambda"})) {
    return false;
  }
  const PracticeFact fact = facts_of(question.scene).front();
  return fact.verdict == Verdict::partial;
}

bool make_systems(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const RangeScene start = start_range_scene(dice, scene);
  add_reply_ranges(dice, level, scene.acls[0]);
  add_noise(dice, scene, 0, level, {start.known.port});
  std::vector<std::string> systems = {"linux", "windows", "freebsd"};
  if (level >= 2) systems.insert(systems.end(), {"macos", "windows-legacy"});
  if (level >= 4) systems.insert(systems.end(), {"linux-pre-4.2", "openbsd", "lambda"});
  dice.shuffle(systems);
  systems.resize(3);
  std::vector<std::string> ranges;
  for (const std::string& name : systems) {
    const ClientProfile system = profile(name.c_str());
    scene.probes.push_back(
        {system_name(system), start.client, start.server, service_of(start.known), system, true});
    ranges.push_back(system_name(system) + " " + to_string(system.range));
  }
  question.story = opens(scene, start, "A client") +
                   " Systems pick ports from ranges of their own: " + words::list(ranges) + ".";
  question.text = dice.one_of({"With which of these systems does it always get an answer?",
                               "Which of these systems can rely on an answer?"});
  question.lesson = kRangeLesson;
  add_set_options(dice, question, "one-range-for-all");
  return true;
}

/// Which range for the replies? On higher levels the instance must not reach a database outside by
/// the same rule.
bool make_mend_range(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const RangeScene start = start_range_scene(dice, scene);
  scene.acls[0].rows.push_back(allow(200, kOutbound, kTcp, one_port(start.known.port), anywhere()));
  add_noise(dice, scene, 0, level, {start.known.port, 3306, 3389, 5432, 6379});
  std::vector<const char*> systems = {"linux", "windows", "freebsd", "macos", "windows-legacy"};
  dice.shuffle(systems);
  systems.resize(level == 1 ? 1 : 2);
  std::vector<std::string> names;
  for (const char* name : systems) {
    const ClientProfile system = profile(name);
    names.push_back(system_name(system) + " (" + to_string(system.range) + ")");
    scene.probes.push_back(
        {system_name(system), start.client, start.server, service_of(start.known), system, true});
  }
  question.story = "Clients with " + words::list(names) + " use " + start.known.name + " of " +
                   words::host(scene, start.server) + ", and get no answers.";
  question.text = "Which rule in place of outbound 200 lets every one of their replies out?";
  if (level >= 3) {
    const KnownService other =
        dice.one_of({KnownService{"MySQL", kTcp, 3306}, KnownService{"RDP", kTcp, 3389},
                     KnownService{"PostgreSQL", kTcp, 5432}, KnownService{"Redis", kTcp, 6379}});
    scene.probes.push_back({other.name + std::string(" to the outside"), start.server, start.client,
                            service_of(other), profile("linux"), false});
    question.text =
        "Which rule in place of outbound 200 lets every one of their replies out, and "
        "keeps the server from " +
        std::string(other.name) + " (" + words::service(service_of(other)) + ") of others?";
  }
  if (!nothing_answers(scene, facts_of(scene))) return false;
  question.lesson = kRangeLesson;
  std::vector<PortRange> ranges = common_ranges();
  dice.shuffle(ranges);
  ranges.resize(6);
  std::vector<PracticeOption> wrong;
  for (const PortRange& range : ranges) {
    PracticeOption option =
        claim_edit(0, allow(200, kOutbound, kTcp, range, anywhere()), "wrong-range");
    const PracticeScene changed = with_edits(scene, option.claim.edits);
    if (reaches_goal(changed, facts_of(changed))) {
      if (!question.options.empty()) return false;
      question.options.push_back(std::move(option));
    } else {
      wrong.push_back(std::move(option));
    }
  }
  question.options.insert(question.options.end(), wrong.begin(), wrong.end());
  return true;
}

bool make_range_verdict(PracticeDice& dice, int level, PracticeQuestion& question) {
  PracticeScene& scene = question.scene;
  const RangeScene start = start_range_scene(dice, scene);
  if (dice.roll(5) == 0) scene.acls[0].rows.front().ports = one_port(8443);
  add_reply_ranges(dice, level, scene.acls[0]);
  add_noise(dice, scene, 0, level, {start.known.port});
  const ClientProfile system =
      profile(dice.one_of({"linux", "windows", "windows-legacy", "freebsd"}));
  scene.probes = {
      {start.known.name, start.client, start.server, service_of(start.known), system, true}};
  question.story =
      opens(scene, start,
            "A client with " + system_name(system) + " (ports " + to_string(system.range) + ")");
  question.text = dice.one_of({"What happens?", "What does the client see?"});
  question.lesson = kRangeLesson;
  add_verdict_options(question);
  return true;
}

constexpr std::array kRangeKinds = {
    PracticeKind{"share", PracticeTopic::ephemeral, 1, kPracticeLevels, make_share},
    PracticeKind{"systems", PracticeTopic::ephemeral, 1, kPracticeLevels, make_systems},
    PracticeKind{"what-happens", PracticeTopic::ephemeral, 1, kPracticeLevels, make_range_verdict},
    PracticeKind{"share", PracticeTopic::partial, 1, kPracticeLevels, make_partial_share},
    PracticeKind{"mend-range", PracticeTopic::partial, 1, kPracticeLevels, make_mend_range}};

}  // namespace

std::span<const PracticeKind> range_kinds() { return kRangeKinds; }

}  // namespace halfopen
