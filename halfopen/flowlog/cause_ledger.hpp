// SPDX-License-Identifier: Apache-2.0
// Causes on account, until the whole log has told whose interfaces they happened at.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "halfopen/flowlog/flow_cause.hpp"
#include "halfopen/flowlog/interface_table.hpp"

namespace halfopen {

/// On whose side an interface stands, as far as one conversation tells. The slots refer to the
/// interface's AddressPair: 1 or 2 if the end is an address of it, else 0.
struct PlaceHint {
  FlowPlace fallback = FlowPlace::unknown;  ///< if the pair does not tell
  std::uint8_t server_slot = 0;
  std::uint8_t client_slot = 0;

  /// The place, when `own` is the slot of the interface's own address, 0 if there is none.
  FlowPlace resolve(std::uint8_t own) const;
  /// Whether it may still turn out to be `place`, while the slots in `alive` are left.
  bool may_be(FlowPlace place, std::uint8_t alive) const;

  friend auto operator<=>(const PlaceHint&, const PlaceHint&) = default;
};

/// What the conversations of one sum have in common.
struct LedgerKey {
  FlowFate fate = FlowFate::half_open;
  IpFamily family = IpFamily::v4;
  PlaceHint hint;
  std::uint8_t protocol = 0;
  bool bpa = false;  ///< block public access did it, wherever
  std::uint16_t server_port = 0;
  std::uint32_t interface = 0;
  std::uint32_t if_server = 0;  ///< who did it, if the interface is the server's: a blame's number
  std::uint32_t if_client = 0;

  friend auto operator<=>(const LedgerKey&, const LedgerKey&) = default;
};

/// Sums of conversations by cause. Of each fate at most kMostCauses are told apart; of causes that
/// come later, as scans of all ports make them, only the connections are counted. One fate takes no
/// room from another: what is unanswered does not hide what is half-open.
class CauseLedger {
 public:
  using Rows = std::map<LedgerKey, FlowSum>;
  static constexpr std::size_t kMostCauses = 40'000;

  /// The number of a blame; 0 is that of none.
  std::uint32_t number(const FlowBlame& blame);
  const FlowBlame& blame(std::uint32_t number) const { return blames_[number]; }
  std::size_t blames() const { return blames_.size(); }

  void add(const LedgerKey& key, const FlowSum& more);
  const Rows& rows() const { return rows_; }

  /// Conversations whose causes found no room.
  std::uint64_t untold() const { return untold_; }
  void add_untold(std::uint64_t conversations) { untold_ += conversations; }

  /// The causes at the interfaces' places, the costliest first.
  std::vector<FlowCause> settle(const InterfaceTable& interfaces) const;

 private:
  Rows rows_;
  std::vector<FlowBlame> blames_{FlowBlame{}};
  std::map<FlowBlame, std::uint32_t> numbers_{{FlowBlame{}, 0}};
  std::map<FlowFate, std::size_t> causes_;  ///< rows of each fate
  std::uint64_t untold_ = 0;
};

}  // namespace halfopen
