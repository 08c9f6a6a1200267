// SPDX-License-Identifier: Apache-2.0
// The life of client ports: request, choice, connection, release, TIME_WAIT, and the next user.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "halfopen/ports/port_allocator.hpp"

namespace halfopen {

/// What is simulated: connections at an even pace, each of the same length, to the destinations in
/// turn. All of it is exact in microseconds.
struct PortPlan {
  PortAlgorithm algorithm = PortAlgorithm::linux_connect;
  PortSettings settings;
  std::uint32_t connections = 20;
  std::uint64_t rate = 0;  ///< thousandths of a connection per second; 0: all at the same time
  PortTime hold;           ///< from a connection's start to its end
  PortTime time_wait;      ///< from its end until the port is free again; 0: at once
  std::optional<PortTime> reusable;  ///< … for the same destination (Linux: tcp_tw_reuse, 1 s)
  std::uint32_t destinations = 1;    ///< at least 1
  std::uint32_t clients = 1;         ///< hosts behind a translator, in turn; at least 1
  std::optional<std::uint16_t> source_port;  ///< masquerade: of all these hosts
  bool stop_at_refusal = false;              ///< the rest is not simulated
};

/// How long a port is held after its connection: nothing if the server closes, unless a translator
/// cannot know that; nothing for UDP.
PortTime held_after(const PortAlgorithmRow& row, bool client_closes);

/// One connection, from request to release.
struct PortLife {
  std::uint32_t number = 0;                  ///< from 1 on
  std::uint32_t client = 0;                  ///< index
  std::uint32_t destination = 0;             ///< index
  std::optional<std::uint16_t> source_port;  ///< before a masquerade
  std::optional<PortChoice> choice;          ///< none: no port was left
  bool shared = false;                       ///< another destination holds the port, too
  bool reused = false;                       ///< an earlier connection has held the port
  PortTime opened;
  PortTime closed;    ///< as opened if no port was left
  PortTime released;  ///< end of TIME_WAIT
};

/// The end of one step of a life.
enum class PortStepKind : std::uint8_t { released, closed, opened, refused };

struct PortStep {
  PortTime at;
  PortStepKind kind = PortStepKind::opened;
  std::uint32_t number = 0;  ///< of the connection
  std::uint16_t port = 0;    ///< 0 if refused
};

struct PortSimulation {
  std::vector<PortLife> lives;  ///< in the order of requests
  std::uint32_t opened = 0;
  std::uint32_t refused = 0;
  std::optional<std::uint32_t> first_refused;  ///< number of the connection
  std::uint32_t most_held = 0;                 ///< ports held at the same time, TIME_WAIT included
  std::uint32_t distinct = 0;                  ///< port numbers that were chosen
  std::uint32_t even = 0;                      ///< connections from an even port
  std::uint32_t odd = 0;
  std::optional<std::uint32_t> first_even;  ///< number of the connection
  std::optional<std::uint32_t> first_odd;
};

/// Plays the plan. Time: connections times the ports that are looked at; memory: 8 KB for each
/// destination and 100 bytes for each connection.
PortSimulation simulate_ports(const PortPlan& plan);

/// All steps of all lives in the order in which they happen: at one time releases, then ends, then
/// requests, as the simulation orders them.
std::vector<PortStep> port_steps(const PortSimulation& simulation);

/// The end that stands for a destination: addresses of 198.18.0.0/15, port 443.
PortFlow simulated_flow(std::uint32_t client, std::uint32_t destination);

}  // namespace halfopen
