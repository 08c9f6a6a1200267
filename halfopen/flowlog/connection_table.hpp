// SPDX-License-Identifier: Apache-2.0
// Connections of a log whatever interfaces saw them, within a window of time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "halfopen/flowlog/conversation.hpp"
#include "halfopen/flowlog/conversation_table.hpp"
#include "halfopen/flowlog/interface_table.hpp"

namespace halfopen {

/// A conversation without its interface: what all interfaces saw of it, joined.
struct RecordedConnection {
  /// From a to b, from b to a; `a` is the lower address, then the lower port.
  struct Leg {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();  ///< start of the first record
    std::uint8_t flags = 0;                                         ///< of accepted records
    bool accepted = false;
    bool rejected = false;
  };

  IpAddress a;
  IpAddress b;
  std::uint16_t a_port = 0;
  std::uint16_t b_port = 0;
  IpProtocol protocol;
  /// By flow-direction of the records of `interface`: a is its own address, b is.
  std::array<bool, 2> is_own{};
  std::array<Leg, 2> legs;
  std::int64_t last = std::numeric_limits<std::int64_t>::min();  ///< end of the last record
  /// The one whose id is smallest as text; its packets and bytes count, the others saw the same.
  std::uint32_t interface = 0;
  std::uint64_t packets = 0;  ///< of both directions, accepted or not
  std::uint64_t bytes = 0;

  std::int64_t first() const { return std::min(legs[0].first, legs[1].first); }
  /// As server_side() tells for conversations.
  ServerSide server_side() const;
};

/// The same rules as ConversationTable: window, room, order. No allocation per record; 136 bytes a
/// connection, and at most as many as the limits say.
class ConnectionTable {
 public:
  using Close = std::function<void(const RecordedConnection&)>;

  ConnectionTable(InterfaceTable& interfaces, ConversationLimits limits, Close close);

  void take(std::span<const FlowRecord> records);
  void finish();

  std::uint64_t closed_early() const { return closed_early_; }
  std::int64_t first() const { return first_; }
  std::int64_t last() const { return last_; }

 private:
  static constexpr std::size_t kChunk = 4096;
  static constexpr std::uint32_t kFree = 0xffffffffU;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t at = kFree;
  };

  RecordedConnection& at(std::size_t index) { return chunks_[index / kChunk][index % kChunk]; }
  RecordedConnection& find(const PlacedRecord& placed);
  void append(const PlacedRecord& placed, std::uint32_t hash, Slot& slot);
  void note(RecordedConnection& connection, std::size_t leg, std::uint32_t interface,
            const FlowRecord& record);
  void keep_small();
  void sweep(std::int64_t before);
  void make_room();
  void index_all();

  InterfaceTable& interfaces_;
  ConversationLimits limits_;
  Close close_;
  std::vector<std::unique_ptr<RecordedConnection[]>> chunks_;
  std::size_t size_ = 0;
  std::vector<Slot> slots_;  ///< a power of two, at most half full
  std::uint64_t closed_early_ = 0;
  std::int64_t first_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t swept_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace halfopen
