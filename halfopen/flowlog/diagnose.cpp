// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/diagnose.hpp"

#include <utility>

#include "halfopen/flowlog/snapshot_fingerprint.hpp"

namespace halfopen {

bool LogDiagnosis::has_findings() const {
  return conversations.fates.contains(FlowFate::half_open) ||
         conversations.fates.contains(FlowFate::denied);
}

Diagnoser::Diagnoser(CompiledSnapshot* snapshot, ConversationLimits limits)
    : snapshot_(snapshot),
      limits_(limits),
      judge_(snapshot, interfaces_),
      table_(interfaces_, limits,
             [this](const ConversationKey& key, std::span<const InterfaceView> views) {
               close(key, views);
             }) {}

void Diagnoser::keep_borders() {
  borders_.emplace(limits_,
                   [this](const ConversationKey& key, std::span<const InterfaceView> views) {
                     judge_.judge(key, views);
                   });
}

void Diagnoser::close(const ConversationKey& key, std::span<const InterfaceView> views) {
  if (borders_) return borders_->take(key, views, span());
  judge_.judge(key, views);
}

LogDiagnosis Diagnoser::finish() {
  table_.finish();
  LogDiagnosis diagnosis;
  diagnosis.causes = judge_.ledger().settle(interfaces_);
  diagnosis.untold = judge_.ledger().untold();
  diagnosis.conversations = judge_.counts();
  diagnosis.closed_early = table_.closed_early();
  diagnosis.late_records = table_.late_records();
  diagnosis.span = span();
  diagnosis.interfaces = interfaces_.size() - 1;
  return diagnosis;
}

DiagnosisPart Diagnoser::part(const LogCounts& counts) {
  table_.finish();
  DiagnosisPart part;
  part.borders = borders_->finish(span());
  part.window = limits_.window;
  if (snapshot_ != nullptr) part.snapshot = snapshot_fingerprint(snapshot_->snapshot());
  part.counts = counts;
  part.span = span();
  part.closed_early = table_.closed_early() + borders_->closed_early();
  part.late_records = table_.late_records();
  part.interfaces = std::move(interfaces_);
  part.conversations = judge_.counts();
  part.ledger = std::move(judge_.ledger());
  return part;
}

}  // namespace halfopen
