// SPDX-License-Identifier: Apache-2.0
// One packet pair, walked crossing by crossing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/first_match.hpp"
#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"

namespace halfopen {

/// A rule that was looked at, and why it did not match (nothing: it matched, and decided).
struct RuleLook {
  const NetworkAclEntry* entry;
  std::optional<Mismatch> mismatch;
};

/// One crossing of one packet: every rule in the order of evaluation up to the one that decided.
struct CrossingTrace {
  Crossing crossing;
  IpAddress remote;             ///< the address that the rules were compared with
  std::vector<RuleLook> looks;  ///< rules of the packet's family only
  Decision decision;
  std::size_t not_reached = 0;  ///< rules after the deciding one
};

/// One thing that the packet met, in the order of travel.
struct HopTrace {
  Hop hop;
  std::optional<std::size_t> crossing;  ///< index into LegTrace::crossings, for filters
};

/// One leg: the packet and what each crossing did with it. Later crossings are traced even after a
/// denial, so that all obstacles show at once.
struct LegTrace {
  Leg leg = Leg::request;
  Packet packet;
  RuleAction outcome = RuleAction::allow;
  std::vector<CrossingTrace> crossings;
  std::vector<HopTrace> hops;
  std::optional<PathStop> stop;  ///< why it does not arrive, filters aside
  std::string segment;           ///< of several segments: which one this is
  std::string via;               ///< of several ways: which one this is
};

/// The walk of one concrete connection.
struct Explanation {
  Endpoint from;
  Endpoint to;
  Service service;
  IpAddress client;
  IpAddress server;
  std::optional<std::uint16_t> client_port;  ///< none for ICMP and protocols without ports
  std::string port_reason;                   ///< why this port: given, or which witness it is
  Verdict verdict = Verdict::unknown;        ///< of this packet pair
  std::vector<LegTrace> legs;
  std::vector<Assumption> assumptions;
};

/// Walks a connection that check() answered. Without `client_port` a witness is chosen: a port that
/// fails where one of the profiles fails, else one that works.
Explanation explain(CompiledSnapshot& model, const Connection& connection,
                    std::optional<std::uint16_t> client_port);

/// "the address is not in 10.0.0.0/24" and the like, for a person.
std::string describe(const RuleLook& look, const Packet& packet, const IpAddress& remote);

}  // namespace halfopen
