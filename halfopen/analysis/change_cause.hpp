// SPDX-License-Identifier: Apache-2.0
// Which rules and routes make connections fare otherwise after a change: what a reviewer looks at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/vpc/crossing.hpp"

namespace halfopen {

/// What decided about a packet on one side of a change: a rule, or the lack of one.
struct DecidingRule {
  enum class Kind : std::uint8_t { network_acl, security_group, route };

  Kind kind = Kind::network_acl;
  RuleAction action = RuleAction::deny;  ///< of a route: deny if there is no way
  std::string component;               ///< acl-…, sg-…, rtb-… or a gateway; "?" if not known
  std::optional<Direction> direction;  ///< none for routes
  std::string rule;  ///< "100", "*" for the default deny, a route's block; security groups: empty,
                     ///< as their rules have no number, or "*"
  Origin origin;     ///< of the rule; of the ACL, group or table where no rule decides
  std::string gave_way = {};  ///< "100": the rule that decided before is there and matches other
                              ///< packets now; `origin` is its place

  friend bool operator==(const DecidingRule&, const DecidingRule&) = default;
};

/// "web/ingress/100", "sg-1/ingress", "rtb-1/0.0.0.0/0".
std::string to_string(const DecidingRule& rule);

/// One place of the way that treats packets otherwise: what decided before, and what decides now.
/// At least one of the two is there; one is missing where the packets did not meet that place.
struct ChangeCause {
  Leg leg = Leg::request;
  std::optional<DecidingRule> before;
  std::optional<DecidingRule> after;

  friend bool operator==(const ChangeCause&, const ChangeCause&) = default;
};

/// Two hosts that stand for all of a change, as both snapshots see them, and what was asked.
struct CauseQuestion {
  const Location& client_before;
  const Location& server_before;
  const Location& client_after;
  const Location& server_after;
  IpAddress client;
  IpAddress server;
  IpProtocol protocol;
  const PortSet& server_ports;  ///< ICMP: messages
  const PortSet& client_ports;  ///< ICMP: empty
  bool replies_die = false;     ///< name what denies replies now, even if it did before
  bool echo_joined = false;     ///< an echo request counts with its reply
};

/// Adds every cause for these hosts that is not in `causes` yet: where the filters on both ways
/// decide otherwise about some of the ports, and legs that end elsewhere. Exact for every port;
/// costs two walks and the segments of the decision maps on the way.
void add_causes(CompiledSnapshot& before, CompiledSnapshot& after, const CauseQuestion& question,
                std::vector<ChangeCause>& causes);

}  // namespace halfopen
