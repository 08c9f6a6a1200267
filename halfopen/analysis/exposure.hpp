// SPDX-License-Identifier: Apache-2.0
// Exactly which sources reach which ports through a network ACL, and what its reply rules expose.
//
// A rule that lets replies in (1024-65535) also lets in requests to whatever listens there: the ACL
// cannot tell them apart. Whether that exposes a service depends on who listens, which no ACL
// shows; so both are said: the ports that rules for services open, and those that only room for
// replies opens, with the price of closing each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/ports/client_profile.hpp"
#include "halfopen/ports/service_port.hpp"

namespace halfopen {

/// True if a range is room for replies rather than a service: no port below 1024, and at least as
/// wide as the narrowest ephemeral port range in use (3,976 ports, old Windows).
bool is_reply_range(const PortRange& range);

/// Sources that reach the same ports of hosts behind an ACL.
struct Exposure {
  std::uint32_t acl = 0;  ///< index into Snapshot::acls()
  IpProtocol protocol;
  AddressSet sources;
  bool whole_internet = false;  ///< every public address is among the sources
  PortSet services;             ///< ports that a rule for services opens
  PortSet reply_room;           ///< ports that only rules for replies open
  PortSet unknown;              ///< ports that a rule nobody can read may open
};

/// A remote-administration port: 22 (SSH) or 3389 (RDP) (CIS AWS Foundations Benchmark 5.1, AWS
/// Security Hub EC2.21), and who reaches it: by rules for services, and apart from them, by room
/// for replies only.
struct AdminExposure {
  std::uint32_t acl = 0;
  std::uint16_t port = 0;
  AddressSet sources;
  bool whole_internet = false;
  bool by_reply_rules = false;     ///< only room for replies opens it to these sources
  std::vector<std::string> rules;  ///< the rules that let the sources in, in order
};

/// A well-known service inside a reply range, and what closing its port would cost.
struct ReplyPrice {
  const ServicePortRow* service = nullptr;
  std::vector<ClientProfile> losers;  ///< profiles that may pick the port: one in range.size() of
                                      ///< their connections would hang
};

/// An ingress rule that gives room for replies.
struct ReplyRange {
  std::uint32_t acl = 0;
  const NetworkAclEntry* rule = nullptr;
  std::vector<ReplyPrice> services;  ///< those that the rule decides for at least one source
};

struct ExposureReport {
  std::vector<Exposure> exposures;   ///< per ACL, family and protocol (TCP, UDP)
  std::vector<AdminExposure> admin;  ///< only ports that somebody reaches
  std::vector<ReplyRange> replies;
};

/// Over the chosen ACLs (indices); all of them if `acls` is empty.
ExposureReport exposure(CompiledSnapshot& model, std::span<const std::uint32_t> acls);

}  // namespace halfopen
