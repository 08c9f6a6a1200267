// SPDX-License-Identifier: Apache-2.0
// Sums of connections by what a change does to them.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/analysis/flow_cache.hpp"
#include "halfopen/flowlog/flow_cause.hpp"
#include "halfopen/flowlog/narrow.hpp"

namespace halfopen {

enum class ReplayChange : std::uint8_t {
  breaks,   ///< works before, not after
  opens,    ///< does not work before, works after
  other,    ///< the verdicts differ otherwise
  unknown,  ///< one of the verdicts at least is unknown
  same,
};
inline constexpr std::array kReplayChanges = {ReplayChange::breaks, ReplayChange::opens,
                                              ReplayChange::other, ReplayChange::unknown,
                                              ReplayChange::same};
std::string_view to_string(ReplayChange change);
ReplayChange change_of(Verdict before, Verdict after);

struct ReplayCost {
  std::uint64_t connections = 0;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;

  void add(const ReplayCost& more);
};

/// A connection as a log recorded it, all interfaces together.
struct ReplayedConnection {
  FlowAsked flow;
  bool recorded_working = false;  ///< some interface saw it work, and none saw it rejected
  bool recorded_denied = false;   ///< some interface rejected its request, and never accepted it
  bool recorded_reject = false;   ///< … or its reply
  std::uint64_t packets = 0;      ///< of both directions, as one interface saw them
  std::uint64_t bytes = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// The connection of several that stands for them: the one that is first by time, client address,
/// client port and server address.
struct ReplayExample {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  IpAddress client;
  std::uint16_t client_port = 0;
  IpAddress server;

  friend auto operator<=>(const ReplayExample&, const ReplayExample&) = default;
};

/// What connections with one server, service and fate before and after have in common.
struct ReplayRow {
  ReplayChange change = ReplayChange::same;
  FlowSaid before;
  FlowSaid after;
  IpProtocol protocol;
  IpAddress server;
  std::uint16_t server_port = 0;

  ReplayCost cost;
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  ReplayExample example;
  /// Connections whose client port lies in the range, by default_client_profiles().
  std::vector<std::uint64_t> profiles;
};

/// Connections of which log and snapshot say different things.
struct ReplayDoubt {
  std::uint64_t connections = 0;
  ReplayExample example;
  IpProtocol protocol;
  std::uint16_t server_port = 0;
  FlowSaid said;  ///< of the example, before
};

/// Results of both snapshots that are added up. Tallies of one replay can be joined.
class ReplayTally {
 public:
  /// The numbers are those of the caches; `after` is null if there is none.
  void add(const ReplayedConnection& connection, std::uint32_t said_before, const FlowSaid& before,
           const std::uint32_t* said_after, const FlowSaid* after);
  void add_narrow(const ReplayedConnection& connection, std::span<const std::uint32_t> edges);
  void add(const ReplayTally& more);

  struct Key {
    std::uint32_t before = 0;
    std::uint32_t after = 0;
    IpAddress server;
    std::uint16_t server_port = 0;
    IpProtocol protocol;

    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Sum {
    ReplayCost cost;
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    ReplayExample example;
    std::vector<std::uint64_t> profiles;
  };

  /// The rows of what changes, in the order of the table.
  std::vector<ReplayRow> rows(const FlowCache& before, const FlowCache& after) const;
  const std::array<ReplayCost, kReplayChanges.size()>& costs() const { return costs_; }
  const std::array<std::uint64_t, std::size(kVerdicts)>& before() const { return before_; }
  const std::array<std::uint64_t, std::size(kVerdicts)>& after() const { return after_; }
  const ReplayDoubt& passed() const { return passed_; }
  const ReplayDoubt& rejected() const { return rejected_; }
  const NarrowTally& narrow() const { return narrow_; }
  std::uint64_t narrowed() const { return narrowed_; }

 private:
  void doubt(const ReplayedConnection& connection, const FlowSaid& before);

  std::unordered_map<Key, Sum, KeyHash> sums_;
  std::array<ReplayCost, kReplayChanges.size()> costs_;
  std::array<std::uint64_t, std::size(kVerdicts)> before_{};
  std::array<std::uint64_t, std::size(kVerdicts)> after_{};
  ReplayDoubt passed_;
  ReplayDoubt rejected_;
  NarrowTally narrow_;
  std::uint64_t narrowed_ = 0;
};

}  // namespace halfopen
