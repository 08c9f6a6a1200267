// SPDX-License-Identifier: Apache-2.0
// Every generated question against the first-match oracle: one right answer, and no true word less.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "halfopen/base/grouped_number.hpp"
#include "halfopen/practice/practice_session.hpp"
#include "halfopen/practice/practice_words.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/practice_truth.hpp"
#include "tests/oracle/run_size.hpp"

namespace halfopen::oracle {
namespace {

/// "inbound rule 100 of acl-1" for "acl-1/in/100".
std::string spoken(const std::string& stop) {
  const std::size_t slash = stop.find('/');
  const std::size_t last = stop.rfind('/');
  const std::string side = stop.substr(slash + 1, last - slash - 1);
  return (side == "in" ? "inbound rule " : "outbound rule ") + stop.substr(last + 1) + " of " +
         stop.substr(0, slash);
}

/// What the explanation must say of a probe, by the oracle.
void check_words(const PracticeScene& scene, const PracticeFact& fact, const std::string& text) {
  const PracticeProbe& probe = scene.probes[fact.probe];
  const ProbeTruth truth = truth_of(scene, probe);
  REQUIRE(to_string(fact.verdict) == truth.verdict);
  CAPTURE(text);
  std::string sentence = probe.label;
  if (truth.verdict == "denied") {
    sentence += " is denied by " + spoken(truth.request_stop) + ".";
  } else if (truth.verdict == "works") {
    sentence += " works: ";
    sentence += truth.total == 0 || !fact.filtered ? "no network ACL stands in its way."
                : truth.total == 1                 ? "client port "
                                                   : "each of the " + grouped(truth.total) + ' ';
  } else if (truth.verdict == "partial") {
    sentence += " works for " + grouped(truth.open) + " of the " + grouped(truth.total) + ' ';
  } else {
    sentence += " is half-open";
  }
  REQUIRE(text.find(sentence) != std::string::npos);
  if (truth.reply_stop.empty()) return;
  const std::string lost = "the reply to port " + std::to_string(truth.first_lost) + " dies at " +
                           spoken(truth.reply_stop);
  REQUIRE(text.find(lost) != std::string::npos);
}

PracticeScene scene_behind(const PracticeQuestion& question, const PracticeOption& option) {
  return with_edits(question.scene, option.claim.edits);
}

/// What is said of a rule that is no answer, or the one: does it match, and what decides?
void check_rule_words(const PracticeQuestion& question, const PracticeOption& option) {
  const std::vector<NetworkAclEntry>& rows = question.scene.acls[question.focus.acl].rows;
  const std::string& rule = option.claim.rule;
  const std::string decides = judge(rows, question.focus.direction, question.focus.packet).rule;
  if (rule == "*") {
    const std::string words =
        option.right ? "No rule with a number matches" : "; rule " + decides + " matches.";
    REQUIRE(option.explanation.find(words) != std::string::npos);
    return;
  }
  std::vector<NetworkAclEntry> alone;
  for (const NetworkAclEntry& row : rows) {
    if (row.direction == question.focus.direction && std::to_string(row.number) == rule)
      alone.push_back(row);
  }
  REQUIRE(alone.size() == 1);
  const bool matches = judge(alone, question.focus.direction, question.focus.packet).rule == rule;
  const std::string words = option.right ? "has the lowest number of those that match."
                            : matches
                                ? "but rule " + decides + " has a lower number and decides first."
                                : "Rule " + rule + " does not match: ";
  REQUIRE(option.explanation.find(words) != std::string::npos);
}

/// True if the oracle agrees with everything that the question says.
void prove(const PracticeQuestion& question) {
  CAPTURE(question.index);
  CAPTURE(question.kind);
  CAPTURE(to_string(question.topic));
  REQUIRE(question.options.size() == 4);
  std::set<std::string> texts;
  for (const PracticeOption& option : question.options) {
    CAPTURE(option.text);
    REQUIRE(is_true(option.claim, question.scene, question.focus) == option.right);
    REQUIRE(option.misconception.empty() >= option.right);
    REQUIRE(!option.explanation.empty());
    texts.insert(option.text);
    if (option.claim.kind == ClaimKind::decider) check_rule_words(question, option);
    for (const PracticeFact& fact : option.facts) {
      check_words(scene_behind(question, option), fact, option.explanation);
    }
  }
  REQUIRE(texts.size() == 4);
  // EC2 refuses a number that is taken (CreateNetworkAclEntry); in mend-range the rule is replaced.
  for (const PracticeOption& option : question.options) {
    std::size_t rows = 0;
    for (const PracticeAcl& acl : question.scene.acls) rows += acl.rows.size();
    for (const PracticeEdit& edit : option.claim.edits) rows += edit.rows.size();
    if (question.kind == "mend-range") continue;
    const PracticeScene edited = scene_behind(question, option);
    for (const PracticeAcl& acl : edited.acls) rows -= acl.rows.size();
    REQUIRE(rows == 0);
  }
  REQUIRE(std::count_if(question.options.begin(), question.options.end(),
                        [](const PracticeOption& option) { return option.right; }) == 1);
}

/// What shows in a large number of questions.
struct Census {
  std::array<std::size_t, 4> position{};
  std::map<PracticeTopic, std::map<int, std::size_t>> seen;
  std::map<std::string, std::size_t> kinds;
  std::set<std::string> stems;
  std::size_t longest = 0;
  std::size_t shortest = 0;

