// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/practice_text.hpp"

#include <algorithm>
#include <set>

#include "halfopen/practice/practice_table.hpp"
#include "halfopen/practice/practice_words.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

/// Lines of at most the terminal's width, broken at spaces, behind `indent`.
std::string wrapped(const std::string& text, const std::string& indent, const Style& style) {
  const auto width = static_cast<std::size_t>(std::max(style.width, 40)) - indent.size();
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.size();
    if (end - at > width) {
      end = text.rfind(' ', at + width);
      if (end == std::string::npos || end <= at) end = std::min(text.find(' ', at), text.size());
    }
    lines += indent + text.substr(at, end - at) + '\n';
    at = std::min(text.find_first_not_of(' ', end), text.size());
  }
  return lines;
}

std::string tables(const PracticeScene& scene, const Style& style) {
  std::string text;
  for (const PracticeAcl& acl : scene.acls) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      const bool in = direction == Direction::ingress;
      std::vector<std::vector<std::string>> rows = {{"Rule #", "Type", "Protocol", "Port range",
                                                     in ? "Source" : "Destination", "Allow/Deny"}};
      for (auto& cells : table_rows(acl, direction)) rows.push_back(std::move(cells));
      text += "  " + style.paint(acl.id + (in ? " inbound" : " outbound"), Tone::strong) + '\n' +
              aligned(rows, "    ") + '\n';
    }
  }
  return text;
}

std::string letter(std::size_t option) { return std::string(1, static_cast<char>('a' + option)); }

/// Lines that a rule table leaves out.
std::string lab_comment(const std::string& text) {
  Style page;
  page.width = 100;
  return wrapped(text, "# ", page);
}

}  // namespace

std::string question_text(const PracticeQuestion& question, std::size_t number, std::size_t count,
                          const Style& style) {
  std::string text =
      style.paint("Question " + std::to_string(number) + " of " + std::to_string(count),
                  Tone::strong) +
      style.paint("  " + std::string(words::topic_title(question.topic)) + ", level " +
                      std::to_string(question.level),
                  Tone::quiet) +
      "\n\n";
  text += wrapped(words::guards(question.scene), "", style);
  if (!question.story.empty()) text += wrapped(question.story, "", style);
  text += '\n' + tables(question.scene, style);
  text += wrapped(question.text, "", style);
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    text += "  " + letter(i) + ") " + question.options[i].text + '\n';
  }
  return text;
}

std::string answer_text(const PracticeQuestion& question, std::size_t chosen, const Style& style) {
  const std::size_t right = question.right_option();
  std::string text =
      chosen == right ? style.paint("Right.", Tone::good)
                      : style.paint("Wrong.", Tone::bad) + " The answer is " + letter(right) + ").";
  text += '\n';
  // The chosen one first, then the right one, then the others; what was said is not said again.
  std::vector<std::size_t> order = {chosen, right};
  for (std::size_t i = 0; i < question.options.size(); ++i) order.push_back(i);
  std::set<std::string> said;
  for (const std::size_t i : order) {
    const PracticeOption& option = question.options[i];
    if (!said.insert(option.explanation).second) continue;
    text += "  " + letter(i) + ") " +
            style.paint(option.right ? "right" : "wrong", option.right ? Tone::good : Tone::bad) +
            '\n' + wrapped(option.explanation, "     ", style);
  }
  return text + style.paint("Remember:", Tone::strong) + '\n' +
         wrapped(question.lesson, "     ", style);
}

std::string score_text(std::size_t right, std::size_t answered, std::size_t asked,
                       const std::string& weak_topics, const Style& style) {
  std::string text = style.paint(std::to_string(right) + " of " + std::to_string(asked) + " right",
                                 right == asked ? Tone::good : Tone::strong);
  if (answered < asked) text += ", " + std::to_string(asked - answered) + " not answered";
  text += '\n';
  return weak_topics.empty() ? text : text + "Look again at: " + weak_topics + '\n';
}

std::string broken_lab_text(const BrokenLab& lab) {
  std::string text = lab_comment("Broken lab " + std::to_string(lab.seed) + ". " + lab.story);
  text += lab_comment(words::guards(lab.broken)) + "#\n" + lab_comment("Goals:");
  for (const PracticeProbe& probe : lab.broken.probes) {
    text += lab_comment("- " + words::goal(lab.broken, probe));
  }
  for (const LabSource& source : lab_sources(lab)) text += '\n' + source.text;
  return text;
}

std::string judge_lab_text(const BrokenLab& lab, const LabJudgement& judgement,
                           const Style& style) {
  std::string text;
  for (const LabGoal& goal : judgement.goals) {
    text += goal.reached ? style.paint("ok    ", Tone::good) : style.paint("FAILS ", Tone::bad);
    text += words::goal(lab.broken, *goal.probe) + '\n';
    if (goal.reached) continue;
    // Which rule loses a connection is for the learner to find, or for the hints to tell.
    const bool told = !goal.probe->must_work || goal.fact.verdict == Verdict::unknown;
    text +=
        wrapped(told ? goal.reason : std::string(to_string(goal.fact.verdict)), "      ", style);
  }
  for (const std::string& problem : judgement.problems) {
    text += style.paint("no repair: ", Tone::bad) + problem + '\n';
  }
  text += judgement.repaired() ? style.paint("Repaired.", Tone::good)
                               : style.paint("Not repaired yet.", Tone::bad);
  return text + '\n';
}

}  // namespace halfopen
