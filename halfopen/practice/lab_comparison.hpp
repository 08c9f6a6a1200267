// SPDX-License-Identifier: Apache-2.0
// What a repair of a broken lab opens and what it loses, for all hosts and services at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/practice/broken_lab.hpp"

namespace halfopen {

/// Ports of one protocol; none: every protocol that no rule names.
using LabServices = std::vector<std::pair<std::optional<IpProtocol>, PortSet>>;

/// Requests to a subnet of the lab that fare better than in the sound account and in the broken
/// one.
struct LabOpening {
  std::optional<std::size_t> from;  ///< who asks: a subnet of the lab; none: hosts outside of all
  std::size_t to = 0;               ///< who is asked
  bool arrives = true;              ///< false: they got in before; now they are answered, too
  LabServices services;             ///< never empty
  IpAddress client;                 ///< an example, of the first of the services,
  IpAddress server;
  std::uint16_t port = 0;  ///< and with this port of it, if it has ports
};

/// Hosts of a goal's kind that lose what the goal's own hosts have.
struct LabLoss {
  std::size_t probe = 0;  ///< index into the lab's probes
  IpAddress client;       ///< an example
  IpAddress server;
};

struct LabComparison {
  std::vector<LabOpening> openings;       ///< by who asks and who is asked, each pair once
  std::vector<LabLoss> losses;            ///< by probe, each once
  bool unknown = false;                   ///< what becomes of some packets cannot be told
  std::vector<std::string> not_compared;  ///< sentences of `diff`
};

/// Compares an account with the lab, exactly (`diff`). The account must have the lab's subnets with
/// the lab's blocks.
///
/// An opening is a request from outside, or from another subnet of the lab, that arrives and was
/// denied by the sound account and by the broken one; or whose reply gets back to a client port
/// from 1024 up (systems pick no others, IANA's and RFC 6056's ranges) and did so in neither.
/// Requests of the lab's subnets to hosts outside are never an opening.
///
/// A loss is a connection that works in the sound account and not in this one, with a goal's
/// service and a client port of the goal's profile, from hosts in the place of the goal's client
/// (its subnet, or outside) to hosts in the place of its server. Goals that must be denied have
/// none.
LabComparison compare_lab(const BrokenLab& lab, CompiledSnapshot& account);

}  // namespace halfopen
