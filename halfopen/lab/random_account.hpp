// SPDX-License-Identifier: Apache-2.0
// Small accounts drawn at random, for the comparison of model and kernel.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// Equal seeds draw equal numbers on every machine.
class LabDice {
 public:
  explicit LabDice(std::uint32_t seed) : engine_(seed) {}

  /// 0 to `sides` - 1.
  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(engine_() % sides); }
  bool one_in(std::uint32_t sides) { return roll(sides) == 0; }
  template <class List>
  const auto& pick(const List& list) {
    return list[roll(static_cast<std::uint32_t>(std::size(list)))];
  }

 private:
  std::mt19937 engine_;
};

/// An account and the two hosts that talk in it: in two subnets, in one and outside, or behind a
/// NAT gateway; IPv4 or IPv6; with security groups now and then.
struct RandomAccount {
  SnapshotDraft draft;
  std::string from;  ///< addresses
  std::string to;
};

RandomAccount random_account(LabDice& dice);

/// Server ports that the rules of random accounts speak of, and their neighbours.
const std::vector<std::uint16_t>& telling_server_ports();

}  // namespace halfopen
