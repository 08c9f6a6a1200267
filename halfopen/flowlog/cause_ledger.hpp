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
  std::uint32_t interface = 0;
  PlaceHint hint;
  std::uint8_t protocol = 0;
  std::uint16_t server_port = 0;
  bool bpa = false;     ///< block public access did it, wherever
  FlowBlame if_server;  ///< who did it, if the interface is the server's
  FlowBlame if_client;

  friend auto operator<=>(const LedgerKey&, const LedgerKey&) = default;
};

/// Sums of conversations by cause. The number of rows is bounded by interfaces, services and rules,
/// not by conversations.
class CauseLedger {
 public:
  using Rows = std::map<LedgerKey, FlowCause>;

  /// The sum of a cause; an empty one, if it is new.
  FlowCause& row(const LedgerKey& key) { return rows_[key]; }
  const Rows& rows() const { return rows_; }

  /// The causes at the interfaces' places, the costliest first.
  std::vector<FlowCause> settle(const InterfaceTable& interfaces) const;

 private:
  Rows rows_;
};

}  // namespace halfopen
