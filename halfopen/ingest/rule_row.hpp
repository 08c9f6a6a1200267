// SPDX-License-Identifier: Apache-2.0
// One row of a network ACL as the console shows it and as people type it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/entry_builder.hpp"

namespace halfopen {

/// The texts of a row's columns; empty where there is no such column.
struct RuleCells {
  std::string number;        ///< "100" or "*"
  std::string type;          ///< "HTTPS", "Custom TCP", "All traffic": the console's label
  std::string protocol;      ///< "TCP", "TCP (6)", "6", "All"
  std::string ports;         ///< "443", "1024 - 65535", "All"; for ICMP a type, TYPE:CODE or a name
  std::string cidr;          ///< a block, an address, "any"
  std::string action;        ///< "ALLOW" or "DENY"
  std::string source_ports;  ///< no rule has any: only "any" means nothing
  std::string leftover;      ///< words that were not understood
  bool second_rule = false;  ///< another action stands behind the row: two rules in one line
  std::string direction;     ///< "inbound" …; empty: the section's
};

/// ASCII lower case, without surrounding space.
std::string folded(std::string_view text);

/// ingress for inbound, ingress, in; egress for outbound, egress, out.
std::optional<Direction> parse_direction_word(std::string_view text);

/// What the cells mean. An explicit protocol or port wins over the type, which is only a label.
/// Unreadable cells are marked bad, with a diagnostic.
EntryFields read_cells(const RuleCells& cells, std::optional<Direction> section,
                       const Origin& origin, Diagnostics& diagnostics);

}  // namespace halfopen
