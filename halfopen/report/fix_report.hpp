// SPDX-License-Identifier: Apache-2.0
// Ways to mend a connection as text, Markdown and JSON (schema halfopen.fix/1).
#pragma once

#include <string>

#include "halfopen/analysis/fix.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

std::string fix_text(const Snapshot& snapshot, const Fix& fix, const Style& style);
std::string fix_markdown(const Snapshot& snapshot, const Fix& fix);
std::string fix_json(const Snapshot& snapshot, const Fix& fix, const SourceNames& sources,
                     const Diagnostics& diagnostics);

}  // namespace halfopen
