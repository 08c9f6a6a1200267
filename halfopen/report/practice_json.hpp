// SPDX-License-Identifier: Apache-2.0
// Practice as JSON: halfopen.practice/1, halfopen.broken-lab/1, halfopen.judge-lab/1.
#pragma once

#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/practice/broken_lab.hpp"
#include "halfopen/practice/practice_session.hpp"

namespace halfopen {

std::string practice_json(const PracticeRequest& request,
                          const std::vector<PracticeQuestion>& questions);

/// Generated and written: what a front end asks for. Fails as practice_questions does.
Result<std::string> practice_json(const PracticeRequest& request);

/// The lab as it is given, with the state of its goals and all hints.
std::string broken_lab_json(const BrokenLab& lab);

/// A repair as judged; diagnostics are those of reading it.
std::string judge_lab_json(const BrokenLab& lab, const LabJudgement& judgement,
                           const SourceNames& sources, const Diagnostics& diagnostics);

}  // namespace halfopen