  void add(const PracticeQuestion& question) {
    const std::size_t right = question.right_option();
    ++position[right];
    ++seen[question.topic][question.level];
    ++kinds[std::string(to_string(question.topic)) + '/' + question.kind];
    stems.insert(question.story + question.text);
    std::size_t longer = 0;
    std::size_t shorter = 0;
    const std::size_t length = question.options[right].text.size();
    for (const PracticeOption& option : question.options) {
      longer += option.text.size() > length ? 1U : 0U;
      shorter += option.text.size() < length ? 1U : 0U;
    }
    // The only one of its length at either end: what a guesser would pick.
    longest += longer == 0 && shorter == 3 ? 1U : 0U;
    shortest += shorter == 0 && longer == 3 ? 1U : 0U;
  }
};

TEST_CASE("practice: every question has one right answer by the oracle, and true explanations") {
  const std::size_t count = run_size("HALFOPEN_PRACTICE_QUESTIONS", 10000);
  PracticeRequest request;
  request.seed = 20261122;
  Census census;
  for (std::size_t index = 0; index < count; ++index) {
    const PracticeQuestion question = practice_question(request, index);
    prove(question);
    census.add(question);
  }
  for (const std::size_t at : census.position) {
    // A quarter each; four standard deviations of a fair draw.
    CHECK(at > count / 4 - count / 50);
    CHECK(at < count / 4 + count / 50);
  }
  CHECK(census.seen.size() == kPracticeTopics.size());
  for (const auto& [topic, levels] : census.seen) {
    CAPTURE(to_string(topic));
    CHECK(levels.size() == kPracticeLevels);
  }
  CHECK(census.kinds.size() >= 25);
  for (const auto& [kind, times] : census.kinds) {
    CAPTURE(kind);
    CHECK(times >= count / 200);
  }
  CHECK(census.stems.size() > count * 9 / 10);
  MESSAGE("kinds ", census.kinds.size(), ", right one alone longest ", census.longest,
          ", alone shortest ", census.shortest);
  CHECK(census.longest < count * 3 / 10);
  CHECK(census.shortest < count * 3 / 10);
}

TEST_CASE("practice: every topic on every level") {
  for (const PracticeTopic topic : kPracticeTopics) {
    for (int level = 1; level <= kPracticeLevels; ++level) {
      CAPTURE(to_string(topic));
      CAPTURE(level);
      PracticeRequest request;
      request.topic = topic;
      request.level = level;
      for (std::uint64_t index = 0; index < 20; ++index) {
        const PracticeQuestion question = practice_question(request, index);
        CHECK(question.topic == topic);
        CHECK(question.level == level);
        prove(question);
      }
    }
  }
}

TEST_CASE("practice: the oracle finds a planted wrong answer") {
  const PracticeRequest request;
  for (std::uint64_t index = 0; index < 50; ++index) {
    PracticeQuestion question = practice_question(request, index);
    const std::size_t right = question.right_option();
    CHECK(is_true(question.options[right].claim, question.scene, question.focus));
    CHECK(!is_true(question.options[(right + 1) % 4].claim, question.scene, question.focus));
  }
}

}  // namespace
}  // namespace halfopen::oracle
