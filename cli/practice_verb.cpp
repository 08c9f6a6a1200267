// SPDX-License-Identifier: Apache-2.0
// The options of practice.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"
#include "halfopen/practice/practice_session.hpp"

namespace halfopen::cli {

void add_practice(VerbHandle root) {
  VerbHandle verb = root.verb("practice", "questions and broken labs to learn from", run_practice);
  Options& options = verb.options();
  PracticeOptions& practice = options.practice;
  verb.number(
      "--seed", [&practice](std::size_t seed) { practice.seed = seed; },
      "the same questions, or the same lab, again", 0, 999'999'999);
  verb.number(
      "--level", [&practice](std::size_t level) { practice.level = static_cast<int>(level); },
      "1 (a first look) to 5; else rising", 1, kPracticeLevels);
  verb.number(
      "--count", [&practice](std::size_t count) { practice.count = count; },
      "how many questions; 10", 1, kMostQuestions);
  std::vector<std::string> topics;
  for (const PracticeTopic topic : kPracticeTopics) topics.emplace_back(to_string(topic));
  verb.text("--topic", practice.topic, "only questions about this").one_of(topics);
  verb.flag("--lab", practice.lab, "an account with one fault, to be mended");
  verb.flag("--print", practice.print, "the lab alone, to be kept in a file");
  verb.number(
      "--hints", [&practice](std::size_t hints) { practice.hints = hints; },
      "print so many hints with the lab", 0, 3);
  verb.texts("--check", practice.check, "the mended lab, to be judged; repeatable");
  add_soft_fail(verb);
  add_output(verb);
  verb.check([&practice]() -> std::string {
    const bool lab_words = practice.print || practice.hints > 0 || !practice.check.empty();
    if (lab_words && !practice.lab) return "--print, --hints and --check belong to --lab";
    if (!practice.check.empty() && !practice.seed) return "--check needs the --seed of the lab";
    if (practice.lab && (practice.level || practice.count || !practice.topic.empty())) {
      return "--level, --count and --topic are for questions, not for --lab";
    }
    return "";
  });
  verb.footer(kPracticeExamples);
}

}  // namespace halfopen::cli
