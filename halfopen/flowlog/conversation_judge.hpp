// SPDX-License-Identifier: Apache-2.0
// What became of a conversation at each interface that saw it, and who did it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/flowlog/cause_ledger.hpp"
#include "halfopen/flowlog/conversation.hpp"
#include "halfopen/flowlog/flow_cause.hpp"
#include "halfopen/flowlog/interface_table.hpp"
#include "halfopen/flowlog/log_place.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// What became of a conversation whose legs these are. Rejected packets of a TCP connection that
/// was under way (is_under_way()) are no request.
FlowFate fate_of(IpProtocol protocol, const LegCounts& request, const LegCounts& reply);

/// How many conversations ended how, as the interfaces saw them.
struct FateCounts {
  std::map<FlowFate, std::uint64_t> fates;
  /// Of the unanswered ones: another interface rejected them, and its cause is told.
  std::uint64_t explained = 0;
  std::uint64_t late_rejects = 0;  ///< packets rejected after their connection had worked
  std::uint64_t late_conversations = 0;

  void add(const FateCounts& more);
};

/// Judges one conversation after the other, and books their causes.
class ConversationJudge {
 public:
  /// `snapshot` may be null. Both must outlive the judge.
  ConversationJudge(CompiledSnapshot* snapshot, const InterfaceTable& interfaces);

  void judge(const ConversationKey& key, std::span<const InterfaceView> views);

  const FateCounts& counts() const { return counts_; }
  const CauseLedger& ledger() const { return ledger_; }
  /// Books what others have judged.
  void add(const FateCounts& counts) { counts_.add(counts); }
  CauseLedger& ledger() { return ledger_; }

 private:
  struct Ends {
    IpAddress client, server;
    std::uint16_t client_port, server_port;
    bool a_serves;
  };

  void book(FlowFate fate, const ConversationKey& key, const Ends& ends, const InterfaceView& view);
  FlowBlame blame(FlowFate fate, FlowPlace place, IpProtocol protocol, std::uint32_t interface,
                  const Ends& ends);

  CompiledSnapshot* snapshot_;
  const InterfaceTable& interfaces_;
  std::optional<LogPlaces> places_;
  std::vector<ClientProfile> profiles_;
  CauseLedger ledger_;
  FateCounts counts_;
};

}  // namespace halfopen
