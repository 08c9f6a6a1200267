// SPDX-License-Identifier: Apache-2.0
// Rows that people type or paste without columns: `100 HTTPS TCP 443 0.0.0.0/0 ALLOW`,
// `ingress 100 allow tcp 443 any`.
#pragma once

#include <optional>
#include <string_view>

#include "halfopen/ingest/rule_row.hpp"

namespace halfopen {

/// Sorts the words of a row into cells. Nothing if the words start with no rule number (after a
/// direction, a bullet, `Rule` or `#`). Words may stand in any sensible order; what stands behind a
/// complete row is a comment. Every other word must be understood: what is not, stands in the cell
/// that it spoils, so that the row becomes unknown and never something else.
std::optional<RuleCells> sort_words(std::string_view line);

/// True if a line that is no row was probably meant as one: it holds an action, and an address, a
/// protocol, a service or a port.
bool looks_like_rule(std::string_view line);

}  // namespace halfopen
