// SPDX-License-Identifier: Apache-2.0
// Practice on a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "halfopen/practice/broken_lab.hpp"
#include "halfopen/practice/practice_question.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// The question with its tables and options a to d; `number` counts from 1.
std::string question_text(const PracticeQuestion& question, std::size_t number, std::size_t count,
                          const Style& style);

/// What the learner hears after choosing an option.
std::string answer_text(const PracticeQuestion& question, std::size_t chosen, const Style& style);

/// "7 of 10 right", and which topics to look at again.
std::string score_text(std::size_t right, std::size_t answered, std::size_t asked,
                       const std::string& weak_topics, const Style& style);

/// The lab as a rule table: story and goals are comments in it.
std::string broken_lab_text(const BrokenLab& lab);

/// How each goal fares, and whether it is repaired.
std::string judge_lab_text(const BrokenLab& lab, const LabJudgement& judgement, const Style& style);

}  // namespace halfopen
