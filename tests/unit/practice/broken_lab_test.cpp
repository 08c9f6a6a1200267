// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/broken_lab.hpp"

#include <doctest/doctest.h>

#include <map>

#include "halfopen/ingest/load.hpp"
#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_session.hpp"
#include "halfopen/practice/practice_table.hpp"
#include "halfopen/practice/practice_words.hpp"
#include "halfopen/report/practice_json.hpp"
#include "tests/oracle/practice_truth.hpp"

namespace halfopen {
namespace {

constexpr std::uint64_t kLabs = 300;

/// The texts as an input would be read; nothing in them may be odd.
Snapshot loaded(const std::vector<LabSource>& sources) {
  Loader loader;
  for (const LabSource& source : sources) loader.add(SourceText(source.name, source.text), true);
  Loader::Loaded read = std::move(loader).finish();
  for (const Diagnostic& diagnostic : read.diagnostics) CHECK(diagnostic.text == "");
  return std::move(read.snapshot);
}

bool oracle_agrees(const PracticeScene& scene, bool sound) {
  bool all = true;
  for (const PracticeProbe& probe : scene.probes) {
    all = all && oracle::truth_of(scene, probe).verdict == (probe.must_work ? "works" : "denied");
  }
  return all == sound;
}

TEST_CASE("broken lab: sound before, broken after, by engine and oracle") {
  std::map<std::string, int> faults;
  for (std::uint64_t seed = 0; seed < kLabs; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    ++faults[lab.fault];
    CHECK(judge_lab(lab, snapshot_of(lab.sound)).repaired());
    CHECK(!judge_lab(lab, snapshot_of(lab.broken)).repaired());
    CHECK(oracle_agrees(lab.sound, true));
    CHECK(oracle_agrees(lab.broken, false));
    CHECK(lab.hints.size() == 3);
    CHECK(lab.hints[2].find(lab.broken.acls[lab.faulty_acl].id) != std::string::npos);
    CHECK(!words::misconception(lab.fault).empty());
  }
  CHECK(faults.size() >= 7);
}

TEST_CASE("broken lab: its texts are read as what it is") {
  for (std::uint64_t seed = 0; seed < kLabs; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    const Snapshot account = loaded(lab_sources(lab));
    const Snapshot own = snapshot_of(lab.broken);
    REQUIRE(account.acls().size() == own.acls().size());
    for (std::size_t i = 0; i < own.acls().size(); ++i) {
      CHECK(same_rules(account.acls()[i], own.acls()[i]));
    }
    const LabJudgement read = judge_lab(lab, account);
    const LabJudgement made = judge_lab(lab, own);
    CHECK(read.problems.empty());
    for (std::size_t i = 0; i < made.goals.size(); ++i) {
      CHECK(read.goals[i].reason == made.goals[i].reason);
      CHECK(read.goals[i].reached == made.goals[i].reached);
    }
  }
}

TEST_CASE("broken lab: the third hint says what mends it") {
  for (std::uint64_t seed = 0; seed < kLabs; ++seed) {
    CAPTURE(seed);
    BrokenLab lab = broken_lab(seed);
    // The row of the hint is one of the sound list, or one that the sound list does not have.
    const PracticeAcl& sound = lab.sound.acls[lab.faulty_acl];
    bool meant = false;
    for (const NetworkAclEntry& row : sound.rows) {
      meant = meant || lab.hints[2].find(words::rule(row) + ".") != std::string::npos;
    }
    CHECK(meant == (lab.hints[2].find("was added") == std::string::npos));
    lab.broken.acls[lab.faulty_acl] = sound;
    CHECK(judge_lab(lab, snapshot_of(lab.broken)).repaired());
  }
}

TEST_CASE("broken lab: opening everything, or leaving the account, is no repair") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    PracticeScene open = lab.sound;
    for (PracticeAcl& acl : open.acls) {
      acl.rows = {all_traffic(1, kInbound, RuleAction::allow, anywhere()),
                  all_traffic(1, kOutbound, RuleAction::allow, anywhere()),
                  all_traffic(2, kInbound, RuleAction::allow, anywhere(IpFamily::v6)),
                  all_traffic(2, kOutbound, RuleAction::allow, anywhere(IpFamily::v6))};
    }
    CHECK(!judge_lab(lab, snapshot_of(open)).repaired());
    // All traffic behind the other rules of one list reaches the goals of some labs, and opens
    // more.
    for (std::size_t acl = 0; acl < lab.broken.acls.size(); ++acl) {
      PracticeScene wide = lab.broken;
      wide.acls[acl].rows.push_back(all_traffic(30000, kInbound, RuleAction::allow, anywhere()));
      wide.acls[acl].rows.push_back(all_traffic(30000, kOutbound, RuleAction::allow, anywhere()));
      CAPTURE(acl);
      CHECK(!judge_lab(lab, snapshot_of(wide)).repaired());
    }
    CHECK(judge_lab(lab, snapshot_of(lab.sound)).repaired());
    PracticeScene smaller = lab.sound;
    smaller.subnets.pop_back();
    CHECK(judge_lab(lab, snapshot_of(smaller)).problems.size() == 1);
    PracticeScene moved = lab.sound;
    moved.subnets.back().cidrs = {CidrBlock(moved.subnets.back().cidrs.front().address(), 25)};
    CHECK(!judge_lab(lab, snapshot_of(moved)).repaired());
    PracticeScene crowded = lab.sound;
    for (RuleNumber number = 1000; number < 1020; ++number) {
      crowded.acls[0].rows.push_back(deny(number, kInbound, kTcp, one_port(9), anywhere()));
    }
    const LabJudgement judged = judge_lab(lab, snapshot_of(crowded));
    CHECK(judged.problems.size() == 1);
    CHECK(!judged.repaired());
  }
}

