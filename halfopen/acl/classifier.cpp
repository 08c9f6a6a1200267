// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/classifier.hpp"

#include <algorithm>
#include <array>

#include "halfopen/acl/bit_vector_kernel.hpp"
#include "halfopen/acl/diagram_kernel.hpp"
#include "halfopen/acl/header_rules.hpp"
#include "halfopen/acl/linear_kernel.hpp"
#include "halfopen/acl/mask_kernel.hpp"

namespace halfopen {
namespace {

bool holds(const HeaderBox& box, const Packet& packet) {
  return box.source.contains(packet.source) && box.destination.contains(packet.destination) &&
         (!box.protocol || *box.protocol == packet.protocol) &&
         box.selectors.contains(selector(packet)) && box.source_ports.contains(packet.source_port);
}

bool can_take(ClassifierChoice choice, const Ipv4RuleList& list) {
  if (!has_simd_method(choice.method)) return false;
  switch (choice.kind) {
    case ClassifierKind::linear: return true;
    case ClassifierKind::masks: return list.rules.size() <= MaskPlan::kMostRules;
    case ClassifierKind::bit_vectors: return list.rules.size() <= kMostBitVectorRules;
    case ClassifierKind::diagram: return true;
  }
  return false;
}

/// Where each is the fastest was measured: bench/RESULTS.md.
ClassifierChoice best_choice(const Ipv4RuleList& list) {
  const SimdMethod method = best_simd_method();
  if (list.rules.size() > kMostBitVectorRules) return {ClassifierKind::diagram, method};
  const std::size_t most_masks = method == SimdMethod::avx512 ? 64 : 40;
  if (method != SimdMethod::scalar && list.rules.size() <= most_masks) {
    return {ClassifierKind::masks, method};
  }
  return {ClassifierKind::bit_vectors, SimdMethod::scalar};
}

/// Null if the kernel cannot take the list after all.
std::unique_ptr<ClassifierKernel> kernel_of(ClassifierChoice choice, const Ipv4RuleList& list) {
  switch (choice.kind) {
    case ClassifierKind::linear: break;
    case ClassifierKind::masks: return mask_kernel(list, choice.method);
    case ClassifierKind::bit_vectors: return bit_vector_kernel(list);
    case ClassifierKind::diagram: return diagram_kernel(list, choice.method);
  }
  return linear_kernel(list);
}

/// Columns for some packets of IPv4, and where they stand among the others.
class PacketBatch {
 public:
  bool is_full() const { return columns_.count == kSize; }

  void add(const Packet& packet, std::size_t place) {
    const std::size_t at = columns_.count++;
    sources_[at] = static_cast<std::uint32_t>(packet.source.bits());
    destinations_[at] = static_cast<std::uint32_t>(packet.destination.bits());
    source_ports_[at] = packet.source_port;
    selectors_[at] = selector(packet);
    protocols_[at] = packet.protocol.number;
    places_[at] = place;
  }

  void finish(const Classifier& classifier, std::uint32_t* answers) {
    std::array<std::uint32_t, kSize> found;
    classifier.classify(columns_, found.data());
    for (std::size_t i = 0; i < columns_.count; ++i) answers[places_[i]] = found[i];
    columns_.count = 0;
  }

 private:
  static constexpr std::size_t kSize = 256;
  std::array<std::uint32_t, kSize> sources_;
  std::array<std::uint32_t, kSize> destinations_;
  std::array<std::uint16_t, kSize> source_ports_;
  std::array<std::uint16_t, kSize> selectors_;
  std::array<std::uint8_t, kSize> protocols_;
  std::array<std::size_t, kSize> places_;
  PacketColumns columns_{sources_.data(),   destinations_.data(), source_ports_.data(),
                         selectors_.data(), protocols_.data(),    0};
};

}  // namespace

std::string_view to_string(ClassifierKind kind) {
  switch (kind) {
    case ClassifierKind::linear: return "linear";
    case ClassifierKind::masks: return "masks";
    case ClassifierKind::bit_vectors: return "bit vectors";
    case ClassifierKind::diagram: return "diagram";
  }
  return "?";
}

Classifier::Classifier(std::span<const HeaderRule> rules, ClassifierAnswer answer) {
  compile(rules, answer, std::nullopt);
}

Classifier::Classifier(std::span<const HeaderRule> rules, ClassifierAnswer answer,
                       ClassifierChoice choice) {
  compile(rules, answer, choice);
}

Classifier Classifier::of(const NetworkAcl& acl, Direction direction, ClassifierAnswer answer) {
  return Classifier(header_rules(acl.entries(direction)), answer);
}

void Classifier::compile(std::span<const HeaderRule> rules, ClassifierAnswer answer,
                         std::optional<ClassifierChoice> choice) {
  const Ipv4RuleList list = ipv4_rule_list(rules, answer, kNoRule);
  v6_otherwise_ = answer == ClassifierAnswer::rule ? kNoRule : 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].box.family != IpFamily::v6) continue;
    v6_rules_.push_back(rules[i]);
    if (answer == ClassifierAnswer::rule) {
      v6_rules_.back().terminal = static_cast<std::uint32_t>(i);
    }
  }
  choice_ = choice.value_or(best_choice(list));
  if (!can_take(choice_, list)) choice_ = {};
  kernel_ = kernel_of(choice_, list);
  if (kernel_ != nullptr) return;
  choice_ = {};
  kernel_ = linear_kernel(list);
}

std::uint32_t Classifier::classify_v6(const Packet& packet) const {
  const auto rule =
      std::find_if(v6_rules_.begin(), v6_rules_.end(),
                   [&packet](const HeaderRule& known) { return holds(known.box, packet); });
  return rule == v6_rules_.end() ? v6_otherwise_ : rule->terminal;
}

void Classifier::classify(std::span<const Packet> packets, std::uint32_t* answers) const {
  PacketBatch batch;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (packets[i].source.family() == IpFamily::v6) {
      answers[i] = classify_v6(packets[i]);
      continue;
    }
    batch.add(packets[i], i);
    if (batch.is_full()) batch.finish(*this, answers);
  }
  batch.finish(*this, answers);
}

}  // namespace halfopen
