// SPDX-License-Identifier: Apache-2.0
// What stories and lessons must tell, and what they must not say.
#include <doctest/doctest.h>

#include <algorithm>

#include "halfopen/practice/practice_rows.hpp"
#include "halfopen/practice/practice_session.hpp"
#include "halfopen/practice/practice_table.hpp"

namespace halfopen {
namespace {

constexpr std::uint64_t kQuestions = 400;

std::vector<PracticeQuestion> questions_about(PracticeTopic topic, const std::string& kind = "") {
  PracticeRequest request;
  request.seed = 3;
  request.topic = topic;
  std::vector<PracticeQuestion> found;
  for (std::uint64_t index = 0; index < kQuestions; ++index) {
    PracticeQuestion question = practice_question(request, index);
    if (kind.empty() || question.kind == kind) found.push_back(std::move(question));
  }
  REQUIRE(found.size() > kQuestions / 10);
  return found;
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST_CASE("stories: of UDP tell the client's ports, and ask nobody who never answers") {
  for (const char* kind : {"mend-udp", "udp-work"}) {
    std::size_t own_port = 0;
    for (const PracticeQuestion& question : questions_about(PracticeTopic::udp, kind)) {
      CAPTURE(question.story);
      CHECK(
          says(question.story, "ports from " + to_string(question.scene.probes[0].profile.range)));
      CHECK(!says(question.story + question.text, "syslog"));
      own_port += says(question.story + question.text, "NTP") ? 1U : 0U;
    }
    CHECK(own_port > 0);
  }
}

TEST_CASE("stories: tables show no ports of the protocol All, and the story tells who gave some") {
  std::size_t told = 0;
  for (const PracticeQuestion& question : questions_about(PracticeTopic::fields)) {
    CAPTURE(question.story);
    for (const Direction direction : {kInbound, kOutbound}) {
      for (const auto& cells : table_rows(question.scene.acls[0], direction)) {
        CHECK((cells[2] != "All" || cells[3] == "All"));
      }
    }
    for (const NetworkAclEntry& row : question.scene.acls[0].rows) {
      if (!row.ports_ignored) continue;
      ++told;
      CHECK(says(question.story, "bound rule " + std::to_string(row.number) +
                                     " with --protocol -1 --port-range From=" +
                                     std::to_string(row.ports.first) + ","));
    }
    for (const PracticeOption& option : question.options) {
      CHECK(!says(option.text, "protocol All, port"));
    }
  }
  CHECK(told > kQuestions / 20);
}

TEST_CASE("stories: a rule for the server's port alone is told so, and no other rule") {
  std::size_t for_the_port = 0;
  std::size_t for_others = 0;
  for (const PracticeQuestion& question :
       questions_about(PracticeTopic::replies, "reply-decider")) {
    const std::uint16_t port = *question.scene.probes[0].service.port;
    for (const PracticeOption& option : question.options) {
      CAPTURE(option.explanation);
      const std::vector<NetworkAclEntry>& rows = question.scene.acls[0].rows;
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const NetworkAclEntry& other) {
        return other.direction == kOutbound && rule_label(other) == option.claim.rule;
      });
      const bool fails = says(option.explanation, " does not match: ");
      const bool alone = fails && row != rows.end() && row->protocol == kTcp.number &&
                         row->ports == one_port(port);
      CHECK(says(option.explanation, "A reply goes to the port that the client picked.") == alone);
      for_the_port += alone ? 1U : 0U;
      for_others += fails && !alone ? 1U : 0U;
    }
  }
  CHECK(for_the_port > 0);
  CHECK(for_others > 0);
}

TEST_CASE("stories: the lesson of scope names its exceptions") {
  for (const PracticeQuestion& question : questions_about(PracticeTopic::scope)) {
    CHECK(!says(question.lesson, "never"));
    CHECK(says(question.lesson, "transit gateway"));
    CHECK(says(question.lesson, "Classic Load Balancer"));
  }
}

}  // namespace
}  // namespace halfopen
