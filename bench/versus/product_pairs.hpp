// SPDX-License-Identifier: Apache-2.0
// All pairs of network ACLs: which requests pass the one while their replies fail at the other.
#pragma once

#include <cstddef>

namespace halfopen::bench {

/// `count` ACLs for requests, as many for replies, `rules` rules each: the product form beside
/// BuDDy with one warm manager that holds all lists. Ends the program if the sets differ in size.
void compare_pairs(std::size_t count, std::size_t rules);

}  // namespace halfopen::bench
