// SPDX-License-Identifier: Apache-2.0
// Times, rates and ends of simulated ports as people read them.
#pragma once

#include <string>

#include "halfopen/ports/port_exhaustion.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// "60 s", "0.5 s": at most six decimals, no trailing zeros.
std::string seconds_text(PortTime time);
/// "470" or "7.5", of thousandths per second: whole numbers from 100 on, rounded down.
std::string rate_text(PortRate rate);
/// All three decimals of it, without trailing zeros: "466.644".
std::string exact_rate_text(PortRate rate);
/// "470 connections per second".
std::string per_second(PortRate rate);
/// A name and what is to be said of it, broken at spaces to fit the terminal.
std::string fact_line(std::string_view name, const std::string& text, const Style& style);
/// "198.18.0.1:443".
std::string destination_text(const PortFlow& flow);
/// "899 connections".
std::string count_of(std::uint64_t number, std::string_view noun);

/// Seconds as a number.
JsonValue seconds_json(PortTime time);
/// Connections per second as a number.
JsonValue rate_json(PortRate rate);

}  // namespace halfopen
