// SPDX-License-Identifier: Apache-2.0
// What a change would have done to the connections that a log recorded.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "halfopen/analysis/flow_cache.hpp"
#include "halfopen/flowlog/cause_ledger.hpp"
#include "halfopen/flowlog/conversation_table.hpp"
#include "halfopen/flowlog/narrow.hpp"
#include "halfopen/flowlog/replay_tally.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

/// What a log says of a change.
struct Replay {
  bool has_after = false;
  std::vector<ReplayRow> rows;  ///< in the order of the table (docs/formats.md)
  std::array<ReplayCost, kReplayChanges.size()> costs;  ///< by change
  std::map<Verdict, std::uint64_t> before;              ///< connections by verdict
  std::map<Verdict, std::uint64_t> after;
  std::uint64_t connections = 0;      ///< judged
  std::uint64_t without_request = 0;  ///< not judged: no packet of the client was recorded
  ReplayDoubt passed;                 ///< the log accepted both legs, and before it does not work
  ReplayDoubt rejected;               ///< the log rejected what passes before
  bool has_narrow = false;
  std::vector<NarrowReply> narrow;
  std::uint64_t recorded_working = 0;  ///< TCP and UDP connections that narrow looks at
  std::uint64_t without_edge = 0;      ///< of these, replies cross no edge that is known

  std::uint64_t closed_early = 0;
  std::uint64_t late_records = 0;  ///< see ConversationTable
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::size_t interfaces = 0;

  const ReplayCost& cost(ReplayChange change) const {
    return costs[static_cast<std::size_t>(change)];
  }
  /// Something breaks or opens.
  bool has_findings() const;
};

struct ReplayOptions {
  ConversationLimits limits;
  bool narrow = false;
  /// Answers that are kept of each snapshot; see FlowCache.
  std::size_t answers = std::size_t{1} << 17U;
};

/// Judges the connections of a log under both snapshots as they are closed. A connection that
/// several interfaces saw counts once. Memory is bounded by the limits, by the answers that are
/// kept, and by the rows of the result. The result does not hang on the order of the records, as
/// long as none is later than the window.
class Replayer {
 public:
  /// `after` may be null: then only narrow and the contradictions are told. Both models must
  /// outlive the replayer.
  Replayer(CompiledSnapshot& before, CompiledSnapshot* after, ReplayOptions options);

  void take(std::span<const FlowRecord> records) { table_.take(records); }
  /// Everything that was taken, replayed.
  Replay finish();

 private:
  /// Where nobody knows yet on whose side an interface stands, every possible result is kept until
  /// the whole log has told. Only for snapshots that are one network ACL and nothing else.
  struct Pending {
    std::uint32_t interface = 0;
    IpFamily family = IpFamily::v4;
    PlaceHint hint;
    friend auto operator<=>(const Pending&, const Pending&) = default;
  };
  using Guarded = FlowAsked::Guarded;

  void close(const ConversationKey& key, std::span<const InterfaceView> views);
  void keep_pending(const ReplayedConnection& connection, const InterfaceView& view, bool a_serves);
  void judge(ReplayTally& tally, const ReplayedConnection& connection, Guarded guarded);

  ReplayOptions options_;
  InterfaceTable interfaces_;
  ConversationTable table_;
  FlowCache before_;
  std::unique_ptr<FlowCache> after_;
  bool bare_;
  std::uint64_t without_request_ = 0;
  ReplayTally sum_;
  std::map<Pending, std::array<ReplayTally, 3>> pending_;  ///< by Guarded
};

}  // namespace halfopen
