// SPDX-License-Identifier: Apache-2.0
// Why packets were rejected, and which connections never came to be: the causes in a flow log.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/flowlog/cause_ledger.hpp"
#include "halfopen/flowlog/conversation_table.hpp"
#include "halfopen/flowlog/flow_cause.hpp"
#include "halfopen/flowlog/log_reader.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

struct LogDiagnosis {
  std::vector<FlowCause> causes;  ///< the costliest first
  std::map<FlowFate, std::uint64_t> fates;
  /// Of the unanswered ones: another interface rejected them, and its cause is told.
  std::uint64_t explained = 0;
  std::uint64_t late_rejects = 0;  ///< packets rejected after their connection had worked
  std::uint64_t late_conversations = 0;
  std::uint64_t closed_early = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::size_t interfaces = 0;

  bool has_findings() const;
};

/// Judges conversations as they are closed, and adds up their causes. The result does not hang on
/// the order of the records, as long as none is later than the window.
class Diagnoser {
 public:
  /// `snapshot` may be null. It must outlive the diagnoser.
  Diagnoser(CompiledSnapshot* snapshot, ConversationLimits limits);

  void take(std::span<const FlowRecord> records) { table_.take(records); }
  /// Everything that was taken, diagnosed.
  LogDiagnosis finish();

 private:
  struct Ends {
    IpAddress client, server;
    std::uint16_t client_port, server_port;
    bool a_serves;
  };

  void close(const ConversationKey& key, std::span<const InterfaceView> views);
  void count(FlowFate fate, const ConversationKey& key, const Ends& ends,
             const InterfaceView& view);
  PlaceHint hint_of(const Ends& ends, const InterfaceView& view) const;
  FlowBlame blame(FlowFate fate, FlowPlace place, IpProtocol protocol, std::uint32_t interface,
                  const Ends& ends);

  CompiledSnapshot* snapshot_;
  InterfaceTable interfaces_;
  ConversationTable table_;
  std::vector<ClientProfile> profiles_;
  CauseLedger ledger_;
  LogDiagnosis sum_;
};

}  // namespace halfopen
