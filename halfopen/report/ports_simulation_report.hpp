// SPDX-License-Identifier: Apache-2.0
// What `ports simulate` prints.
#pragma once

#include <cstddef>
#include <string>

#include "halfopen/ports/port_simulation.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// The verdict in one sentence, plain: how many connections get a port, and what the others see.
std::string simulation_verdict(const PortPlan& plan, const PortSimulation& simulation);

/// The verdict, what the model rests on, and the first `limit` connections as a table with a
/// timeline beside it.
std::string simulation_text(const PortPlan& plan, const PortSimulation& simulation,
                            std::size_t limit, const Style& style);

/// Schema halfopen.ports-simulate/1: every connection, and every step in the order of time.
std::string simulation_json_text(const PortPlan& plan, const PortSimulation& simulation);

/// One line for each connection, with a header.
std::string simulation_csv(const PortSimulation& simulation);

/// A picture of the ports over time, self-contained: up to 60 connections have a line each, more
/// are drawn at the height of their port's number.
std::string simulation_svg(const PortPlan& plan, const PortSimulation& simulation);

}  // namespace halfopen
