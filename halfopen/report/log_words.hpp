// SPDX-License-Identifier: Apache-2.0
// Words that all reports about flow logs share.
#pragma once

#include <cstdint>
#include <string>

#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/logs_report.hpp"

namespace halfopen {

/// RFC 3339, in UTC.
std::string time_text(std::int64_t seconds);

/// "tcp/443", "icmp".
std::string log_service(IpProtocol protocol, std::uint16_t server_port);

/// What --port takes for it.
std::string asked_service(IpProtocol protocol, std::uint16_t server_port);

/// "198.51.100.7 port 50000 -> 10.0.1.5".
std::string log_ends(const IpAddress& client, std::uint16_t client_port, const IpAddress& server,
                     IpProtocol protocol);

/// Adds what was read and could not be: `bad_lines`, `problems`.
void set_unread(JsonValue& json, const LogReport& report);
/// The counts of the reader.
JsonValue log_counts_json(const LogCounts& counts);

}  // namespace halfopen
