// SPDX-License-Identifier: Apache-2.0
// A short rule list as tests that differ, and rules as conjunctions of tests.
//
// The idea: rules name the same blocks, services and protocols over and over. Each distinct test is
// made once for many packets, its outcome a mask with a bit (or byte) a packet. A rule's mask is
// the conjunction of at most five of them. Going from the last rule to the first, each writes its
// answer where its mask is set, so the first match is what stays.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "halfopen/acl/ipv4_rule.hpp"

namespace halfopen {

/// A range of ports as a test: port - first, wrapping, is at most last - first. Both numbers stand
/// twice in 32 bits, as vectors of them are then one load.
struct PortTest {
  std::uint32_t firsts = 0;
  std::uint32_t spans = 0;

  static constexpr PortTest of(const PortRange& range) {
    const std::uint32_t span = range.size() - 1;
    return {range.first * 0x10001U, span * 0x10001U};
  }
  bool contains(std::uint16_t port) const {
    return static_cast<std::uint16_t>(port - firsts) <= static_cast<std::uint16_t>(spans);
  }

  friend bool operator==(const PortTest&, const PortTest&) = default;
};

/// Immutable once made.
class MaskPlan {
 public:
  static constexpr std::size_t kMostRules = 64;
  static constexpr std::size_t kMostTests = 5 * kMostRules + 1;
  static constexpr std::size_t kBlock = 64;  ///< packets that are looked at together

  /// At most kMostRules rules.
  explicit MaskPlan(const Ipv4RuleList& list);

  /// Test 0 is passed by every packet; then the tests follow, list by list in this order.
  struct Tests {
    std::vector<AddressTest> sources;
    std::vector<AddressTest> destinations;
    std::vector<PortTest> source_ports;
    std::vector<PortTest> selectors;
    std::vector<std::uint8_t> protocols;
  };
  const Tests& tests() const { return tests_; }

  /// What a rule needs: indices of tests, the first ones used, the others 0.
  using Condition = std::array<std::uint16_t, 5>;
  /// The last rule first.
  const std::vector<Condition>& conditions() const { return conditions_; }
  /// No rule needs more tests than this.
  std::size_t most_tests() const { return most_tests_; }

  /// The byte that stands for an answer, repeated, so that a vector of them is one load: line 0 for
  /// no match, line i + 1 for conditions()[i].
  struct alignas(kBlock) Line {
    std::array<std::uint8_t, kBlock> bytes;
  };
  const std::vector<Line>& lines() const { return lines_; }

  /// True if a byte is the answer itself, as a signed number (no match: -1); else it is an index
  /// into answers().
  bool is_direct() const { return is_direct_; }
  const std::array<std::uint32_t, kMostRules + 1>& answers() const { return answers_; }

  std::size_t bytes() const;

 private:
  void put_lines(const Ipv4RuleList& list);

  Tests tests_;
  std::vector<Condition> conditions_;
  std::size_t most_tests_ = 0;
  std::vector<Line> lines_;
  bool is_direct_ = false;
  std::array<std::uint32_t, kMostRules + 1> answers_{};
};

}  // namespace halfopen
