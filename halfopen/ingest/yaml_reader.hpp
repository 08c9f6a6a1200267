// SPDX-License-Identifier: Apache-2.0
// YAML text as a tree in which every value knows where it stands. The only door to the YAML
// library: no other file sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

enum class YamlKind : std::uint8_t { null, text, list, map };

/// A value. Scalars are texts as they were written: nothing is turned into numbers or truth values.
struct YamlNode {
  YamlKind kind = YamlKind::null;
  Origin origin;
  std::string text;
  std::vector<std::uint32_t> items;  ///< of a list its elements; of a map key, value, key, value …
};

/// A document. An alias is the same node as its anchor, so the tree may share parts, and a value
/// may even hold itself: who walks it must bound the depth.
struct YamlDocument {
  std::vector<YamlNode> nodes;
  std::optional<std::uint32_t> root;  ///< none: the text holds nothing
  std::optional<Diagnostic> failure;  ///< then the rest must not be used

  const YamlNode& at(std::uint32_t index) const { return nodes[index]; }
};

/// Reads one document of UTF-8 text. More than one is a failure, and so are control characters,
/// some of which would end the text early.
YamlDocument read_yaml(const SourceText& text, std::uint32_t source);

}  // namespace halfopen
