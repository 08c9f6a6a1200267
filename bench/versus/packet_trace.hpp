// SPDX-License-Identifier: Apache-2.0
// Packets to classify, in the form that each side likes best.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "halfopen/acl/packet_columns.hpp"
#include "rule_sets.hpp"

namespace halfopen::bench {

/// The same packets twice: as columns, and as 16 bytes each in network byte order.
class PacketTrace {
 public:
  struct Wire {
    std::uint32_t source;
    std::uint32_t destination;
    std::uint16_t source_port;
    std::uint16_t destination_port;
    std::uint8_t protocol;
    std::array<std::uint8_t, 3> padding;
  };

  /// Every rule is as likely as every other; then a point of its box, every one as likely.
  static PacketTrace matching(const Rules& rules, std::size_t count, std::uint32_t seed);
  /// Every header is as likely as every other.
  static PacketTrace random(std::size_t count, std::uint32_t seed);

  std::size_t size() const { return wires_.size(); }
  PacketColumns columns() const {
    return {sources_.data(),   destinations_.data(), source_ports_.data(),
            selectors_.data(), protocols_.data(),    sources_.size()};
  }
  const std::vector<Wire>& wires() const { return wires_; }

  /// For each packet the index of the first rule that matches, found rule by rule; ~0 if none.
  std::vector<std::uint32_t> first_matches(const Rules& rules) const;

 private:
  void add(std::uint32_t source, std::uint32_t destination, std::uint16_t source_port,
           std::uint16_t selector, std::uint8_t protocol);

  std::vector<std::uint32_t> sources_;
  std::vector<std::uint32_t> destinations_;
  std::vector<std::uint16_t> source_ports_;
  std::vector<std::uint16_t> selectors_;
  std::vector<std::uint8_t> protocols_;
  std::vector<Wire> wires_;
};

}  // namespace halfopen::bench
