// SPDX-License-Identifier: Apache-2.0
// Values as the CSV of `logs` writes them.
#pragma once

#include <cstdint>

#include "halfopen/flowlog/sql/expression.hpp"

namespace halfopen::sql {

/// RFC 3339 in UTC, of seconds since 1970.
Expr time_text(const Expr& seconds);
/// tcp, udp, icmp …, or the number.
Expr protocol_text(const Expr& number);
/// Empty where the protocol's ports are not looked at.
Expr port_text(const Expr& protocol, const Expr& port);
Expr has_filtered_ports(const Expr& protocol);

/// Which of several conversations is shown: the one whose text is the least. The first by time,
/// then client and client port; all of one width, so that parts can be cut out again.
Expr example_text(const char* first_time);
/// The parts of the column `example`.
Expr example_time();
Expr example_client();
Expr example_port();
/// What was joined behind them: `width` characters.
Expr example_rest(std::int64_t width);

}  // namespace halfopen::sql
