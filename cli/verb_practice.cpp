// SPDX-License-Identifier: Apache-2.0
// Questions and broken labs.
#include <unistd.h>

#include <iostream>
#include <random>
#include <string>

#include "cli/input_files.hpp"
#include "cli/practice_session.hpp"
#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/practice/broken_lab.hpp"
#include "halfopen/practice/practice_session.hpp"
#include "halfopen/report/practice_json.hpp"
#include "halfopen/report/practice_text.hpp"

namespace halfopen::cli {
namespace {

constexpr std::uint32_t kSeeds = 1'000'000;

/// The seed that was told, or a new one.
std::uint64_t seed_of(const PracticeOptions& options) {
  if (options.seed) return *options.seed;
  std::random_device device;
  return device() % kSeeds;
}

/// Inputs of a repair, judged.
int check_repair(const BrokenLab& lab, const std::vector<std::string>& paths,
                 const Options& options) {
  const Inputs inputs = read_inputs(options, paths);
  if (!inputs.any_read) return refuse({"no repair could be read", ""});
  const Loader::Loaded& loaded = inputs.loaded;
  const LabJudgement judgement = judge_lab(lab, loaded.snapshot, loaded.diagnostics);
  const Style style = style_for(STDOUT_FILENO, options.colour);
  const bool written =
      write_out(options.format == Format::json
                    ? judge_lab_json(lab, judgement, loaded.sources, loaded.diagnostics)
                    : judge_lab_text(lab, judgement, style));
  if (!written) return refuse({"the output cannot be written", ""});
  return judgement.repaired() || options.soft_fail ? kClean : kFindings;
}

/// The next hint, one at a time.
void tell_hint(const BrokenLab& lab, std::size_t& told) {
  if (told == lab.hints.size()) {
    write_out("There are no more hints.\n");
    return;
  }
  write_out("Hint " + std::to_string(told + 1) + " of " + std::to_string(lab.hints.size()) + ": " +
            lab.hints[told] + '\n');
  ++told;
}

/// Reads `hint`, `check FILE` and `quit` until the lab is repaired or the input ends.
int talk_about_lab(const BrokenLab& lab, const Options& options) {
  std::size_t told = 0;
  std::string line;
  for (;;) {
    write_out("hint, check FILE, or quit: ");
    if (!std::getline(std::cin, line)) break;
    if (line == "quit" || line == "q") return kFindings;
    if (line == "hint" || line == "h") {
      tell_hint(lab, told);
    } else if (line.rfind("check ", 0) == 0) {
      if (check_repair(lab, {line.substr(6)}, options) == kClean) return kClean;
    } else {
      write_out("Type `hint`, `check` and the name of your file, or `quit`.\n");
    }
  }
  write_out("\n");
  return kFindings;
}

int run_lab(const Options& options) {
  const PracticeOptions& practice = options.practice;
  const BrokenLab lab = broken_lab(seed_of(practice));
  if (!practice.check.empty()) return check_repair(lab, practice.check, options);
  const bool as_json = options.format == Format::json;
  if (!write_out(as_json ? broken_lab_json(lab) : broken_lab_text(lab))) {
    return refuse({"the output cannot be written", ""});
  }
  if (as_json) return kClean;
  for (std::size_t told = 0; told < practice.hints && told < lab.hints.size();) {
    write_out("# ");
    tell_hint(lab, told);
  }
  // Into a file goes the lab alone; a learner at the terminal, or a script on stdin, may go on.
  const bool into_a_file = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) == 0;
  if (into_a_file || practice.print) return kClean;
  write_error("Keep it: halfopen practice --lab --seed " + std::to_string(lab.seed) +
              " --print > lab.txt\n");
  return talk_about_lab(lab, options);
}

}  // namespace

int run_practice(const Options& options) {
  const PracticeOptions& practice = options.practice;
  if (practice.lab) return run_lab(options);
  PracticeRequest request;
  request.seed = seed_of(practice);
  request.level = practice.level;
  request.topic = practice.topic.empty() ? std::nullopt : parse_practice_topic(practice.topic);
  request.count = practice.count.value_or(request.count);
  const auto questions = practice_questions(request);
  if (!questions) return refuse(questions.error());
  if (options.format == Format::json) {
    return write_out(practice_json(request, *questions))
               ? kClean
               : refuse({"the output cannot be written", ""});
  }
  write_error("The same questions again: --seed " + std::to_string(request.seed) + '\n');
  return ask_questions(*questions, options);
}

}  // namespace halfopen::cli
