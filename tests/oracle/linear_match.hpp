// SPDX-License-Identifier: Apache-2.0
// The independent judge of classifiers: the first rule that matches, one packet and one rule at a
// time, slow and obvious. It shares no code with the library beyond plain values.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "halfopen/net/packet.hpp"
#include "halfopen/space/header_box.hpp"

namespace halfopen::oracle {

inline constexpr std::uint32_t kNothing = ~std::uint32_t{0};

/// A packet as the five numbers that IPv4 rules look at.
struct Header {
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
  std::uint16_t source_port = 0;
  std::uint16_t selector = 0;
  std::uint8_t protocol = 0;
};

/// The index of the first rule that matches, kNothing if none does.
std::uint32_t linear_match(std::span<const HeaderRule> rules, const Header& header);

/// What random lists look like.
struct ListShape {
  std::size_t rules = 20;
  bool both_ends = true;         ///< both addresses and both ports, else as a network ACL
  std::uint32_t v6_percent = 0;  ///< rules of IPv6 among them
  bool narrow = false;           ///< nine addresses of ten have long prefixes, as in long lists
};
std::vector<HeaderRule> random_rules(std::mt19937& random, const ListShape& shape);

/// Headers at the corners of the rules' boxes, one beside them, and anywhere.
std::vector<Header> telling_headers(std::mt19937& random, std::span<const HeaderRule> rules,
                                    std::size_t count);

}  // namespace halfopen::oracle
