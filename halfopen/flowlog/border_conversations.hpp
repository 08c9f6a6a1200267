// SPDX-License-Identifier: Apache-2.0
// Conversations that another part of the same log may go on with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "halfopen/flowlog/conversation.hpp"
#include "halfopen/flowlog/conversation_table.hpp"

namespace halfopen {

struct OpenConversation {
  ConversationKey key;
  std::vector<InterfaceView> views;

  std::int64_t first() const;
  std::int64_t last() const;
};

/// The first and last second of a log; of one without records, the first is behind the last.
struct LogSpan {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
};

/// Keeps what stands so near to a border of the part that a record beyond it may belong to it: a
/// window and the overlap of parts. What turns out to stand further inside is given to `close`.
class BorderConversations {
 public:
  using Close = ConversationTable::Close;

  BorderConversations(ConversationLimits limits, Close close)
      : limits_(limits), close_(std::move(close)) {}

  /// `so_far` is the span of the records that were read.
  void take(const ConversationKey& key, std::span<const InterfaceView> views, LogSpan so_far);
  /// What is left at the end of a part.
  std::vector<OpenConversation> finish(LogSpan whole);
  /// Conversations that were closed although they stand at a border, for want of room.
  std::uint64_t closed_early() const { return closed_early_; }

 private:
  bool is_inside(std::int64_t first, std::int64_t last, LogSpan span) const;
  void prune(LogSpan span);

  ConversationLimits limits_;
  Close close_;
  std::vector<OpenConversation> kept_;
  std::size_t prune_at_ = 4096;
  std::uint64_t closed_early_ = 0;
};

/// Joins the conversations of several parts: those of one key without a window of silence between
/// them are one. Each goes to `close` once. O(n log n).
void join_parts(std::vector<OpenConversation> open, std::int64_t window,
                const ConversationTable::Close& close);

}  // namespace halfopen
