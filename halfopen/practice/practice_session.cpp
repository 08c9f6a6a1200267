// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/practice_session.hpp"

#include <string>
#include <utility>

#include "halfopen/practice/practice_finish.hpp"
#include "halfopen/practice/practice_kind.hpp"

namespace halfopen {
namespace {

/// The kinds of a topic that a level has.
std::vector<const PracticeKind*> kinds_for(PracticeTopic topic, int level) {
  std::vector<const PracticeKind*> found;
  for (const auto& kinds : {order_kinds(), reply_kinds(), range_kinds(), nat_kinds(), ipv6_kinds(),
                            udp_kinds(), field_kinds(), scope_kinds(), numbering_kinds()}) {
    for (const PracticeKind& kind : kinds) {
      if (kind.topic == topic && kind.least <= level && level <= kind.most) found.push_back(&kind);
    }
  }
  return found;
}

/// Ten questions in a row have ten topics.
PracticeTopic topic_at(std::uint64_t seed, std::uint64_t index) {
  std::vector<PracticeTopic> topics(kPracticeTopics.begin(), kPracticeTopics.end());
  PracticeDice dice(seed, index / topics.size(), 77);
  dice.shuffle(topics);
  return topics[index % topics.size()];
}

int level_at(std::uint64_t index) { return 1 + static_cast<int>(index / 2 % kPracticeLevels); }

}  // namespace

PracticeQuestion practice_question(const PracticeRequest& request, std::uint64_t index) {
  PracticeQuestion question;
  question.seed = request.seed;
  question.index = index;
  question.topic = request.topic.value_or(topic_at(request.seed, index));
  question.level = request.level.value_or(level_at(index));
  const auto kinds = kinds_for(question.topic, question.level);
  // Most throws fit; the tests count how many are needed.
  for (std::uint64_t attempt = 0;; ++attempt) {
    PracticeDice dice(request.seed, index, attempt + 1000);
    const PracticeKind& kind = *kinds[dice.roll(kinds.size())];
    PracticeQuestion made = question;
    made.kind = kind.name;
    if (!kind.make(dice, question.level, made)) continue;
    if (finish_question(dice, made)) return made;
  }
}

Result<std::vector<PracticeQuestion>> practice_questions(const PracticeRequest& request) {
  if (request.level && (*request.level < 1 || *request.level > kPracticeLevels)) {
    return fail("there is no level " + std::to_string(*request.level),
                "levels are 1 to " + std::to_string(kPracticeLevels));
  }
  if (request.count < 1 || request.count > kMostQuestions) {
    return fail("so many questions cannot be asked at once: " + std::to_string(request.count),
                "ask for 1 to " + std::to_string(kMostQuestions));
  }
  std::vector<PracticeQuestion> questions;
  for (std::uint64_t index = 0; index < request.count; ++index) {
    questions.push_back(practice_question(request, index));
  }
  return questions;
}

}  // namespace halfopen
