// SPDX-License-Identifier: Apache-2.0
// The network interfaces of a log, and which address is theirs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/flowlog/flow_record.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// Numbers interfaces in the order in which they come, and finds their addresses: by
/// `flow-direction` where the log has it, else as the address that stands in every record.
class InterfaceTable {
 public:
  /// The number of an id; 0 is the interface without one.
  std::uint32_t number(std::string_view id);
  const std::string& id(std::uint32_t number) const { return rows_[number].id; }
  std::size_t size() const { return rows_.size(); }

  /// Learns from a record.
  void note(std::uint32_t number, const FlowRecord& record);

  /// Whether an address is the interface's own: yes, no, or nobody knows.
  std::optional<bool> is_own(std::uint32_t number, const IpAddress& address,
                             const IpAddress& other) const;

 private:
  struct Row {
    std::string id;
    struct Own {
      IpAddress one;
      IpAddress other;
      std::uint8_t candidates = 0;  ///< 0: nothing seen; 1: `one`; 2: both; 3: none is in all
    };
    std::array<Own, 2> own;          ///< by family
    std::vector<IpAddress> certain;  ///< told by flow-direction
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };

  std::vector<Row> rows_{Row{}};
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::string last_id_;  ///< records of one interface stand together
  std::uint32_t last_ = 0;
};

}  // namespace halfopen
