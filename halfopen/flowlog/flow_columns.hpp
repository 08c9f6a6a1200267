// SPDX-License-Identifier: Apache-2.0
// Records of a flow log column by column, for work on many at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "halfopen/flowlog/flow_record.hpp"

namespace halfopen {

/// What a rule looks at, of up to kMost records with IPv4 addresses. Records with IPv6 addresses
/// stand beside them, in an order of their own.
struct FlowColumns {
  static constexpr std::size_t kMost = 4096;

  std::size_t rows = 0;  ///< of the arrays in use
  alignas(64) std::array<std::uint32_t, kMost> source;
  alignas(64) std::array<std::uint32_t, kMost> destination;
  alignas(64) std::array<std::uint16_t, kMost> source_port;
  alignas(64) std::array<std::uint16_t, kMost> destination_port;
  alignas(64) std::array<std::uint8_t, kMost> protocol;
  alignas(64) std::array<FlowAction, kMost> action;
  std::vector<FlowRecord> others;  ///< at most kMost

  bool full() const { return rows == kMost || others.size() == kMost; }
  void clear() {
    rows = 0;
    others.clear();
  }
  /// Not when full.
  void add(const FlowRecord& record) {
    if (record.source.family() == IpFamily::v6) {
      others.push_back(record);
      return;
    }
    source[rows] = static_cast<std::uint32_t>(record.source.bits());
    destination[rows] = static_cast<std::uint32_t>(record.destination.bits());
    source_port[rows] = record.source_port;
    destination_port[rows] = record.destination_port;
    protocol[rows] = record.protocol.number;
    action[rows] = record.action;
    ++rows;
  }
};

}  // namespace halfopen
