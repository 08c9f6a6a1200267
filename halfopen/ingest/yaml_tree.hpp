// SPDX-License-Identifier: Apache-2.0
// YAML that was read already, for engines without a YAML library (WebAssembly): the text carries
// its tree behind it, in a comment of one line, so that it stays the same YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "halfopen/ingest/document.hpp"

namespace halfopen {

/// The text with the tree behind it. `document` is what read_yaml() made of the text, a failure
/// included. Linear.
std::string with_yaml_tree(std::string_view text, const Document& document);

/// The tree that a text carries, its places in `source`; nothing if it carries none that is whole.
std::optional<Document> carried_yaml_tree(std::string_view text, std::uint32_t source);

}  // namespace halfopen
