// SPDX-License-Identifier: Apache-2.0
// BuDDy: binary decision diagrams.
#pragma once

#include <bdd.h>

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>

#include "engine.hpp"
#include "halfopen/space/header_layout.hpp"

namespace halfopen::bench {

/// Headers of IPv4 over 104 variables, most significant bits first, the fields in a given order.
/// Conditions of one field are built once and kept.
class BuddyHeaders {
 public:
  explicit BuddyHeaders(const FieldOrder& order);

  bdd of(const HeaderBox& box);
  /// Nothing if the clock passes `deadline`. From the last rule up, so that one set is enough.
  std::optional<bdd> allowed(std::span<const HeaderRule> rules, double deadline);

  static constexpr int kVariables = 104;

 private:
  int variable(HeaderField field) const { return first_[static_cast<std::size_t>(field)]; }
  bdd leading_bits(HeaderField field, std::uint32_t value, int width, int bits) const;
  bdd at_least(int first, int width, std::uint32_t value) const;
  bdd at_most(int first, int width, std::uint32_t value) const;
  bdd ports(HeaderField field, const PortRange& range);

  std::array<int, 5> first_{};  ///< the first variable of a field
  std::unordered_map<std::uint64_t, bdd> known_ports_;
};

/// Starts BuDDy anew, with room for that many nodes. No bdd may be alive.
void restart_buddy(int nodes);

class BuddyEngine : public Engine {
 public:
  BuddyEngine(const FieldOrder& order, int nodes) : order_(order), nodes_(nodes) {}
  ~BuddyEngine() override;
  std::string name() const override { return "BuDDy"; }
  bool needs_preparation() const override { return true; }
  void prepare() override { restart_buddy(nodes_); }
  std::optional<Answer> permit_set(const Questions& questions) override;
  std::optional<Answer> equality(const Questions& questions) override;
  std::optional<Answer> shadowed(const Questions& questions) override;
  std::optional<Answer> half_open(const Questions& questions) override;

 private:
  Answer size_of(const bdd& set) const { return {counting ? bdd_satcount(set) : -1}; }

  FieldOrder order_;
  int nodes_;
};

}  // namespace halfopen::bench
