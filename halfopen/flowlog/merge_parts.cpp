// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include "halfopen/flowlog/diagnose.hpp"
#include "halfopen/flowlog/snapshot_fingerprint.hpp"

namespace halfopen {
namespace {

/// The numbers that the interfaces of a part have in `all`, which learns what they know.
std::vector<std::uint32_t> number_interfaces(const InterfaceTable& part, InterfaceTable& all) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < part.size(); ++i) {
    numbers.push_back(all.number(part.id(i)));
    for (const IpFamily family : kIpFamilies) {
      if (const auto& pair = part.pair(i, family)) all.add(numbers.back(), family, *pair);
    }
  }
  return numbers;
}

/// A hint whose slots refer to another pair. An address that is not in it is not the interface's.
PlaceHint moved(PlaceHint hint, const std::optional<AddressPair>& from,
                const std::optional<AddressPair>& to) {
  const auto slot = [&](std::uint8_t old) {
    return old == 0 || !from || !to ? std::uint8_t{0} : to->slot(from->addresses[old - 1U]);
  };
  hint.server_slot = slot(hint.server_slot);
  hint.client_slot = slot(hint.client_slot);
  return hint;
}

std::optional<Error> misfit(const std::vector<DiagnosisPart>& parts, const std::string& snapshot) {
  for (const DiagnosisPart& part : parts) {
    if (part.window != parts.front().window) {
      return Error{"the parts were made with different windows of time",
                   "make them all with one --window"};
    }
    if (part.snapshot == snapshot) continue;
    if (part.snapshot.empty()) {
      return Error{"some part was made without a snapshot",
                   "make all parts with --snapshot, or merge without it"};
    }
    return snapshot.empty()
               ? Error{"the parts were made with a snapshot", "give the same with --snapshot"}
               : Error{"some part was made with another snapshot than this one",
                       "make all parts with the snapshot that is given here"};
  }
  return std::nullopt;
}

/// Takes one part after the other.
class PartMerger {
 public:
  PartMerger(CompiledSnapshot* snapshot, std::int64_t window)
      : judge_(snapshot, interfaces_), window_(window) {}

  void take(DiagnosisPart part) {
    const std::vector<std::uint32_t> numbers = number_interfaces(part.interfaces, interfaces_);
    warn_of_overlap(part, numbers);
    for (const auto& [key, sum] : part.ledger.rows()) {
      LedgerKey row = key;
      row.interface = numbers[key.interface];
      row.hint = moved(key.hint, part.interfaces.pair(key.interface, key.family),
                       interfaces_.pair(row.interface, key.family));
      row.if_server = judge_.ledger().number(part.ledger.blame(key.if_server));
      row.if_client = judge_.ledger().number(part.ledger.blame(key.if_client));
      judge_.ledger().add(row, sum);
    }
    for (OpenConversation& open : part.borders) {
      for (InterfaceView& view : open.views) view.interface = numbers[view.interface];
      borders_.push_back(std::move(open));
    }
    judge_.ledger().add_untold(part.ledger.untold());
    judge_.add(part.conversations);
    merged_.counts.add(part.counts);
    merged_.diagnosis.closed_early += part.closed_early;
    merged_.diagnosis.late_records += part.late_records;
  }

  MergedDiagnosis finish() {
    join_parts(std::move(borders_), window_,
               [&](const ConversationKey& key, std::span<const InterfaceView> views) {
                 judge_.judge(key, views);
               });
    LogDiagnosis& diagnosis = merged_.diagnosis;
    diagnosis.causes = judge_.ledger().settle(interfaces_);
    diagnosis.untold = judge_.ledger().untold();
    diagnosis.conversations = judge_.counts();
    diagnosis.interfaces = interfaces_.size() - 1;
    for (const Taken& part : taken_) {
      diagnosis.span.first = std::min(diagnosis.span.first, part.span.first);
      diagnosis.span.last = std::max(diagnosis.span.last, part.span.last);
    }
    return std::move(merged_);
  }

 private:
  struct Taken {
    LogSpan span;
    std::vector<std::uint32_t> interfaces;  ///< sorted
  };

  /// Records of one connection that stand in two parts of one time are not seen as one.
  void warn_of_overlap(const DiagnosisPart& part, std::vector<std::uint32_t> interfaces) {
    std::sort(interfaces.begin(), interfaces.end());
    const auto overlaps = [&](const Taken& other) {
      const bool in_time = part.span.first < other.span.last - kMostDelay &&
                           other.span.first < part.span.last - kMostDelay;
      if (!in_time) return false;
      std::vector<std::uint32_t> both;
      std::set_intersection(interfaces.begin(), interfaces.end(), other.interfaces.begin(),
                            other.interfaces.end(), std::back_inserter(both));
      return !both.empty() && both.back() != 0;  // 0 is the interface without an id
    };
    if (std::any_of(taken_.begin(), taken_.end(), overlaps)) {
      merged_.warnings.push_back(
          "part " + std::to_string(part_) +
          " has interfaces and times in common with another: connections whose records stand in "
          "both are counted twice, and may be taken for unanswered");
    }
    ++part_;
    if (part.counts.records != 0) taken_.push_back({part.span, std::move(interfaces)});
  }

  InterfaceTable interfaces_;
  ConversationJudge judge_;
  std::int64_t window_;
  std::vector<OpenConversation> borders_;
  std::vector<Taken> taken_;
  std::size_t part_ = 1;
  MergedDiagnosis merged_;
};

}  // namespace

Result<MergedDiagnosis> merge_parts(std::vector<DiagnosisPart> parts, CompiledSnapshot* snapshot) {
  if (parts.empty()) return MergedDiagnosis{};
  const std::string name = snapshot == nullptr ? "" : snapshot_fingerprint(snapshot->snapshot());
  if (auto error = misfit(parts, name)) {
    return tl::unexpected<Error>(std::move(*error));
  }
  PartMerger merger(snapshot, parts.front().window);
  for (DiagnosisPart& part : parts) merger.take(std::move(part));
  return merger.finish();
}

}  // namespace halfopen
