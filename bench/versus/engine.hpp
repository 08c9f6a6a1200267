// SPDX-License-Identifier: Apache-2.0
// The four questions, and what an engine answers to them. Every call starts cold.
#pragma once

#include <optional>
#include <string>

#include "rule_sets.hpp"

namespace halfopen::bench {

/// The half-open set is allowed by `rules`, and its replies are not allowed.
struct Questions {
  Rules rules;
  Rules equal;    ///< another list of the same meaning
  Rules replies;  ///< in terms of the requests: swapped_ends
};

/// What an engine found; a negative number where it cannot say.
struct Answer {
  double number = -1;
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// Someone who can answer. Nothing means that the time was up.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;

  /// Untimed: what a fresh start needs before each question, if anything.
  virtual bool needs_preparation() const { return false; }
  virtual void prepare() {}

  virtual std::optional<Answer> permit_set(const Questions& questions) = 0;  ///< how many headers
  virtual std::optional<Answer> equality(const Questions& questions) = 0;    ///< 1: equal
  virtual std::optional<Answer> shadowed(const Questions& questions) = 0;    ///< how many rules
  virtual std::optional<Answer> half_open(const Questions& questions) = 0;   ///< how many headers

  /// Counting is no part of the questions; off while the clock runs.
  bool counting = true;
  /// Seconds of processor time for one question.
  double most_seconds = 20;
};

}  // namespace halfopen::bench
