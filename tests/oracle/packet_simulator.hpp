// SPDX-License-Identifier: Apache-2.0
// The independent judge of paths: forwards one concrete packet there and one back, through the
// plain lists of a SnapshotDraft, by the wording of the documentation. Slow and obvious; shares no
// code with the library beyond plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "halfopen/net/packet.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"
#include "tests/oracle/packet_journey.hpp"
#include "tests/oracle/planted_fault.hpp"

namespace halfopen::oracle {

/// One concrete connection. A host stands in the subnet with that id, or outside (empty id).
struct SimulatedQuestion {
  std::string client_subnet;
  IpAddress client;
  std::string server_subnet;
  IpAddress server;
  IpProtocol protocol;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  IcmpMessage icmp;  ///< the request, for ICMP and ICMPv6
};

struct SimulatorOptions {
  std::uint16_t nat_port = 1024;  ///< the port that a NAT gateway on the way picks
  PlantedFault fault = PlantedFault::none;
};

struct SimulatedConnection {
  SimulatedLeg request;
  std::optional<SimulatedLeg> reply;  ///< none if the request died or nobody answers
  std::string verdict;                ///< works, half-open, denied, no-route or unknown
  Way way = Way::none;                ///< of the request
  Way way_back = Way::none;
};

/// Where the documentation leaves open by which subnet of a transit gateway's attachment a packet
/// comes, every choice is tried; if they differ, the verdict is unknown.
SimulatedConnection simulate(const SnapshotDraft& draft, const SimulatedQuestion& question,
                             const SimulatorOptions& options = {});

}  // namespace halfopen::oracle
