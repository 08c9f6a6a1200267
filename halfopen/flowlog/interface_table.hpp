// SPDX-License-Identifier: Apache-2.0
// The network interfaces of a log, and which address is theirs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// The two addresses of an interface's first record. Those that stand in every record since are
/// alive; if one only is, it is the interface's own.
struct AddressPair {
  std::array<IpAddress, 2> addresses;
  std::uint8_t alive = 0;  ///< bit 0: the first, bit 1: the second

  /// 1 or 2 for the first or the second address that stands in all records; 0 if not one does.
  std::uint8_t own() const { return alive == 1 || alive == 2 ? alive : std::uint8_t{0}; }
  /// 1 or 2 for an address of the pair, else 0.
  std::uint8_t slot(const IpAddress& address) const;
  friend bool operator==(const AddressPair&, const AddressPair&) = default;
};

/// Numbers interfaces in the order in which they come, and finds their addresses. In what order
/// records come does not matter in the end.
class InterfaceTable {
 public:
  /// The number of an id; 0 is the interface without one.
  std::uint32_t number(std::string_view id);
  const std::string& id(std::uint32_t number) const { return rows_[number].id; }
  std::size_t size() const { return rows_.size(); }

  /// Learns from a record.
  void note(std::uint32_t number, const FlowRecord& record);
  /// None before the first record of that family.
  const std::optional<AddressPair>& pair(std::uint32_t number, IpFamily family) const {
    return rows_[number].pairs[family_index(family)];
  }
  /// Learns what another table learned from other records.
  void add(std::uint32_t number, IpFamily family, const AddressPair& pair);

 private:
  struct Row {
    std::string id;
    std::array<std::optional<AddressPair>, 2> pairs;  ///< by family
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };

  std::vector<Row> rows_{Row{}};
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::array<std::uint32_t, 1024> recent_{};  ///< numbers that were asked for last
};

/// RFC 1918 and RFC 6598: what VPCs number their hosts with. False for IPv6.
bool is_private(const IpAddress& address);

}  // namespace halfopen
