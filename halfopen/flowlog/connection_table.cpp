// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/connection_table.hpp"

#include <algorithm>

namespace halfopen {

static_assert(sizeof(RecordedConnection) <= 136);

ServerSide RecordedConnection::server_side() const {
  ConversationKey key{0, protocol, a, b, a_port, b_port};
  Conversation seen;
  for (std::size_t i = 0; i < 2; ++i) {
    seen.legs[i].accepted = legs[i].accepted ? 1 : 0;
    seen.legs[i].rejected = legs[i].rejected ? 1 : 0;
    seen.legs[i].first_accept = legs[i].first;
    seen.legs[i].flags = legs[i].flags;
  }
  return halfopen::server_side(key, seen);
}

ConnectionTable::ConnectionTable(InterfaceTable& interfaces, ConversationLimits limits, Close close)
    : interfaces_(interfaces), limits_(limits), close_(std::move(close)), slots_(1024) {}

void ConnectionTable::take(std::span<const FlowRecord> records) {
  for (const FlowRecord& record : records) {
    const std::uint32_t interface = interfaces_.number(record.interface_id);
    interfaces_.note(interface, record);
    const PlacedRecord placed = place(record, 0);
    RecordedConnection& connection = find(placed);
    const bool is_over = connection.last != std::numeric_limits<std::int64_t>::min() &&
                         record.start - connection.last > limits_.window;
    if (is_over) {
      close_(connection);
      const RecordedConnection& old = connection;
      connection = RecordedConnection{old.a, old.b, old.a_port, old.b_port, old.protocol};
    }
    note(connection, placed.leg, interface, record);
    first_ = std::min(first_, record.start);
    last_ = std::max(last_, record.end);
    keep_small();
  }
}

/// The record's connection; a new one has no end yet.
RecordedConnection& ConnectionTable::find(const PlacedRecord& placed) {
  const ConversationKey& key = placed.key;
  const auto hash = static_cast<std::uint32_t>(ConversationHash{}(key));
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.at == kFree) {
      const std::size_t index = size_;
      append(placed, hash, slot);
      return at(index);
    }
    if (slot.hash != hash) continue;
    RecordedConnection& known = at(slot.at);
    if (known.a_port == key.a_port && known.b_port == key.b_port && known.a == key.a &&
        known.b == key.b && known.protocol == key.protocol) {
      return known;
    }
  }
}

void ConnectionTable::append(const PlacedRecord& placed, std::uint32_t hash, Slot& slot) {
  if (size_ == chunks_.size() * kChunk) {
    chunks_.push_back(std::make_unique<RecordedConnection[]>(kChunk));
  }
  const ConversationKey& key = placed.key;
  at(size_) = RecordedConnection{key.a, key.b, key.a_port, key.b_port, key.protocol};
  slot = {hash, static_cast<std::uint32_t>(size_)};
  if (++size_ * 2 > slots_.size()) {
    slots_.resize(slots_.size() * 2);
    index_all();
  }
}

void ConnectionTable::index_all() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t index = 0; index < size_; ++index) {
    const RecordedConnection& one = at(index);
    const auto hash = static_cast<std::uint32_t>(
        ConversationHash{}({0, one.protocol, one.a, one.b, one.a_port, one.b_port}));
    std::size_t i = hash & mask;
    while (slots_[i].at != kFree) i = (i + 1) & mask;
    slots_[i] = {hash, static_cast<std::uint32_t>(index)};
  }
}

void ConnectionTable::note(RecordedConnection& connection, std::size_t leg, std::uint32_t interface,
                           const FlowRecord& record) {
  RecordedConnection::Leg& side = connection.legs[leg];
  const bool is_new = connection.last == std::numeric_limits<std::int64_t>::min();
  side.first = std::min(side.first, record.start);
  connection.last = std::max(connection.last, record.end);
  if (record.action == FlowAction::accept) {
    side.accepted = true;
    side.flags = static_cast<std::uint8_t>(side.flags | record.tcp_flags);
  } else {
    side.rejected = true;
  }
  if (is_new) {
    connection.interface = interface;
  } else if (interface != connection.interface) {
    if (interfaces_.id(interface) > interfaces_.id(connection.interface)) return;
    connection.interface = interface;
    connection.packets = 0;
    connection.bytes = 0;
    connection.is_own = {};
  }
  connection.packets += std::max<std::uint64_t>(record.packets, 1);
  connection.bytes += record.bytes;
  if (record.direction == FlowDirection::unknown) return;
  const bool own_is_source = record.direction == FlowDirection::egress;
  connection.is_own[(leg == 0) == own_is_source ? 0 : 1] = true;
}

/// Asked after each record, so that batches do not matter.
void ConnectionTable::keep_small() {
  if (swept_ == std::numeric_limits<std::int64_t>::min()) swept_ = first_;
  if (last_ - swept_ > limits_.window + limits_.window / 2) {
    sweep(last_ - limits_.window);
    swept_ = last_ - limits_.window;
  }
  if (size_ > limits_.most) make_room();
}

void ConnectionTable::sweep(std::int64_t before) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    if (at(i).last < before) {
      close_(at(i));
    } else {
      if (kept != i) at(kept) = at(i);
      ++kept;
    }
  }
  if (kept == size_) return;
  size_ = kept;
  index_all();
}

/// Closes the quarter that has been silent for longest.
void ConnectionTable::make_room() {
  std::vector<std::int64_t> times;
  times.reserve(size_);
  for (std::size_t i = 0; i < size_; ++i) times.push_back(at(i).last);
  const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
  std::nth_element(times.begin(), quarter, times.end());
  const std::size_t before = size_;
  sweep(*quarter + 1);
  closed_early_ += before - size_;
}

void ConnectionTable::finish() {
  for (std::size_t i = 0; i < size_; ++i) close_(at(i));
  size_ = 0;
  std::fill(slots_.begin(), slots_.end(), Slot{});
}

}  // namespace halfopen
