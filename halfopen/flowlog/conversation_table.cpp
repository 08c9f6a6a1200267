// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/conversation_table.hpp"

#include <algorithm>
#include <array>

namespace halfopen {
namespace {

constexpr std::size_t kFewestSlots = 1024;
/// Records that are looked up together: their slots, then their rows are on the way from memory
/// while others are worked on.
constexpr std::size_t kTogether = 16;

}  // namespace

void ConversationTable::take(std::span<const FlowRecord> records) {
  if (slots_.empty()) slots_.resize(kFewestSlots);
  std::array<Placed, kTogether> placed;
  while (!records.empty()) {
    const std::size_t count = std::min(kTogether, records.size());
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = 0; i < count; ++i) {
      placed[i].record = place(records[i]);
      placed[i].key = PackedKey(placed[i].record.key);
      placed[i].hash = static_cast<std::uint32_t>(ConversationHash{}(placed[i].record.key));
      __builtin_prefetch(&slots_[placed[i].hash & mask]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const Slot& slot = slots_[placed[i].hash & mask];
      if (slot.row == PackedView::kNone) continue;
      const auto* row = reinterpret_cast<const char*>(&rows_[slot.row]);
      for (std::size_t at = 0; at < sizeof(Row); at += 64) __builtin_prefetch(row + at);
    }
    for (std::size_t i = 0; i < count; ++i) put(records[i], placed[i]);
    records = records.subspan(count);
  }
}

void ConversationTable::put(const FlowRecord& record, const Placed& placed) {
  const std::uint32_t interface = interfaces_.number(record.interface_id);
  interfaces_.note(interface, record);
  Row& row = row_of(placed);
  std::int64_t last = record.end;
  if (row.open) {
    const std::int64_t before = row.last.time();
    if (record.start - before > limits_.window) {
      close(row);
    } else {
      last = std::max(last, before);
    }
  }
  view_of(row, interface).add(placed.record.leg, record);
  row.last = PackedTime(last);
  first_ = std::min(first_, record.start);
  last_ = std::max(last_, record.end);
  last_start_ = std::max(last_start_, record.start);
  keep_small();
}

/// The row of a key; a new one is not open.
ConversationTable::Row& ConversationTable::row_of(const Placed& placed) {
  for (std::size_t at = placed.hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    Slot& slot = slots_[at];
    if (slot.row == PackedView::kNone) {
      if (4 * (conversations_ + 1) > 3 * slots_.size()) {
        grow();
        return row_of(placed);
      }
      slot = {placed.hash, rows_.take()};
      ++conversations_;
      Row& row = rows_[slot.row];
      row.key = placed.key;
      return row;
    }
    if (slot.hash == placed.hash && rows_[slot.row].key == placed.key) return rows_[slot.row];
  }
}

/// Twice the slots, filled from the old ones: no row is looked at.
void ConversationTable::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.row == PackedView::kNone) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].row != PackedView::kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

PackedView& ConversationTable::view_of(Row& row, std::uint32_t interface) {
  if (!row.open) {
    row.open = true;
    row.first = PackedView(interface);
    ++views_;
    return row.first;
  }
  PackedView* view = &row.first;
  while (view->interface() != interface) {
    if (view->next() == PackedView::kNone) {
      const std::uint32_t added = more_views_.take();
      view->set_next(added);
      view = &more_views_[added];
      *view = PackedView(interface);
      ++views_;
      return *view;
    }
    view = &more_views_[view->next()];
  }
  return *view;
}

/// Tells of the conversation of a row. The row stays, closed.
void ConversationTable::close(Row& row) {
  told_.clear();
  told_.push_back(row.first.view());
  for (std::uint32_t next = row.first.next(); next != PackedView::kNone;) {
    const PackedView& view = more_views_[next];
    told_.push_back(view.view());
    more_views_.give_back(next);
    next = view.next();
  }
  views_ -= told_.size();
  row.open = false;
  close_(row.key.key(), told_);
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

/// Closes what is older, in the order in which rows stand, and takes it out of the slots. Those are
/// filled anew in place: a second set of them would be at the peak of memory.
void ConversationTable::sweep(std::int64_t before) {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 0; number < rows_.size(); ++number) {
    Row& row = rows_[number];
    if (!row.open) continue;
    if (row.last.time() < before) {
      close(row);
      rows_.give_back(number);
      --conversations_;
      continue;
    }
    const auto hash = static_cast<std::uint32_t>(ConversationHash{}(row.key.key()));
    std::size_t at = hash & mask;
    while (slots_[at].row != PackedView::kNone) at = (at + 1) & mask;
    slots_[at] = {hash, number};
  }
}

/// Closes the quarter that has been silent for longest.
void ConversationTable::make_room() {
  const std::int64_t before = last_of_oldest_quarter();
  const std::size_t held = conversations_;
  sweep(before + 1);
  closed_early_ += held - conversations_;
}

std::int64_t ConversationTable::last_of_oldest_quarter() const {
  std::vector<std::int64_t> times;
  times.reserve(conversations_);
  for (std::uint32_t at = 0; at < rows_.size(); ++at) {
    if (rows_[at].open) times.push_back(rows_[at].last.time());
  }
  const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
  std::nth_element(times.begin(), quarter, times.end());
  return *quarter;
}

void ConversationTable::finish() {
  for (std::uint32_t at = 0; at < rows_.size(); ++at) {
    if (rows_[at].open) close(rows_[at]);
  }
  rows_.clear();
  more_views_.clear();
  slots_.clear();
  conversations_ = 0;
  views_ = 0;
}

}  // namespace halfopen
