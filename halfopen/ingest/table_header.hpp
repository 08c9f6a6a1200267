// SPDX-License-Identifier: Apache-2.0
// The headings of a rule table: which column holds what, and which direction a title announces.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/ingest/rule_row.hpp"

namespace halfopen {

/// A header row.
struct TableHeader {
  using Column = std::string RuleCells::*;
  std::vector<Column> columns;         ///< by position; null for columns that say nothing
  bool has_number = false;             ///< without a number column it is no table of rules
  std::optional<Direction> direction;  ///< told by a Source or a Destination column
};

/// Reads the cells of a row as a header; nothing if they are none (fewer than three known names, or
/// a cell that starts with a digit). Where Source and Destination both stand, the one that
/// `section` makes the remote end counts.
std::optional<TableHeader> read_header(std::span<const std::string> cells,
                                       std::optional<Direction> section);

/// "Rule # Type Protocol Port range Destination Allow/Deny" with single spaces: the direction.
std::optional<Direction> direction_of_header_words(std::string_view line);

/// "Inbound", "## Outbound rules of web", "Network ACL ingress (IPv6):": a direction among words
/// that say nothing more, or a title that says "rules". A sentence is no title.
struct SectionTitle {
  Direction direction;
  bool ipv6;  ///< the second table of a direction, for the other family
};
std::optional<SectionTitle> read_section_title(std::string_view line);

/// Cells between `separator`, trimmed, without the frame of a Markdown table.
std::vector<std::string> cells_of(std::string_view line, char separator);

/// Cells between tabs or two and more spaces.
std::vector<std::string> cells_by_wide_space(std::string_view line);

}  // namespace halfopen
