// SPDX-License-Identifier: Apache-2.0
// Numbers for addresses that many lists treat alike: filters, route tables, blocks.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/net/address_set.hpp"

namespace halfopen {

/// The first address of a run, and what some list says of it.
struct AddressStep {
  AddressBits first = 0;
  std::uint32_t value = 0;

  friend bool operator==(const AddressStep&, const AddressStep&) = default;
  friend auto operator<=>(const AddressStep&, const AddressStep&) = default;
};

/// A function of all addresses of a family: ascending, the first at 0.
using AddressSteps = std::vector<AddressStep>;

/// Appends a run; nothing if it says the same as the one before.
void add_step(AddressSteps& steps, AddressBits first, std::uint32_t value);

/// 1 for the members of the set, 0 for all others.
AddressSteps membership_steps(const AddressSet& set);

/// The value at an address: logarithmic.
std::uint32_t value_at(const AddressSteps& steps, AddressBits address);

/// Two addresses have one signature if and only if every list has the same value for both.
class AddressSignatures {
 public:
  /// Takes one more list into account: linear in its steps and the runs so far.
  void refine(const AddressSteps& steps);

  /// Some address of a signature.
  AddressBits example(std::uint32_t signature) const { return examples_[signature]; }
  std::size_t size() const { return examples_.size(); }
  /// The signatures of all addresses, neighbours differing.
  const AddressSteps& runs() const { return runs_; }

 private:
  AddressSteps runs_{{0, 0}};
  std::vector<AddressBits> examples_{0};
};

/// Calls visit(first, last, value of a, value of b) for each run of addresses inside the set on
/// which both functions are constant.
template <class Visit>
void for_each_run(const AddressSet& set, const AddressSteps& a, const AddressSteps& b,
                  const Visit& visit) {
  const auto before = [](AddressBits bits, const AddressStep& step) { return bits < step.first; };
  for (const auto& interval : set.bits.intervals()) {
    auto x = std::upper_bound(a.begin(), a.end(), interval.first, before) - 1;
    auto y = std::upper_bound(b.begin(), b.end(), interval.first, before) - 1;
    for (AddressBits first = interval.first;;) {
      AddressBits last = interval.last;
      if (x + 1 != a.end() && (x + 1)->first <= last) last = (x + 1)->first - 1;
      if (y + 1 != b.end() && (y + 1)->first <= last) last = (y + 1)->first - 1;
      visit(first, last, x->value, y->value);
      if (last == interval.last) break;
      first = last + 1;
      if (x + 1 != a.end() && (x + 1)->first == first) ++x;
      if (y + 1 != b.end() && (y + 1)->first == first) ++y;
    }
  }
}

}  // namespace halfopen
