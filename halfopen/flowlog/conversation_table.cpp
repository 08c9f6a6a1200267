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
/// Interfaces that see one connection: those of its ends and of gateways between them. More are
/// searched one by one, so there is an end to it.
constexpr std::size_t kMostInterfaces = 1000;

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
  Row& row = row_of(record, placed);
  PackedView* view = row.open ? view_of(row, interface) : nullptr;
  if (view == nullptr) {
    if (row.open) {
      close(row);
      ++closed_early_;
    }
    row.open = true;
    row.first = PackedView(interface);
    row.begin = PackedTime(record.start);
    row.end = PackedTime(record.end);
    view = &row.first;
    ++views_;
  }
  view->add(placed.record.leg, record);
  row.begin = PackedTime(std::min(row.begin.time(), record.start));
  row.end = PackedTime(std::max(row.end.time(), record.end));
  if (last_ != std::numeric_limits<std::int64_t>::min() &&
      record.start < last_start_ - kMostDelay) {
    ++late_records_;
  }
  first_ = std::min(first_, record.start);
  last_ = std::max(last_, record.end);
  last_start_ = std::max(last_start_, record.start);
  keep_small();
}

/// The row of the conversation to which a record belongs; a new one is not open. Of one key there
/// may be several, with silence between them; a record that bridges it makes them one.
ConversationTable::Row& ConversationTable::row_of(const FlowRecord& record, const Placed& placed) {
  Row* found = nullptr;
  bool has_twin = false;
  for (std::size_t at = placed.hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    Slot& slot = slots_[at];
    if (slot.row == PackedView::kNone) {
      if (found != nullptr) return *found;
      if (4 * (conversations_ + 1) > 3 * slots_.size()) {
        grow();
        return row_of(record, placed);
      }
      slot = {placed.hash, rows_.take()};
      ++conversations_;
      Row& row = rows_[slot.row];
      row.key = placed.key;
      row.has_twin = has_twin;
      return row;
    }
    if (slot.hash != placed.hash) continue;
    Row& row = rows_[slot.row];
    if (!row.open || !(row.key == placed.key)) continue;
    if (!row.touches(record, limits_.window)) {
      row.has_twin = has_twin = true;
    } else if (found != nullptr) {
      absorb(*found, row);
      emptied_.push_back(slot.row);
    } else if (row.has_twin) {
      found = &row;
    } else {
      return row;
    }
  }
}

/// Takes over what another row of the same key holds, which is empty then.
void ConversationTable::absorb(Row& row, Row& other) {
  const auto take_over = [&](const PackedView& view) {
    PackedView* mine = view_of(row, view.interface());
    if (mine != nullptr) mine->add(view);
  };
  take_over(other.first);
  for (std::uint32_t next = other.first.next(); next != PackedView::kNone;) {
    take_over(more_views_[next]);
    const std::uint32_t behind = more_views_[next].next();
    more_views_.give_back(next);
    --views_;
    next = behind;
  }
  --views_;
  other.open = false;
  row.begin = PackedTime(std::min(row.begin.time(), other.begin.time()));
  row.end = PackedTime(std::max(row.end.time(), other.end.time()));
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

/// The view of an interface, a new one if need be; null if the row has as many as it may have.
PackedView* ConversationTable::view_of(Row& row, std::uint32_t interface) {
  PackedView* view = &row.first;
  for (std::size_t i = 1; view->interface() != interface; ++i) {
    if (view->next() == PackedView::kNone) {
      if (i >= kMostInterfaces) return nullptr;
      const std::uint32_t added = more_views_.take();
      view->set_next(added);
      view = &more_views_[added];
      *view = PackedView(interface);
      ++views_;
      return view;
    }
    view = &more_views_[view->next()];
  }
  return view;
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
  // So late that a sweep over the table is paid by many records.
  if (over - swept_ > (limits_.window + kMostDelay) / 2) {
    sweep(over);
    swept_ = over;
  }
  if (views_ > limits_.most) make_room();
}

/// Closes what ended before, and so many of those that ended then, in the order in which rows
/// stand, and takes it out of the slots. Those are filled anew in place: a second set of them would
/// be at the peak of memory.
void ConversationTable::sweep(std::int64_t before, std::size_t of_then) {
  for (const std::uint32_t number : emptied_) rows_.give_back(number);
  conversations_ -= emptied_.size();
  emptied_.clear();
  std::fill(slots_.begin(), slots_.end(), Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 0; number < rows_.size(); ++number) {
    Row& row = rows_[number];
    if (!row.open) continue;
    const std::int64_t end = row.end.time();
    if (end < before || (end == before && of_then != 0)) {
      if (end == before) --of_then;
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
  std::size_t count = 0;
  std::size_t of_then = 0;
  std::int64_t then = 0;
  {
    std::vector<std::int64_t> times;
    times.reserve(conversations_);
    for (std::uint32_t at = 0; at < rows_.size(); ++at) {
      if (rows_[at].open) times.push_back(rows_[at].end.time());
    }
    count = times.size() / 4 + 1;
    const auto last = times.begin() + static_cast<std::ptrdiff_t>(count - 1);
    std::nth_element(times.begin(), last, times.end());
    then = *last;
    of_then = static_cast<std::size_t>(std::count(times.begin(), last + 1, then));
  }
  sweep(then, of_then);
  closed_early_ += count;
}

void ConversationTable::finish() {
  for (std::uint32_t at = 0; at < rows_.size(); ++at) {
    if (rows_[at].open) close(rows_[at]);
  }
  rows_.clear();
  more_views_.clear();
  slots_.clear();
  emptied_.clear();
  conversations_ = 0;
  views_ = 0;
}

}  // namespace halfopen
