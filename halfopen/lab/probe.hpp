// SPDX-License-Identifier: Apache-2.0
// One connection that the lab tries, and what became of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "halfopen/analysis/service.hpp"

namespace halfopen {

struct Probe {
  Service service;
  std::optional<std::uint16_t> client_port;  ///< none: the client's kernel picks one
};

/// What the two ends saw. TCP and UDP are real sockets on both sides; echo requests are answered by
/// the server's kernel; all else is sent and answered packet by packet.
struct Sighting {
  bool request_arrived = false;   ///< at the server's port
  bool answered = false;          ///< TCP: connected; else: the reply reached the client
  std::uint16_t client_port = 0;  ///< the one that was used; 0 where the protocol has none
  std::uint16_t seen_port = 0;    ///< the client's port as the server saw it: NAT may change it
  std::string error;              ///< the probe could not be sent: why
};

/// How long the ends wait. Packets cross the lab in microseconds; a busy machine may need more.
struct ProbePace {
  std::chrono::milliseconds quiet{60};    ///< nothing more comes after that long a silence
  std::chrono::milliseconds limit{5000};  ///< of one round
};

}  // namespace halfopen
