// SPDX-License-Identifier: Apache-2.0
// What the conversation table holds, in as few bytes as it can be.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "halfopen/flowlog/conversation.hpp"

namespace halfopen {

/// An unsigned number in so many bytes, at any address: rows of these have no gaps.
template <class Number, std::size_t kBytes = sizeof(Number)>
class PackedNumber {
 public:
  PackedNumber() = default;
  explicit PackedNumber(Number number) { std::memcpy(bytes_, &number, kBytes); }
  Number get() const {
    Number number = 0;
    std::memcpy(&number, bytes_, kBytes);  // little-endian
    return number;
  }

 private:
  unsigned char bytes_[kBytes] = {};
};

/// Seconds in five bytes: 17,000 years both ways. Times of records end with the year 9999.
class PackedTime {
 public:
  PackedTime() = default;
  explicit PackedTime(std::int64_t time) : bits_(static_cast<std::uint64_t>(time)) {}
  std::int64_t time() const { return static_cast<std::int64_t>(bits_.get() << 24U) >> 24; }

 private:
  PackedNumber<std::uint64_t, 5> bits_;
};

/// LegCounts in 45 bytes. Times of what was not seen are not kept: they are the ends of time.
class PackedLeg {
 public:
  PackedLeg() = default;
  explicit PackedLeg(const LegCounts& leg)
      : accepted_(leg.accepted),
        rejected_(leg.rejected),
        bytes_(leg.bytes),
        first_accept_(leg.first_accept),
        last_accept_(leg.last_accept),
        first_reject_(leg.first_reject),
        last_reject_(leg.last_reject),
        flags_(leg.flags) {}
  LegCounts leg() const {
    LegCounts leg;
    leg.accepted = accepted_.get();
    leg.rejected = rejected_.get();
    leg.bytes = bytes_.get();
    leg.flags = flags_;
    if (leg.accepted != 0) {
      leg.first_accept = first_accept_.time();
      leg.last_accept = last_accept_.time();
    }
    if (leg.rejected != 0) {
      leg.first_reject = first_reject_.time();
      leg.last_reject = last_reject_.time();
    }
    return leg;
  }

 private:
  PackedNumber<std::uint64_t> accepted_;
  PackedNumber<std::uint64_t> rejected_;
  PackedNumber<std::uint64_t> bytes_;
  PackedTime first_accept_;
  PackedTime last_accept_;
  PackedTime first_reject_;
  PackedTime last_reject_;
  std::uint8_t flags_ = 0;
};
static_assert(sizeof(PackedLeg) == 45);

/// InterfaceView, with the place of the next view of the same conversation.
class PackedView {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  PackedView() = default;
  explicit PackedView(std::uint32_t interface) : interface_(interface) {}

  std::uint32_t interface() const { return interface_.get(); }
  std::uint32_t next() const { return next_.get(); }
  void set_next(std::uint32_t next) { next_ = PackedNumber<std::uint32_t>(next); }

  void add(std::size_t leg, const FlowRecord& record) {
    InterfaceView view;
    view.legs[leg] = legs_[leg].leg();
    view.own_ends = own_ends_;
    view.blocked_by_bpa = blocked_by_bpa_;
    halfopen::add(view, leg, record);
    legs_[leg] = PackedLeg(view.legs[leg]);
    own_ends_ = view.own_ends;
    blocked_by_bpa_ = view.blocked_by_bpa;
  }
  /// Another view of the same interface.
  void add(const PackedView& more) {
    InterfaceView view = this->view();
    halfopen::add(view, more.view());
    for (std::size_t leg = 0; leg < legs_.size(); ++leg) legs_[leg] = PackedLeg(view.legs[leg]);
    own_ends_ = view.own_ends;
    blocked_by_bpa_ = view.blocked_by_bpa;
  }
  InterfaceView view() const {
    InterfaceView view;
    view.interface = interface();
    view.legs = {legs_[0].leg(), legs_[1].leg()};
    view.own_ends = own_ends_;
    view.blocked_by_bpa = blocked_by_bpa_;
    return view;
  }

 private:
  PackedNumber<std::uint32_t> interface_;
  PackedNumber<std::uint32_t> next_{kNone};
  std::array<PackedLeg, 2> legs_;
  std::uint8_t own_ends_ = 0;
  bool blocked_by_bpa_ = false;
};
static_assert(sizeof(PackedView) == 100);

/// ConversationKey in 38 bytes.
class PackedKey {
 public:
  PackedKey() = default;
  explicit PackedKey(const ConversationKey& key)
      : a_(key.a.bits()),
        b_(key.b.bits()),
        a_port_(key.a_port),
        b_port_(key.b_port),
        protocol_(key.protocol.number),
        family_(key.a.family()) {}
  ConversationKey key() const {
    return {IpProtocol{protocol_}, IpAddress(family_, a_.get()), IpAddress(family_, b_.get()),
            a_port_.get(), b_port_.get()};
  }
  friend bool operator==(const PackedKey& x, const PackedKey& y) {
    return std::memcmp(&x, &y, sizeof x) == 0;
  }

 private:
  PackedNumber<AddressBits> a_;
  PackedNumber<AddressBits> b_;
  PackedNumber<std::uint16_t> a_port_;
  PackedNumber<std::uint16_t> b_port_;
  std::uint8_t protocol_ = 0;
  IpFamily family_ = IpFamily::v4;
};
static_assert(sizeof(PackedKey) == 38);

}  // namespace halfopen
