// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/address_signatures.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace halfopen {

void add_step(AddressSteps& steps, AddressBits first, std::uint32_t value) {
  if (steps.empty() || steps.back().value != value) steps.push_back({first, value});
}

AddressSteps membership_steps(const AddressSet& set) {
  AddressSteps steps{{0, 0}};
  for (const auto& interval : set.bits.intervals()) {
    if (interval.first == 0) steps.clear();
    steps.push_back({interval.first, 1});
    if (interval.last != last_address_bits(set.family)) steps.push_back({interval.last + 1, 0});
  }
  return steps;
}

std::uint32_t value_at(const AddressSteps& steps, AddressBits address) {
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), address,
                       [](AddressBits bits, const AddressStep& step) { return bits < step.first; });
  return std::prev(after)->value;
}

void AddressSignatures::refine(const AddressSteps& steps) {
  if (steps.size() <= 1) return;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers;
  std::vector<AddressBits> examples;
  AddressSteps refined;
  refined.reserve(runs_.size() + steps.size());
  auto own = runs_.begin();
  auto other = steps.begin();
  for (AddressBits first = 0;;) {
    const std::uint64_t both = std::uint64_t{own->value} << 32 | other->value;
    const auto [number, is_new] =
        numbers.try_emplace(both, static_cast<std::uint32_t>(examples.size()));
    if (is_new) examples.push_back(first);
    add_step(refined, first, number->second);
    const bool own_more = own + 1 != runs_.end();
    const bool other_more = other + 1 != steps.end();
    if (!own_more && !other_more) break;
    const AddressBits next = !other_more ? (own + 1)->first
                             : !own_more ? (other + 1)->first
                                         : std::min((own + 1)->first, (other + 1)->first);
    if (own_more && (own + 1)->first == next) ++own;
    if (other_more && (other + 1)->first == next) ++other;
    first = next;
  }
  runs_ = std::move(refined);
  examples_ = std::move(examples);
}

}  // namespace halfopen
