// SPDX-License-Identifier: Apache-2.0
// Questions by seed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/practice/practice_question.hpp"

namespace halfopen {

/// The most questions of one session.
inline constexpr std::size_t kMostQuestions = 1000;

struct PracticeRequest {
  std::uint64_t seed = 1;
  std::optional<int> level;            ///< 1 to 5; none: rising, two questions a level
  std::optional<PracticeTopic> topic;  ///< none: each in turn, in an order that the seed decides
  std::size_t count = 10;              ///< 1 to kMostQuestions
};

/// The question with that index of the session: it depends on seed, level, topic and index alone.
/// Generating one takes about a millisecond.
PracticeQuestion practice_question(const PracticeRequest& request, std::uint64_t index);

/// All questions of a session. Fails if level or count are out of range.
Result<std::vector<PracticeQuestion>> practice_questions(const PracticeRequest& request);

}  // namespace halfopen
