// SPDX-License-Identifier: Apache-2.0
// Values as the CSV of `logs` writes them.
#pragma once

#include "halfopen/flowlog/sql/expression.hpp"

namespace halfopen::sql {

/// RFC 3339 in UTC, of seconds since 1970.
Expr time_text(const Expr& seconds);
/// tcp, udp, icmp …, or the number.
Expr protocol_text(const Expr& number);
/// Empty where the protocol's ports are not looked at.
Expr port_text(const Expr& protocol, const Expr& port);
Expr has_filtered_ports(const Expr& protocol);

}  // namespace halfopen::sql
