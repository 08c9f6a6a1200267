// SPDX-License-Identifier: Apache-2.0
// What `ports list` and `ports classify` print.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "halfopen/report/style.hpp"

namespace halfopen {

/// Every client profile with its range, size and source.
std::string profiles_text(const Style& style);
/// Schema halfopen.ports-list/1.
std::string profiles_json_text();

/// Each port: its IANA class, the services that listen there, the profiles that may pick it.
std::string classify_text(std::span<const std::uint16_t> ports, const Style& style);
/// Schema halfopen.ports-classify/1.
std::string classify_json_text(std::span<const std::uint16_t> ports);

}  // namespace halfopen
