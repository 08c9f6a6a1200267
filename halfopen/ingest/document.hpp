// SPDX-License-Identifier: Apache-2.0
// A text of nested values as a tree in which every value knows where it stands. YAML and JSON are
// read into it, and what a template or plan works out to is one, too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"

namespace halfopen {

enum class NodeKind : std::uint8_t {
  null,
  text,  ///< scalars are texts as they were written: no numbers, no truth values
  list,
  map,
  symbol,      ///< one value that nobody tells here, under a name of its own (`text`): two symbols
               ///< of one name are the same value, two names may be, too
  unresolved,  ///< a value that nobody tells; `text` says why
};

/// A value.
struct DocumentNode {
  NodeKind kind = NodeKind::null;
  Origin origin;
  std::string text;
  std::vector<std::uint32_t> items;  ///< of a list its elements; of a map key, value, key, value …
  /// Of YAML: `!Ref`, `!GetAtt`; empty if none was written. Of a symbol or an unresolved value how
  /// it could be told, for a person; empty if there is no way.
  std::string tag;
};

/// One document. An alias is the same node as its anchor, so the tree may share parts, and a value
/// may even hold itself: who walks it must bound the depth.
struct Document {
  std::vector<DocumentNode> nodes;
  std::optional<std::uint32_t> root;  ///< none: the text holds nothing
  std::optional<Diagnostic> failure;  ///< then the rest must not be used

  const DocumentNode& at(std::uint32_t index) const { return nodes[index]; }

  /// Appends a node and returns its index.
  std::uint32_t add(DocumentNode node) {
    nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(nodes.size() - 1);
  }

  /// The value under a key of a map, spelt exactly so; nothing if there is none or if the node is
  /// no map. Of repeated keys the first. Linear in the members.
  std::optional<std::uint32_t> member(std::uint32_t map, std::string_view key) const {
    const std::vector<std::uint32_t>& items = nodes[map].items;
    if (nodes[map].kind != NodeKind::map) return std::nullopt;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (nodes[items[i]].text == key) return items[i + 1];
    }
    return std::nullopt;
  }
};

}  // namespace halfopen
