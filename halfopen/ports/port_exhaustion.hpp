// SPDX-License-Identifier: Apache-2.0
// How many connections a client or translator can hold, and how many per second, before its ports
// run out.
#pragma once

#include <cstdint>
#include <optional>

#include "halfopen/ports/first_choice.hpp"
#include "halfopen/ports/port_simulation.hpp"

namespace halfopen {

/// Thousandths of a connection per second: exact where a rate is a fraction.
using PortRate = std::uint64_t;

struct ExhaustionQuestion {
  PortAlgorithm algorithm = PortAlgorithm::linux_connect;
  PortRange range;
  PortSet reserved;                    ///< never chosen
  PortTime hold;                       ///< from a connection's start to its end
  PortTime time_wait;                  ///< see held_after
  std::optional<PortTime> reusable;    ///< TIME_WAIT for the same destination, if shorter
  std::uint32_t destinations = 1;      ///< address, port and protocol; used evenly
  std::uint32_t addresses = 1;         ///< of the client or translator
  std::optional<PortSet> reply_ports;  ///< client ports whose replies a filter lets through
  std::optional<PortRate> rate;        ///< what is asked of the client
};

/// What becomes of it where a filter lets only some replies through.
struct NarrowedPorts {
  std::uint32_t open = 0;             ///< of the ports of one destination and address
  std::uint32_t total = 0;            ///< ports that are chosen
  std::optional<FirstChoice> first;   ///< Linux connect() only
  std::uint64_t capacity = 0;         ///< if the client chose none but these
  std::optional<PortRate> best_rate;  ///< … none: no bound
};

struct PortExhaustion {
  std::uint32_t ports = 0;     ///< for one destination and address
  std::uint64_t capacity = 0;  ///< over all destinations and addresses
  PortTime lifetime;           ///< how long a connection keeps its port
  /// The highest rate that never runs out: capacity / lifetime, rounded down. None if a port is
  /// free again at once.
  std::optional<PortRate> best_rate;
  /// At the asked rate: ports that would be held, and when the first connection gets none.
  std::uint64_t wanted = 0;
  std::optional<PortTime> exhausted_after;
  std::optional<NarrowedPorts> narrowed;
};

/// The formula. capacity = ports (at most the limit of the system) x destinations x addresses; a
/// port that is bound serves one destination only. Rate = capacity / (hold + TIME_WAIT).
PortExhaustion port_exhaustion(const ExhaustionQuestion& question);

/// What the simulator says about one destination and address: at the formula's rate, and at one
/// thousandth more.
struct ExhaustionCheck {
  PortRate rate = 0;
  std::uint32_t connections = 0;
  std::uint32_t refused = 0;  ///< at that rate; 0 if the formula holds
  /// At the asked rate, where the formula calls it enough: more than 0 where the search for a port
  /// gives up before all are taken (Linux masquerade).
  std::uint32_t refused_as_asked = 0;
  PortRate higher_rate = 0;
  std::optional<std::uint32_t> first_refused;  ///< at the higher rate; ports + 1 if it holds
  PortTime refused_at;
};

/// None where there is no rate to check.
std::optional<ExhaustionCheck> check_exhaustion(const ExhaustionQuestion& question);

}  // namespace halfopen
