// SPDX-License-Identifier: Apache-2.0
// Why packets were rejected, and which connections never came to be: the causes in a flow log.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/flowlog/border_conversations.hpp"
#include "halfopen/flowlog/conversation_judge.hpp"
#include "halfopen/flowlog/conversation_table.hpp"
#include "halfopen/flowlog/flow_cause.hpp"
#include "halfopen/flowlog/log_reader.hpp"

namespace halfopen {

struct LogDiagnosis {
  std::vector<FlowCause> causes;  ///< the costliest first
  FateCounts conversations;
  std::uint64_t untold = 0;  ///< conversations with causes beyond CauseLedger::kMostCauses
  std::uint64_t closed_early = 0;
  std::uint64_t late_records = 0;  ///< see ConversationTable
  LogSpan span;
  std::size_t interfaces = 0;

  bool has_findings() const;
};

/// What a part of a log tells, to be joined with other parts.
struct DiagnosisPart {
  std::int64_t window = 0;
  std::string snapshot;  ///< its fingerprint; empty if there was none
  LogCounts counts;
  LogSpan span;
  std::uint64_t closed_early = 0;
  std::uint64_t late_records = 0;
  InterfaceTable interfaces;
  FateCounts conversations;
  CauseLedger ledger;
  std::vector<OpenConversation> borders;  ///< not yet judged
};

/// Judges conversations as they are closed, and adds up their causes. The result does not hang on
/// the order of the records, as long as none is later than the window.
class Diagnoser {
 public:
  /// `snapshot` may be null. It must outlive the diagnoser.
  Diagnoser(CompiledSnapshot* snapshot, ConversationLimits limits);
  Diagnoser(const Diagnoser&) = delete;
  Diagnoser& operator=(const Diagnoser&) = delete;

  /// What stands at the borders of the log is kept for part(). Before the first record.
  void keep_borders();
  void take(std::span<const FlowRecord> records) { table_.take(records); }

  /// Everything that was taken, diagnosed. Ends the diagnoser.
  LogDiagnosis finish();
  /// The same as a part of a larger log; `counts` are the reader's. Needs keep_borders(). Ends the
  /// diagnoser.
  DiagnosisPart part(const LogCounts& counts);

 private:
  void close(const ConversationKey& key, std::span<const InterfaceView> views);
  LogSpan span() const { return {table_.first(), table_.last()}; }

  const CompiledSnapshot* snapshot_;
  ConversationLimits limits_;
  InterfaceTable interfaces_;
  ConversationJudge judge_;
  ConversationTable table_;
  std::optional<BorderConversations> borders_;
};

/// A diagnosis of several parts, and what to mind about it.
struct MergedDiagnosis {
  LogDiagnosis diagnosis;
  LogCounts counts;
  std::vector<std::string> warnings;
};

/// Joins parts: as if one diagnoser had read all of the log, if the parts are of different times or
/// of different connections. Fails for parts that do not fit together. `snapshot` is the one with
/// which the parts were made, null if without.
Result<MergedDiagnosis> merge_parts(std::vector<DiagnosisPart> parts, CompiledSnapshot* snapshot);

}  // namespace halfopen