TEST_CASE("practice: the same seed gives the same words, another one others") {
  PracticeRequest request;
  request.seed = 5;
  request.count = 30;
  const std::string first = practice_json(request).value();
  CHECK(practice_json(request).value() == first);
  request.count = 10;
  const auto some = practice_questions(request).value();
  CHECK(some.size() == 10);
  CHECK(first.find(some.back().text) != std::string::npos);  // the count changes no question
  request.seed = 6;
  CHECK(practice_questions(request).value().front().story != some.front().story);
  CHECK(broken_lab_json(broken_lab(5)) == broken_lab_json(broken_lab(5)));
  CHECK(broken_lab_json(broken_lab(5)) != broken_lab_json(broken_lab(6)));
}

TEST_CASE("practice: levels rise, topics take turns, and what cannot be is refused") {
  PracticeRequest request;
  request.count = 20;
  const auto questions = practice_questions(request).value();
  CHECK(questions.front().level == 1);
  CHECK(questions[9].level == kPracticeLevels);
  for (const PracticeTopic topic : kPracticeTopics) {
    std::size_t times = 0;
    for (const PracticeQuestion& question : questions) times += question.topic == topic ? 1U : 0U;
    CHECK(times == 2);
    CHECK(parse_practice_topic(to_string(topic)) == topic);
    CHECK(!words::topic_title(topic).empty());
  }
  CHECK(!parse_practice_topic("nothing"));
  request.level = 6;
  CHECK(!practice_questions(request));
  request.level = 1;
  request.count = 0;
  CHECK(!practice_questions(request));
  request.count = kMostQuestions + 1;
  CHECK(!practice_questions(request));
}

TEST_CASE("practice: tables of questions are read as what they show") {
  PracticeRequest request;
  request.seed = 9;
  for (std::uint64_t index = 0; index < 400; ++index) {
    CAPTURE(index);
    PracticeQuestion question = practice_question(request, index);
    if (question.scene.nat) continue;
    std::vector<LabSource> sources;
    for (std::size_t i = 0; i < question.scene.acls.size(); ++i) {
      sources.push_back({"t.txt", rule_table(question.scene, i)});
    }
    Loader loader;
    for (const LabSource& source : sources) loader.add(SourceText(source.name, source.text), true);
    const Loader::Loaded read = std::move(loader).finish();
    for (PracticeAcl& acl : question.scene.acls) {
      for (NetworkAclEntry& row : acl.rows) {
        if (!row.ports_ignored) continue;
        row.ports = {};  // no table shows them
        row.ports_ignored = false;
      }
    }
    const Snapshot own = snapshot_of(question.scene);
    for (std::size_t i = 0; i < own.acls().size(); ++i) {
      CHECK(same_rules(read.snapshot.acls()[i], own.acls()[i]));
    }
  }
}

}  // namespace
}  // namespace halfopen
