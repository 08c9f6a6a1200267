// SPDX-License-Identifier: Apache-2.0
// What a change does to connections: not which rules differ, but which packets fare otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/change_cause.hpp"
#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/diff_cuts.hpp"
#include "halfopen/analysis/judge.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/ports/client_profile.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen {

/// How a set of connections fares after a change, compared with before.
enum class ChangeKind : std::uint8_t {
  gained,     ///< the request was denied; now it passes and so does the reply
  lost,       ///< worked; now the request is denied
  half_open,  ///< the request passes and the reply dies, which it did not before (partial: for
              ///< these client ports)
  healed,     ///< the request passed all along; now the reply does too
  closed,     ///< was half-open for everyone; now the request is denied
  unknown,    ///< rests on rows that could not be read
};
inline constexpr ChangeKind kChangeKinds[] = {ChangeKind::gained,    ChangeKind::lost,
                                              ChangeKind::half_open, ChangeKind::healed,
                                              ChangeKind::closed,    ChangeKind::unknown};

/// gained, lost, half_open, healed, closed, unknown.
std::string_view to_string(ChangeKind kind);

/// One side of a change: hosts in one or several places.
struct ChangeSide {
  std::vector<std::string> places;  ///< subnets or ACLs that belong to it whole, by label
  AddressSet rest;                  ///< addresses beside those places
  bool anywhere = false;            ///< everything but the other side's own subnet

  friend bool operator==(const ChangeSide&, const ChangeSide&) = default;
};

/// One concrete member of a change, and who stops it before and after.
struct ChangeWitness {
  IpAddress client;
  IpAddress server;
  Service service;
  std::uint16_t client_port = 0;
  std::string client_place;  ///< the place's label where its addresses are not known, and the
  std::string server_place;  ///< address is only an example; else empty
  Verdict before = Verdict::unknown;
  Verdict after = Verdict::unknown;
  std::string denied_before;  ///< ACL/direction/RULE, or where the way ends; or empty
  std::string denied_after;
};

/// Connections that fare alike before and alike after: the product of its four sets. For ICMP the
/// selectors are messages that go one way, and there are no client ports.
struct ConnectionChange {
  ChangeKind kind = ChangeKind::gained;
  IpFamily family = IpFamily::v4;
  std::optional<IpProtocol> protocol;  ///< none: every protocol that no rule of the family names
  ChangeSide from;
  ChangeSide to;
  PortSet server_ports;  ///< ICMP: messages
  PortSet client_ports;
  /// Of `lost`, and of `half_open` where the connections worked before: what stops them, and with
  /// it whether established ones are cut, too.
  std::optional<Cut> cut = std::nullopt;
  ChangeWitness witness;
  /// Every rule and route that makes the difference, each once, in a fixed order: requests before
  /// replies, then by what decides. Of hosts that fare alike behind equal security groups only
  /// some are looked at.
  std::vector<ChangeCause> causes = {};
  bool more_causes = false;  ///< not everything was looked at: there may be others
};

struct SnapshotDiff {
  std::vector<ConnectionChange> changes;  ///< by kind, then in a fixed order
  std::vector<std::string> not_compared;  ///< sentences: what stands on one side only, and the like

  bool same_behaviour() const { return changes.empty() && not_compared.empty(); }
};

/// Compares all pairs of places that both snapshots hold, and each with every address outside.
/// Exact: a packet that fares otherwise is in exactly one change, but for two kinds of requests
/// that lose or lost their replies: those from client ports that no client picks, and those that
/// are denied now and were half-open for some client ports only (the lost ones are told). What is
/// unknown alike on both sides is taken to be unchanged. `clients` empty: the default set; they
/// matter only where a request is let in, or shut out, whose replies die. The cost grows with the
/// groups of places whose rules changed times all groups. Where routes or network interfaces are
/// loaded, whole paths are compared, and an echo request counts as one that works only with its
/// reply (an echo reply by itself is then no message of its own).
SnapshotDiff diff(CompiledSnapshot& before, CompiledSnapshot& after,
                  std::span<const ClientProfile> clients);

}  // namespace halfopen
