// SPDX-License-Identifier: Apache-2.0
// Cuts a set of addresses into the parts that every filter in scope treats alike.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {

/// A rule list that looks at the addresses in question, and what of it matters.
struct AddressFilter {
  const CompiledAcl* acl;
  Direction direction;
  IpProtocol protocol;
  std::optional<Selector> selector;  ///< only this port or message; none: all of them
  bool by_action = false;            ///< which rule decides does not matter, only what it says
};

/// The parts of `set`, each the largest on which all filters decide by the same rules, in the order
/// of their lowest addresses. O(b * c) for b address bounds of the filters inside the set and c
/// resulting classes.
std::vector<AddressSet> address_classes(const AddressSet& set,
                                        std::span<const AddressFilter> filters);

}  // namespace halfopen
