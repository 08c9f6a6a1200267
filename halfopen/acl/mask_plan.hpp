// SPDX-License-Identifier: Apache-2.0
// A short rule list as tests that differ, and rules as conjunctions of tests.
//
// The idea: rules name the same blocks, services and protocols over and over. Each distinct test is
// made once for many packets, its outcome a mask with a bit (or byte) a packet. A rule's mask is
// the conjunction of a few of them. Going from the last rule to the first, each writes its answer
// where its mask is set, so the first match is what stays.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "halfopen/acl/header_part.hpp"
#include "halfopen/acl/ipv4_rule.hpp"

namespace halfopen {

/// A range of a header part as a test: value - first, wrapping, is at most last - first. Both
/// numbers stand twice in 32 bits, as vectors of them are then one load.
struct PartTest {
  std::uint32_t firsts = 0;
  std::uint32_t spans = 0;

  static constexpr PartTest of(const LevelRange& range) {
    return {range.first * 0x10001U, (range.last - range.first) * 0x10001U};
  }
  bool passes(std::uint32_t value) const {
    return static_cast<std::uint16_t>(value - firsts) <= static_cast<std::uint16_t>(spans);
  }

  friend bool operator==(const PartTest&, const PartTest&) = default;
};

/// Immutable once made.
class MaskPlan {
 public:
  static constexpr std::size_t kMostRules = 64;
  static constexpr std::size_t kMostTests = kHeaderParts * kMostRules + 1;
  static constexpr std::size_t kBlock = 64;  ///< packets that are looked at together

  /// At most kMostRules rules.
  explicit MaskPlan(const Ipv4RuleList& list);

  /// Test 0 is passed by every packet; then the tests of each part follow, part by part. Those of
  /// the protocol are single values.
  const std::vector<PartTest>& tests(HeaderPart part) const {
    return tests_[static_cast<std::size_t>(part)];
  }

  /// What a rule needs: indices of tests, the first ones used, the others 0.
  using Condition = std::array<std::uint16_t, kHeaderParts + 1>;
  /// The last rule first.
  const std::vector<Condition>& conditions() const { return conditions_; }
  /// No rule needs more tests than this.
  std::size_t most_tests() const { return most_tests_; }

  /// The byte that stands for an answer, repeated, so that a vector of them is one load: line 0 for
  /// no match, line i + 1 for conditions()[i].
  struct alignas(64) Line {
    std::array<std::uint8_t, 64> bytes;
  };
  const std::vector<Line>& lines() const { return lines_; }

  /// True if a byte is the answer itself, as a signed number (no match: -1); else it is an index
  /// into answers().
  bool is_direct() const { return is_direct_; }
  const std::array<std::uint32_t, kMostRules + 1>& answers() const { return answers_; }

  std::size_t bytes() const;

 private:
  void put_conditions(const Ipv4RuleList& list);
  void put_lines(const Ipv4RuleList& list);

  std::array<std::vector<PartTest>, kHeaderParts> tests_;
  std::vector<Condition> conditions_;
  std::size_t most_tests_ = 0;
  std::vector<Line> lines_;
  bool is_direct_ = false;
  std::array<std::uint32_t, kMostRules + 1> answers_{};
};

}  // namespace halfopen
