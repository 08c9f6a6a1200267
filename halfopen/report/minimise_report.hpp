// SPDX-License-Identifier: Apache-2.0
// Shorter rule lists as text, JSON and Markdown.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "halfopen/analysis/diff.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/minimise/minimise.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// One line a direction and family that has entries: how many before and after, whether that is
/// proved, and the quota; then the new entries as a table. Ends with a line break.
std::string minimise_text(std::string_view acl, const MinimiseResult& result, const Style& style);

/// The schema halfopen.minimise/1. `changes`: what behaves otherwise, where exactness was traded
/// for fewer rules. Ends with a line break.
std::string minimise_json(std::string_view acl, const MinimiseResult& result,
                          std::span<const ConnectionChange> changes = {},
                          const Diagnostics& diagnostics = {}, const SourceNames& sources = {});

/// The same as minimise_text for documents: a list of the verdicts, then a table.
std::string minimise_markdown(std::string_view acl, const MinimiseResult& result);

}  // namespace halfopen
