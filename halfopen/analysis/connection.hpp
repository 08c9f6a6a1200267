// SPDX-License-Identifier: Apache-2.0
// The answer to one question about one class of addresses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/analysis/verdict.hpp"
#include "halfopen/ports/client_profile.hpp"
#include "halfopen/ports/first_choice.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/vpc/crossing.hpp"
#include "halfopen/vpc/endpoint.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {

/// Something that the verdict takes for granted, or that made it unknown.
struct Assumption {
  std::string code;  ///< stable, UPPER_CASE; listed in docs/formats.md
  std::string text;

  friend bool operator==(const Assumption&, const Assumption&) = default;
};

/// What one crossing did with one packet.
struct PacketCrossing {
  Crossing crossing;
  Decision decision;  ///< action unknown without entry: the ACL is not known
};

/// What one crossing does with the reply, for every client port at once.
struct PortCrossing {
  Crossing crossing;
  const CompiledAcl* acl = nullptr;        ///< null: the rules are not known
  const DecisionMap* decisions = nullptr;  ///< null with acl
};

/// The request leg: one packet, as the client's port is not looked at.
struct RequestLeg {
  RuleAction outcome = RuleAction::allow;  ///< of all crossings together
  std::vector<PacketCrossing> crossings;
  std::optional<std::size_t> denied_by;  ///< the first crossing that denies
};

/// The reply leg. For TCP, UDP and protocols without ports: sets of client ports. For ICMP, and for
/// one concrete packet: `outcome` and `packets`.
struct ReplyLeg {
  bool one_packet = false;  ///< ICMP: judged by its type, not by ports
  RuleAction outcome = RuleAction::allow;
  std::vector<PacketCrossing> packets;
  std::optional<std::size_t> denied_by;

  PortSet open;     ///< client ports that every crossing lets through
  PortSet unknown;  ///< client ports that no crossing denies and some may
  std::vector<PortCrossing> crossings;
};

/// How a profile fares.
struct ProfileShare {
  ClientProfile profile;
  std::uint32_t open = 0;     ///< ports of its range that work
  std::uint32_t unknown = 0;  ///< ports of its range whose fate is unknown
  std::uint32_t total = 0;
  /// Linux over TCP: the ports that connect() tries before the others. None if their share is the
  /// same.
  std::optional<FirstChoice> first_choice = std::nullopt;
};

/// One rule that would have to be added. Not a proof of safety: it says what lets this connection
/// through, not what else that opens.
struct RuleProposal {
  std::uint32_t acl = 0;  ///< index into Snapshot::acls()
  Direction direction = Direction::ingress;
  std::optional<RuleNumber> number;      ///< none: there is no free number before the blocking rule
  std::optional<RuleNumber> blocked_by;  ///< none: the default deny
  IpProtocol protocol;
  std::optional<PortRange> ports;  ///< TCP and UDP
  std::optional<IcmpMessage> icmp;
  CidrBlock cidr;
};

/// Why a leg does not arrive, filters aside.
struct PathStop {
  Leg leg = Leg::request;
  bool unknown = false;  ///< something on the way is not modelled; else there is no way
  std::string code;      ///< as in LegPath
  std::string text;
  std::string place;
};

/// The answer for one segment of the way, or for one of several ways.
struct SegmentAnswer {
  std::string name;
  std::string via;
  std::optional<IpAddress> client;  ///< where it is not the connection's own
  std::optional<IpAddress> server;
  bool translated = false;  ///< client ports are those that a gateway picks
  bool balanced = false;    ///< … and that gateway is a load balancer
  Service service;
  Verdict verdict = Verdict::unknown;
  RequestLeg request;
  std::optional<ReplyLeg> reply;
  std::vector<ProfileShare> profiles;
  std::optional<PathStop> stop;
};

/// What becomes of the messages that tell a host to send smaller packets. Not part of the verdict.
struct PathMtu {
  struct Fate {
    RuleAction outcome = RuleAction::allow;  ///< deny: from some router on the way at least
    bool some = true;                        ///< from some router they pass
    std::optional<PacketCrossing> denied_by;
  };
  std::optional<Fate> to_client;  ///< none: no network ACL stands there
  std::optional<Fate> to_server;
};

/// The exact answer for hosts that every filter in scope treats alike. Borrows from the
/// CompiledSnapshot that it was made with.
struct Connection {
  Endpoint from;  ///< its address set is the class
  Endpoint to;
  Service service;
  Verdict verdict = Verdict::unknown;
  /// Over the whole way: every crossing of the request, and the client's ports for which every
  /// segment may answer.
  RequestLeg request;
  std::optional<ReplyLeg> reply;  ///< none when the request dies, or when nobody answers
  std::vector<ProfileShare> profiles;
  std::optional<PathStop> stop;         ///< the first leg that does not arrive, and why
  std::vector<SegmentAnswer> segments;  ///< in the order of the request
  Path path;
  std::optional<PathMtu> path_mtu;  ///< TCP and UDP that work for some client
  std::vector<Assumption> assumptions;
  std::vector<RuleProposal> remedy;  ///< all of them together make the connection work
};

}  // namespace halfopen
