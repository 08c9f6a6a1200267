// SPDX-License-Identifier: Apache-2.0
// Both legs between two classes of addresses, as port sets, and how they changed.
#pragma once

#include <optional>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/diff.hpp"
#include "halfopen/analysis/diff_cuts.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {

/// What passes in one snapshot: surely, and perhaps (rows that could not be read may allow).
struct DiffLegs {
  PortSet requests{0, 65535};
  PortSet may_arrive{0, 65535};
  PortSet replies{0, 65535};
  PortSet may_return{0, 65535};

  bool sure() const { return requests == may_arrive && replies == may_return; }
  friend bool operator==(const DiffLegs&, const DiffLegs&) = default;
};

/// The legs between two hosts for one protocol; for ICMP `requests` are the messages that get from
/// client to server, and the replies are not looked at.
DiffLegs legs_between(CompiledSnapshot& model, const Location& client_place,
                      const IpAddress& client, const Location& server_place,
                      const IpAddress& server, IpProtocol protocol);

/// The same on a way that is traced already.
DiffLegs legs_on(CompiledSnapshot& model, const Path& path, const IpAddress& client,
                 const IpAddress& server, IpProtocol protocol);

/// One kind of change: the product of two sets.
struct LegChange {
  ChangeKind kind;
  PortSet server_ports;
  PortSet client_ports;
  std::optional<Cut> cut = std::nullopt;  ///< where connections worked before and do not any more
};

/// The difference between two products F x R, in disjoint products. `asked`: the client ports that
/// some client may pick. `one_way`: ICMP, judged message by message. `left`: what of established
/// connections still passes; none: network ACLs alone are on the way.
std::vector<LegChange> leg_changes(const DiffLegs& before, const DiffLegs& after,
                                   const PortSet& asked, bool one_way,
                                   const Survivors* left = nullptr);

}  // namespace halfopen
