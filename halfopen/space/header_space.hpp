// SPDX-License-Identifier: Apache-2.0
// Exact sets of packet headers: what a whole rule list lets through, and how two lists differ.
//
// Where a filter looks at no source port, the question "which connections work" needs no such set:
// it is a product of two port sets (docs/semantics.md). This is for the other questions: equality,
// difference, shadowing, and filters of the general kind.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "halfopen/net/packet.hpp"
#include "halfopen/space/decision_diagram.hpp"
#include "halfopen/space/diagram_builder.hpp"
#include "halfopen/space/header_box.hpp"
#include "halfopen/space/header_count.hpp"
#include "halfopen/space/header_layout.hpp"

namespace halfopen {

class HeaderSpaces;

/// A set of packet headers of both families. A small value that borrows its store, which must
/// outlive it; the two sides of an operation must be of one store. Canonical: two sets are equal
/// exactly if their roots are one node, so == is constant time. The other operations cost at most
/// the product of the sizes of the two diagrams.
class HeaderSpace {
 public:
  bool empty() const;
  bool contains(const Packet& packet) const;
  bool is_subset_of(const HeaderSpace& other) const;

  /// How many headers: packets of a family have a protocol, 16 bits of selector, 16 bits of source
  /// port and two addresses, whether or not their protocol uses them. Linear in the diagram.
  HeaderCount count() const;

  /// The lowest member in the order of the store's fields; nothing if the set is empty.
  std::optional<Packet> witness() const;

  friend HeaderSpace operator|(const HeaderSpace& a, const HeaderSpace& b);
  friend HeaderSpace operator&(const HeaderSpace& a, const HeaderSpace& b);
  friend HeaderSpace operator-(const HeaderSpace& a, const HeaderSpace& b);
  HeaderSpace operator~() const;
  friend bool operator==(const HeaderSpace&, const HeaderSpace&) = default;

 private:
  friend class HeaderSpaces;
  friend class RuleSpace;
  using NodeId = DecisionDiagram::NodeId;

  HeaderSpace(HeaderSpaces& store, NodeId root) : store_(&store), root_(root) {}

  HeaderSpaces* store_;
  NodeId root_;
};

/// Which rule decides, for every header: a set with provenance. Borrows like HeaderSpace; equal
/// exactly if the same terminal decides every header.
class RuleSpace {
 public:
  std::uint32_t at(const Packet& packet) const;
  /// The headers that one of the chosen terminals decides.
  HeaderSpace where(const std::function<bool(std::uint32_t terminal)>& chosen) const;
  HeaderSpace decided_by(std::uint32_t terminal) const;

  friend bool operator==(const RuleSpace&, const RuleSpace&) = default;

 private:
  friend class HeaderSpaces;

  RuleSpace(HeaderSpaces& store, DecisionDiagram::NodeId root) : store_(&store), root_(root) {}

  HeaderSpaces* store_;
  DecisionDiagram::NodeId root_;
};

/// The store of header spaces. Sets live as long as it does; nothing is collected, so use one store
/// for one task. Not safe for several threads at once.
class HeaderSpaces {
 public:
  explicit HeaderSpaces(const FieldOrder& order = kNetworkAclOrder);
  HeaderSpaces(const HeaderSpaces&) = delete;
  HeaderSpaces& operator=(const HeaderSpaces&) = delete;

  HeaderSpace none() { return {*this, DecisionDiagram::terminal(0)}; }
  HeaderSpace all() { return {*this, DecisionDiagram::terminal(1)}; }
  HeaderSpace of(const HeaderBox& box);

  /// The headers that a first-match list sends to a terminal other than 0; no match is 0.
  HeaderSpace allowed(std::span<const HeaderRule> rules);

  /// The deciding terminal for every header. Terminals must be below 2^31.
  RuleSpace decide(std::span<const HeaderRule> rules, std::uint32_t otherwise);

  const HeaderLayout& layout() const { return layout_; }
  DecisionDiagram& diagram() { return diagram_; }
  const DecisionDiagram& diagram() const { return diagram_; }

 private:
  DecisionDiagram::NodeId build(std::span<const HeaderRule> rules, std::uint32_t otherwise,
                                bool as_set);

  HeaderLayout layout_;
  DecisionDiagram diagram_;
  DiagramBuilder builder_;
  RangeRules rules_;
};

}  // namespace halfopen
