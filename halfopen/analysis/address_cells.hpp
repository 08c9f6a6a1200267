// SPDX-License-Identifier: Apache-2.0
// Addresses cut wherever anything loaded might tell neighbours apart.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/net/interval_set.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// Runs of addresses between the bounds of all rules, routes, subnets, hosts and exempt services of
/// a snapshot. Every filter and every route table treats the addresses of a cell alike, and they
/// stand in the same place; whether a way does, Path::clients and Path::servers tell. Immutable;
/// built in O(n log n) for n bounds, memory O(n). Compiles every rule list of the model.
class AddressCells {
 public:
  using Cell = std::uint32_t;

  explicit AddressCells(CompiledSnapshot& model);

  /// IPv4: a look at 16 bits, then a search among the few cells that share them.
  Cell find(const IpAddress& address) const;
  IpFamily family(Cell cell) const { return cell < count4() ? IpFamily::v4 : IpFamily::v6; }
  Interval<AddressBits> addresses(Cell cell) const;
  std::size_t size() const { return starts4_.size() + starts6_.size(); }

 private:
  using Cuts = std::array<std::vector<AddressBits>, 2>;
  static void cut_at_rules(CompiledSnapshot& model, Cuts& cuts);
  static void cut_at_places(const Snapshot& snapshot, Cuts& cuts);
  static void cut_at_hosts(const Topology& topology, std::size_t subnets, Cuts& cuts);
  Cell count4() const { return static_cast<Cell>(starts4_.size()); }

  std::vector<std::uint32_t> starts4_;    ///< the first addresses, ascending, from 0
  std::vector<std::uint32_t> by_prefix_;  ///< the cell of the first address with these 16 bits
  std::vector<AddressBits> starts6_;
};

}  // namespace halfopen
