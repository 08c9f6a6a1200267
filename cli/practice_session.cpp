// SPDX-License-Identifier: Apache-2.0
#include "cli/practice_session.hpp"

#include <unistd.h>

#include <cctype>
#include <iostream>
#include <optional>
#include <set>
#include <string>

#include "cli/terminal.hpp"
#include "halfopen/practice/practice_words.hpp"
#include "halfopen/report/practice_text.hpp"

namespace halfopen::cli {
namespace {

/// The option that a line names; nothing if it names none.
std::optional<std::size_t> option_of(const std::string& line, std::size_t options) {
  if (line.size() != 1) return std::nullopt;
  const int sign = std::tolower(static_cast<unsigned char>(line.front()));
  const int first = std::isdigit(sign) != 0 ? '1' : 'a';
  const int option = sign - first;
  if (option < 0 || static_cast<std::size_t>(option) >= options) return std::nullopt;
  return static_cast<std::size_t>(option);
}

std::string trimmed(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t\r)") + 1 - first);
}

/// Asks until a line names an option. Nothing: the learner leaves, or the input has ended.
std::optional<std::size_t> read_answer(std::size_t options) {
  for (;;) {
    write_out("Your answer (a-d, q to leave): ");
    std::string line;
    if (!std::getline(std::cin, line)) {
      write_out("\n");
      return std::nullopt;
    }
    const std::string word = trimmed(line);
    if (word == "q" || word == "quit") return std::nullopt;
    if (const auto option = option_of(word, options)) return option;
    write_out("Type one letter: a, b, c or d.\n");
  }
}

}  // namespace

int ask_questions(const std::vector<PracticeQuestion>& questions, const Options& options) {
  const Style style = style_for(STDOUT_FILENO, options.colour);
  std::size_t right = 0;
  std::size_t answered = 0;
  std::string weak;
  std::set<PracticeTopic> named;
  for (const PracticeQuestion& question : questions) {
    if (!write_out(question_text(question, answered + 1, questions.size(), style))) return kCannot;
    const auto chosen = read_answer(question.options.size());
    if (!chosen) break;
    ++answered;
    write_out(answer_text(question, *chosen, style) + '\n');
    if (question.options[*chosen].right) {
      ++right;
    } else if (named.insert(question.topic).second) {
      weak += (weak.empty() ? "" : ", ") + std::string(words::topic_title(question.topic));
    }
  }
  if (!write_out(score_text(right, answered, questions.size(), weak, style))) return kCannot;
  return right == questions.size() || options.soft_fail ? kClean : kFindings;
}

}  // namespace halfopen::cli
