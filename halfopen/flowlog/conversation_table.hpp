// SPDX-License-Identifier: Apache-2.0
// Joins the records of a log to conversations, within a window of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "halfopen/flowlog/chunked_pool.hpp"
#include "halfopen/flowlog/conversation.hpp"
#include "halfopen/flowlog/interface_table.hpp"
#include "halfopen/flowlog/packed_view.hpp"

namespace halfopen {

/// Records come that late at most: an interval of aggregation and its delivery (VPC User Guide,
/// flow logs: 10 minutes each).
inline constexpr std::int64_t kMostDelay = 1200;

struct ConversationLimits {
  /// A conversation without a record for that long is over; what comes later begins another.
  std::int64_t window = 3600;
  /// Views held at once; beyond that the conversations silent for longest are closed early.
  std::size_t most = 800'000;
};

/// Memory is bounded by the limits (at most 190 bytes a view), time is linear in the records; no
/// record allocates but for room that is used again. Two records of one key belong to one
/// conversation if less than a window of silence is between them, or others bridge it: so neither
/// batches matter, nor the order of records, as long as none is later than kMostDelay. A
/// conversation is closed when records that start a window and kMostDelay after its end have come.
class ConversationTable {
 public:
  /// The views of the interfaces that saw it, one each, in no particular order.
  using Close = std::function<void(const ConversationKey&, std::span<const InterfaceView>)>;

  ConversationTable(InterfaceTable& interfaces, ConversationLimits limits, Close close)
      : interfaces_(interfaces), limits_(limits), close_(std::move(close)) {}

  void take(std::span<const FlowRecord> records);
  /// Closes everything, in an order that hangs on the records only.
  void finish();

  /// Conversations.
  std::uint64_t closed_early() const { return closed_early_; }
  /// Records that came later than kMostDelay: their conversation may have been closed before.
  std::uint64_t late_records() const { return late_records_; }
  std::int64_t first() const { return first_; }  ///< start of the earliest record
  std::int64_t last() const { return last_; }

 private:
  /// A conversation with its first view; others are linked behind.
  struct Row {
    PackedKey key;
    PackedTime begin;
    PackedTime end;
    bool open = false;
    bool has_twin = false;  ///< another row may have the same key
    PackedView first;

    bool touches(const FlowRecord& record, std::int64_t window) const {
      return record.start - end.time() <= window && begin.time() - record.end <= window;
    }
  };
  static_assert(sizeof(Row) == 150);
  /// A row by its hash; empty if `row` is PackedView::kNone.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t row = PackedView::kNone;
  };
  struct Placed {
    PlacedRecord record;
    PackedKey key;
    std::uint32_t hash = 0;
  };

  void put(const FlowRecord& record, const Placed& placed);
  Row& row_of(const FlowRecord& record, const Placed& placed);
  PackedView* view_of(Row& row, std::uint32_t interface);
  void absorb(Row& row, Row& other);
  void close(Row& row);
  void grow();
  void keep_small();
  void sweep(std::int64_t before, std::size_t of_then = 0);
  void make_room();

  InterfaceTable& interfaces_;
  ConversationLimits limits_;
  Close close_;
  std::vector<Slot> slots_;  ///< a power of two, at most three quarters full; linear probing
  ChunkedPool<Row> rows_;
  ChunkedPool<PackedView> more_views_;
  std::vector<std::uint32_t> emptied_;  ///< rows that others absorbed; slots still name them
  std::vector<InterfaceView> told_;     ///< of the conversation that is being closed
  std::size_t conversations_ = 0;
  std::size_t views_ = 0;
  std::uint64_t closed_early_ = 0;
  std::uint64_t late_records_ = 0;
  std::int64_t first_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t last_start_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t swept_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace halfopen
