// SPDX-License-Identifier: Apache-2.0
// Many packets against one rule list: which rule decides each of them.
//
// One interface over several kernels. Which is best hangs on the number of rules, the fields that
// they look at and the processor; all give the same answers as a first match, rule by rule.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "halfopen/acl/classifier_kernel.hpp"
#include "halfopen/acl/ipv4_rule.hpp"
#include "halfopen/acl/network_acl.hpp"
#include "halfopen/base/simd_method.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {

/// `linear` takes any list and is the reference; `masks` (MaskPlan) and `bit_vectors` take 64
/// rules; `diagram` takes long ones.
enum class ClassifierKind : std::uint8_t { linear, masks, bit_vectors, diagram };
inline constexpr ClassifierKind kClassifierKinds[] = {ClassifierKind::linear, ClassifierKind::masks,
                                                      ClassifierKind::bit_vectors,
                                                      ClassifierKind::diagram};
std::string_view to_string(ClassifierKind kind);

/// A kernel, and the instructions that it uses.
struct ClassifierChoice {
  ClassifierKind kind = ClassifierKind::linear;
  SimdMethod method = SimdMethod::scalar;

  friend bool operator==(const ClassifierChoice&, const ClassifierChoice&) = default;
};

/// Immutable; safe to use from several threads; keeps what it needs of the rules.
class Classifier {
 public:
  /// The answer of ClassifierAnswer::rule where no rule matches.
  static constexpr std::uint32_t kNoRule = ~std::uint32_t{0};

  /// Compiles rules, given in the order of evaluation, for this processor. With
  /// ClassifierAnswer::terminal the answer is the terminal of the rule that decides, 0 where none
  /// matches; that compiles to less where many rules share a terminal.
  explicit Classifier(std::span<const HeaderRule> rules,
                      ClassifierAnswer answer = ClassifierAnswer::rule);
  /// The same with a kernel of one's choice, for tests and comparisons. A kernel that cannot take
  /// the rules, or instructions that this processor lacks, become linear and scalar.
  Classifier(std::span<const HeaderRule> rules, ClassifierAnswer answer, ClassifierChoice choice);

  /// One direction of a network ACL: answers are indices into acl.entries(direction), or actions as
  /// numbers (the default deny is 0, as is every deny).
  static Classifier of(const NetworkAcl& acl, Direction direction,
                       ClassifierAnswer answer = ClassifierAnswer::rule);

  /// Writes the answer for each packet of the columns; `answers` has room for columns.count. No
  /// allocation.
  void classify(const PacketColumns& columns, std::uint32_t* answers) const {
    kernel_->classify(columns, answers);
  }

  /// Packets of both families. Those of IPv6 are matched rule by rule.
  void classify(std::span<const Packet> packets, std::uint32_t* answers) const;

  ClassifierChoice choice() const { return choice_; }
  /// Bytes of the tables behind classify().
  std::size_t table_bytes() const { return kernel_->table_bytes(); }

 private:
  void compile(std::span<const HeaderRule> rules, ClassifierAnswer answer,
               std::optional<ClassifierChoice> choice);
  std::uint32_t classify_v6(const Packet& packet) const;

  ClassifierChoice choice_;
  std::unique_ptr<ClassifierKernel> kernel_;
  std::vector<HeaderRule> v6_rules_;  ///< with the answer as the terminal
  std::uint32_t v6_otherwise_ = 0;
};

}  // namespace halfopen
