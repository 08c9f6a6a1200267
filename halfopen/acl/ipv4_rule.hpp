// SPDX-License-Identifier: Apache-2.0
// Rules as plain numbers, for classifying IPv4 packets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/acl/packet_columns.hpp"
#include "halfopen/space/header_box.hpp"

namespace halfopen {

/// An IPv4 prefix as a test: (address ^ value) & mask is zero. A mask of 0 matches everything.
struct AddressTest {
  std::uint32_t value = 0;
  std::uint32_t mask = 0;

  friend bool operator==(const AddressTest&, const AddressTest&) = default;
};

/// What a rule demands, and what is answered if it is the first that matches.
struct Ipv4Rule {
  AddressTest source;
  AddressTest destination;
  PortRange source_ports;
  PortRange selectors;
  std::uint8_t protocol = 0;
  bool any_protocol = true;
  std::uint32_t answer = 0;

  bool is_full() const {
    return source.mask == 0 && destination.mask == 0 && any_protocol &&
           source_ports == PortRange{} && selectors == PortRange{};
  }
};

/// What a classifier says of a packet: the index of the rule that decides, or that rule's terminal.
enum class ClassifierAnswer : std::uint8_t { rule, terminal };

/// An IPv4 list in the order of evaluation, and the answer where no rule matches.
struct Ipv4RuleList {
  std::vector<Ipv4Rule> rules;
  std::uint32_t otherwise = 0;
};

/// Rules of IPv6 are left out; those after one that matches everything, too, and those at the end
/// that change nothing. Answers are indices into `rules`, `otherwise` being `no_rule`, or terminals
/// with `otherwise` 0.
Ipv4RuleList ipv4_rule_list(std::span<const HeaderRule> rules, ClassifierAnswer answer,
                            std::uint32_t no_rule);

}  // namespace halfopen
