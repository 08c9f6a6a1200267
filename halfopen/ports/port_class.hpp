// SPDX-License-Identifier: Apache-2.0
// The three classes of port numbers that IANA keeps (RFC 6335 section 6).
#pragma once

#include <cstdint>
#include <string_view>

#include "halfopen/net/port_range.hpp"

namespace halfopen {

enum class PortClass : std::uint8_t { system, user, dynamic };

/// System 0-1023, user 1024-49151, dynamic 49152-65535. Which class a port is in says little about
/// who uses it: most of Linux's ephemeral range lies in the user class.
constexpr PortClass port_class(std::uint16_t port) {
  if (port < 1024) return PortClass::system;
  return port < 49152 ? PortClass::user : PortClass::dynamic;
}

/// The ports of a class.
constexpr PortRange port_class_range(PortClass port_class) {
  switch (port_class) {
    case PortClass::system: return {0, 1023};
    case PortClass::user: return {1024, 49151};
    case PortClass::dynamic: return {49152, 65535};
  }
  return {};
}

/// "system", "user" or "dynamic".
constexpr std::string_view to_string(PortClass port_class) {
  switch (port_class) {
    case PortClass::system: return "system";
    case PortClass::user: return "user";
    case PortClass::dynamic: return "dynamic";
  }
  return "";
}

}  // namespace halfopen
