// SPDX-License-Identifier: Apache-2.0
// Fewer rules at the price of exactness: what was allowed stays allowed, and some more is.
#pragma once

#include <array>
#include <cstddef>

#include "halfopen/minimise/minimise.hpp"

namespace halfopen {

/// `rules` is as from minimise(). In a part that was widened, lower_bound and proved say nothing.
struct WidenResult {
  MinimiseResult rules;
  std::array<bool, 4> widened{};  ///< by part: allows more than before
  std::array<bool, 4> reached{};  ///< by part: has at most as many entries as was asked for

  bool all_reached() const;
};

/// First the fewest entries that behave the same. Where a direction and family still has more than
/// `at_most`: replaces two allow rules by one that covers both (smallest common CIDR block,
/// smallest common range of ports, or all protocols), or drops a deny rule, whichever lets the
/// fewest more packets in, until it has few enough. One allow rule always remains where something
/// was allowed. Packets are counted as (address, protocol, selector), every protocol with 65,536
/// selectors. Greedy: another choice might let in fewer. Parts with unknown actions are left as
/// they are.
WidenResult widen_to(const NetworkAcl& acl, std::size_t at_most, const MinimiseLimits& limits = {});

}  // namespace halfopen
