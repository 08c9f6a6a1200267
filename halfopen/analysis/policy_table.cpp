// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/policy_table.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace halfopen {
namespace {

constexpr std::uint32_t kSeveral = 0x80000000U;

/// Equal for ACLs with equal rules in equal order.
std::uint64_t rules_hash(const NetworkAcl& acl) {
  std::uint64_t hash = 0x9e3779b97f4a7c15U;
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0xff51afd7ed558ccdU;
    hash ^= hash >> 32;
  };
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const NetworkAclEntry& entry : acl.entries(direction)) {
      mix(entry.number);
      mix(static_cast<std::uint64_t>(entry.action));
      mix(static_cast<std::uint16_t>(entry.protocol));
      mix(std::uint64_t{entry.ports.first} << 16 | entry.ports.last);
      mix(static_cast<std::uint64_t>(entry.cidr.first() >> 64));
      mix(static_cast<std::uint64_t>(entry.cidr.first()));
      mix(static_cast<std::uint64_t>(entry.cidr.prefix_length()));
    }
    mix(7);
  }
  return hash;
}

}  // namespace

PolicyTable::PolicyTable(CompiledSnapshot& model, std::span<const Endpoint> ends)
    : ends_(ends.size()) {
  assign_filters(model, ends);
  fill(ends);
  sign(ends.size());
}

void PolicyTable::assign_filters(CompiledSnapshot& model, std::span<const Endpoint> ends) {
  std::unordered_multimap<std::uint64_t, FilterId> by_rules;
  std::unordered_map<std::uint32_t, FilterId> by_acl;
  filters_ = {{nullptr, true}, {nullptr, false}};
  filter_of_end_.reserve(ends.size());
  for (const Endpoint& end : ends) {
    const auto acl = guarding_acl(model.snapshot(), end.location);
    if (end.location.kind == Location::Kind::outside || !acl) {
      filter_of_end_.push_back(end.location.kind == Location::Kind::outside ? 0 : 1);
      continue;
    }
    const auto [place, is_new] = by_acl.try_emplace(*acl, static_cast<FilterId>(filters_.size()));
    if (is_new) {
      const NetworkAcl& rules = model.snapshot().acls()[*acl];
      const std::uint64_t hash = rules_hash(rules);
      const auto [begin, last] = by_rules.equal_range(hash);
      const auto same = std::find_if(begin, last, [&](const auto& known) {
        return same_rules(filters_[known.second].acl->acl(), rules);
      });
      if (same != last) {
        place->second = same->second;
      } else {
        by_rules.emplace(hash, place->second);
        filters_.push_back({&model.acl(*acl), true});
      }
    }
    filter_of_end_.push_back(place->second);
  }
}

void PolicyTable::fill(std::span<const Endpoint> ends) {
  table_.reserve(filters_.size() * ends.size());
  for (const Filter& filter : filters_) {
    for (const Endpoint& end : ends) {
      auto found = policies_towards(filter, end.addresses);
      if (found.size() == 1) {
        table_.push_back(found[0]);
      } else {
        table_.push_back(static_cast<std::uint32_t>(several_.size()) | kSeveral);
        several_.push_back(std::move(found));
      }
    }
  }
}

std::span<const PolicyTable::PolicyId> PolicyTable::policies(FilterId filter,
                                                             std::size_t end) const {
  const std::uint32_t& entry = table_[filter * ends_ + end];
  if ((entry & kSeveral) == 0) return {&entry, 1};
  return several_[entry & ~kSeveral];
}

PolicyTable::PolicyId PolicyTable::policy_at(FilterId filter, const IpAddress& remote) {
  const AddressSet one{remote.family(), {remote.bits(), remote.bits()}};
  return policies_towards(filters_[filter], one).front();
}

bool PolicyTable::is_uniform(std::size_t end) const {
  for (FilterId filter = 0; filter < filters_.size(); ++filter) {
    if ((table_[filter * ends_ + end] & kSeveral) != 0) return false;
  }
  return true;
}

std::vector<PolicyTable::PolicyId> PolicyTable::policies_towards(const Filter& filter,
                                                                 const AddressSet& addresses) {
  if (filter.acl == nullptr) {
    return {pool_.add_blanket(filter.known)};
  }
  std::vector<PolicyId> found;
  const auto in = filter.acl->boundaries(Direction::ingress, addresses.family);
  const auto out = filter.acl->boundaries(Direction::egress, addresses.family);
  const auto next_start = [](auto runs, AddressBits at) -> std::optional<AddressBits> {
    const auto after = std::upper_bound(runs.begin(), runs.end(), at,
                                        [](AddressBits a, const auto& r) { return a < r.first; });
    if (after == runs.end()) return std::nullopt;
    return after->first;
  };
  for (const auto& interval : addresses.bits.intervals()) {
    AddressBits at = interval.first;
    for (;;) {
      const PolicyId id = pool_.towards(*filter.acl, IpAddress(addresses.family, at));
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
      const auto a = next_start(in, at);
      const auto b = next_start(out, at);
      if (!a && !b) break;
      at = a && b ? std::min(*a, *b) : (a ? *a : *b);
      if (at > interval.last) break;
    }
  }
  return found;
}

/// Ends with equal columns of the table get one number.
void PolicyTable::sign(std::size_t ends) {
  std::map<std::vector<PolicyId>, std::uint32_t> known;
  signature_of_end_.reserve(ends);
  std::vector<PolicyId> column;
  for (std::size_t end = 0; end < ends; ++end) {
    column.clear();
    for (FilterId filter = 0; filter < filters_.size(); ++filter) {
      const auto found = policies(filter, end);
      column.push_back(static_cast<PolicyId>(found.size()));
      column.insert(column.end(), found.begin(), found.end());
    }
    signature_of_end_.push_back(
        known.try_emplace(column, static_cast<std::uint32_t>(known.size())).first->second);
  }
}

}  // namespace halfopen
