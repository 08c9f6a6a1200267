// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/address_cells.hpp"

#include <algorithm>

#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

using CutList = std::vector<AddressBits>;

/// A run begins, and another one behind it.
void cut_run(CutList& cuts, IpFamily family, AddressBits first, AddressBits last) {
  cuts.push_back(first);
  if (last != last_address_bits(family)) cuts.push_back(last + 1);
}

void cut_set(CutList& cuts, IpFamily family, const IntervalSet<AddressBits>& set) {
  for (const auto& run : set.intervals()) cut_run(cuts, family, run.first, run.last);
}

void cut_one(std::array<CutList, 2>& cuts, const IpAddress& address) {
  cut_run(cuts[family_index(address.family())], address.family(), address.bits(), address.bits());
}

template <class Runs>
void cut_boundaries(CutList& cuts, const Runs& runs) {
  for (const auto& run : runs) cuts.push_back(run.first);
}

}  // namespace

void AddressCells::cut_at_rules(CompiledSnapshot& model, Cuts& cuts) {
  const auto add = [&](const CompiledAcl& rules) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const IpFamily family : kIpFamilies) {
        cut_boundaries(cuts[family_index(family)], rules.boundaries(direction, family));
      }
    }
  };
  const Snapshot& snapshot = model.snapshot();
  for (std::uint32_t i = 0; i < snapshot.acls().size(); ++i) add(model.acl(i));
  const auto groups = static_cast<std::uint32_t>(snapshot.topology().group_sets().size());
  for (std::uint32_t i = 0; i < groups; ++i) add(model.groups(i));
}

void AddressCells::cut_at_places(const Snapshot& snapshot, Cuts& cuts) {
  const Topology& topology = snapshot.topology();
  const auto tables = static_cast<std::uint32_t>(snapshot.objects().route_tables.size());
  for (const IpFamily family : kIpFamilies) {
    CutList& list = cuts[family_index(family)];
    cut_boundaries(list, snapshot.subnet_tree().boundaries(family));
    for (std::uint32_t i = 0; i < tables; ++i) {
      cut_boundaries(list, topology.lookup(i).boundaries(family));
    }
    cut_set(list, family, topology.loaded(family).bits);
    cut_set(list, family, internet_addresses(family).bits);
    // One by one: neighbours answer on different ports.
    const IntervalSet<AddressBits> exempt = exempt_service_addresses(snapshot, family);
    for (const auto& run : exempt.intervals()) {
      for (AddressBits bits = run.first; bits <= run.last; ++bits) {
        cut_run(list, family, bits, bits);
      }
    }
  }
  for (const Subnet& subnet : snapshot.subnets()) {
    for (const CidrBlock& block : subnet.cidrs) {
      cut_one(cuts, IpAddress(block.family(), block.first() + 1));  // the VPC's router
    }
  }
}

void AddressCells::cut_at_hosts(const Topology& topology, std::size_t subnets, Cuts& cuts) {
  for (std::uint32_t i = 0; i < subnets; ++i) {
    for (const IpFamily family : kIpFamilies) {
      CutList& list = cuts[family_index(family)];
      for (const HostClass& host : topology.hosts(i)) cut_set(list, family, host.of(family).bits);
      cut_set(list, family, topology.node_addresses(i, family).bits);
    }
  }
  for (const NetworkInterface& interface : topology.objects().interfaces) {
    for (const NetworkInterface::Address& own : interface.addresses) {
      cut_one(cuts, own.address);
      if (own.public_ip) cut_one(cuts, *own.public_ip);
    }
  }
}

AddressCells::AddressCells(CompiledSnapshot& model) {
  Cuts cuts{CutList{0}, CutList{0}};
  const Snapshot& snapshot = model.snapshot();
  cut_at_rules(model, cuts);
  cut_at_places(snapshot, cuts);
  cut_at_hosts(snapshot.topology(), snapshot.subnets().size(), cuts);
  for (CutList& list : cuts) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  starts6_ = std::move(cuts[1]);
  for (const AddressBits first : cuts[0]) {
    if (first <= 0xffffffffU) starts4_.push_back(static_cast<std::uint32_t>(first));
  }
  by_prefix_.reserve(0x10001);
  Cell at = 0;
  for (std::uint32_t prefix = 0; prefix <= 0xffff; ++prefix) {
    while (at + 1 < starts4_.size() && starts4_[at + 1] <= prefix << 16U) ++at;
    by_prefix_.push_back(at);
  }
  by_prefix_.push_back(count4() - 1);
}

AddressCells::Cell AddressCells::find(const IpAddress& address) const {
  if (address.family() == IpFamily::v4) {
    const auto bits = static_cast<std::uint32_t>(address.bits());
    const auto begin = starts4_.begin() + by_prefix_[bits >> 16U];
    const auto end = starts4_.begin() + by_prefix_[(bits >> 16U) + 1] + 1;
    return static_cast<Cell>(std::upper_bound(begin, end, bits) - starts4_.begin() - 1);
  }
  const auto after = std::upper_bound(starts6_.begin(), starts6_.end(), address.bits());
  return count4() + static_cast<Cell>(after - starts6_.begin() - 1);
}

Interval<AddressBits> AddressCells::addresses(Cell cell) const {
  if (cell < count4()) {
    const bool is_last = cell + 1 == count4();
    return {starts4_[cell], is_last ? last_address_bits(IpFamily::v4) : starts4_[cell + 1] - 1};
  }
  const std::size_t at = cell - count4();
  const bool is_last = at + 1 == starts6_.size();
  return {starts6_[at], is_last ? last_address_bits(IpFamily::v6) : starts6_[at + 1] - 1};
}

}  // namespace halfopen
