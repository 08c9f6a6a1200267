// SPDX-License-Identifier: Apache-2.0
// JSON values as trees.
#pragma once

#include <cstdint>

#include "halfopen/ingest/document.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// Appends the value at hand, with everything in it, and returns its node. After an error of the
/// reader the tree is cut short, and the reader tells. Values that nest deeper than 400 levels are
/// cut off, too, and `into.failure` tells. One pass; about 100 bytes a value.
std::uint32_t read_value(JsonReader& json, LineCounter& lines, Document& into);

/// Reads a text that holds one value. More than one is a failure.
Document read_json(const SourceText& text, std::uint32_t source);

}  // namespace halfopen
