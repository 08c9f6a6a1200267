// SPDX-License-Identifier: Apache-2.0
#include "acl_product.hpp"

#include <algorithm>

namespace halfopen::bench {

bool PortSetPool::Less::operator()(const PortSet& a, const PortSet& b) const {
  const auto x = a.intervals();
  const auto y = b.intervals();
  return std::lexicographical_compare(
      x.begin(), x.end(), y.begin(), y.end(), [](const auto& i, const auto& j) {
        return i.first != j.first ? i.first < j.first : i.last < j.last;
      });
}

PortSetPool::Id PortSetPool::add(const PortSet& set) {
  const auto [known, is_new] = ids_.try_emplace(set, static_cast<Id>(sets_.size()));
  if (is_new) sets_.push_back(set);
  return known->second;
}

AclProduct::AclProduct(const CompiledAcl& acl, Direction direction, RuleAction action,
                       PortSetPool& pool) {
  const auto boundaries = acl.boundaries(direction, IpFamily::v4);
  for (std::size_t protocol = 0; protocol < kClasses; ++protocol) {
    std::vector<AddressRun>& runs = runs_[protocol];
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
      const IpAddress remote(IpFamily::v4, boundaries[i].first);
      const PortSet ports = acl.decisions(direction, remote, kMembers[protocol]).selectors(action);
      if (ports.empty()) continue;
      const auto first = static_cast<std::uint32_t>(boundaries[i].first);
      const auto last = i + 1 == boundaries.size()
                            ? 0xffffffffU
                            : static_cast<std::uint32_t>(boundaries[i + 1].first - 1);
      const PortSetPool::Id id = pool.add(ports);
      if (!runs.empty() && runs.back().ports == id && runs.back().last + 1 == first) {
        runs.back().last = last;
      } else {
        runs.push_back({first, last, id});
      }
    }
  }
}

void half_open_product(const AclProduct& requests, const AclProduct& failing_replies,
                       std::vector<ProductBox>& boxes) {
  boxes.clear();
  for (std::uint32_t protocol = 0; protocol < AclProduct::kClasses; ++protocol) {
    const auto& pass = requests.runs(protocol);
    const auto& fail = failing_replies.runs(protocol);
    auto x = pass.begin();
    auto y = fail.begin();
    while (x != pass.end() && y != fail.end()) {
      const std::uint32_t first = std::max(x->first, y->first);
      const std::uint32_t last = std::min(x->last, y->last);
      if (first <= last) boxes.push_back({protocol, first, last, x->ports, y->ports});
      const bool step = x->last < y->last;
      x += step ? 1 : 0;
      y += step ? 0 : 1;
    }
  }
}

}  // namespace halfopen::bench
