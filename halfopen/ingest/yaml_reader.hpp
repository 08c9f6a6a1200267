// SPDX-License-Identifier: Apache-2.0
// YAML text as a tree in which every value knows where it stands. The only door to the YAML
// library: no other file sees it.
#pragma once

#include <cstdint>

#include "halfopen/ingest/document.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// Reads one document of UTF-8 text. More than one is a failure, and so are control characters,
/// some of which would end the text early. A scalar that was written as null, `~` or nothing is
/// null.
Document read_yaml(const SourceText& text, std::uint32_t source);

}  // namespace halfopen
