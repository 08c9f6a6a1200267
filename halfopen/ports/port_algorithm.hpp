// SPDX-License-Identifier: Apache-2.0
// The ways in which systems choose client ports, and what is known of each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "halfopen/base/result.hpp"
#include "halfopen/net/port_range.hpp"
#include "halfopen/ports/port_time.hpp"

namespace halfopen {

enum class PortAlgorithm : std::uint8_t {
  linux_connect,
  linux_bind,
  linux_udp,
  linux_masquerade,
  nat_gateway,
  load_balancer,
  freebsd,
  windows,
  sequential,
  rfc6056_1,
  rfc6056_2,
  rfc6056_3,
  rfc6056_4,
  rfc6056_5,
};

/// What is known of one algorithm, and what is not. Texts are for people.
struct PortAlgorithmRow {  // NOLINT(clang-analyzer-optin.performance.Padding): few rows
  PortAlgorithm algorithm;
  std::string_view name;  ///< as on the command line
  std::string_view title;
  PortRange range;                     ///< of the system's defaults
  PortTime time_wait;                  ///< how long a port is held after its connection
  bool holds_always;                   ///< … whoever closes: a translator cannot know
  std::optional<std::uint32_t> limit;  ///< connections of one flow; fewer than the ports
  std::string_view symptom;            ///< what people see when no port is left
  std::string_view documented;         ///< what the model rests on
  std::string_view assumed;            ///< what it takes for granted; empty: nothing
};

/// All of them, in a fixed order.
std::span<const PortAlgorithmRow> port_algorithm_rows();
const PortAlgorithmRow& port_algorithm_row(PortAlgorithm algorithm);
/// Finds one by its name.
Result<PortAlgorithm> find_port_algorithm(std::string_view name);

/// A translator picks ports for others, from addresses of its own.
constexpr bool is_translator(PortAlgorithm algorithm) {
  return algorithm == PortAlgorithm::linux_masquerade || algorithm == PortAlgorithm::nat_gateway ||
         algorithm == PortAlgorithm::load_balancer;
}

}  // namespace halfopen
