// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/conversation_table.hpp"

#include <algorithm>
#include <vector>

namespace halfopen {

void ConversationTable::take(std::span<const FlowRecord> records) {
  for (const FlowRecord& record : records) {
    const std::uint32_t interface = interfaces_.number(record.interface_id);
    interfaces_.note(interface, record);
    const PlacedRecord placed = place(record);
    const auto [at, is_new] = open_.try_emplace(placed.key);
    Open& open = at->second;
    if (!is_new && record.start - open.last > limits_.window) {
      close_(at->first, open.views);
      views_ -= open.views.size();
      open = {};
    }
    add(view_of(open, interface), placed.leg, record);
    open.last = std::max(open.last, record.end);
    first_ = std::min(first_, record.start);
    last_ = std::max(last_, record.end);
    last_start_ = std::max(last_start_, record.start);
    keep_small();
  }
}

InterfaceView& ConversationTable::view_of(Open& open, std::uint32_t interface) {
  for (InterfaceView& view : open.views) {
    if (view.interface == interface) return view;
  }
  ++views_;
  InterfaceView& view = open.views.emplace_back();
  view.interface = interface;
  return view;
}

/// Asked after each record, so that batches do not matter.
void ConversationTable::keep_small() {
  if (swept_ == std::numeric_limits<std::int64_t>::min()) swept_ = first_;
  const std::int64_t over = last_start_ - limits_.window - kMostDelay;
  // Half a window late at most, so that a sweep over the table is paid by many records.
  if (over - swept_ > limits_.window / 2) {
    sweep(over);
    swept_ = over;
  }
  if (views_ > limits_.most) make_room();
}

void ConversationTable::sweep(std::int64_t before) {
  for (auto at = open_.begin(); at != open_.end();) {
    if (at->second.last < before) {
      close_(at->first, at->second.views);
      views_ -= at->second.views.size();
      at = open_.erase(at);
    } else {
      ++at;
    }
  }
}

/// Closes the quarter that has been silent for longest.
void ConversationTable::make_room() {
  std::vector<std::int64_t> times;
  times.reserve(open_.size());
  for (const auto& [key, open] : open_) times.push_back(open.last);
  const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
  std::nth_element(times.begin(), quarter, times.end());
  const std::size_t before = open_.size();
  sweep(*quarter + 1);
  closed_early_ += before - open_.size();
}

void ConversationTable::finish() {
  for (const auto& [key, open] : open_) close_(key, open.views);
  open_.clear();
  views_ = 0;
}

}  // namespace halfopen
