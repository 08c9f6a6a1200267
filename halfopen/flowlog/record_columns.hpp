// SPDX-License-Identifier: Apache-2.0
// In which columns of a log stands what a record is made of.
#pragma once

#include <cstdint>

#include "halfopen/flowlog/log_format.hpp"

namespace halfopen {

/// kNone where the log does not tell.
struct RecordColumns {
  static constexpr std::uint16_t kNone = 0xffff;

  std::uint16_t interface_id = kNone;
  std::uint16_t source = kNone;  ///< of the packet
  std::uint16_t destination = kNone;
  std::uint16_t seen_source = kNone;  ///< of the interface's view
  std::uint16_t seen_destination = kNone;
  std::uint16_t source_port = kNone;
  std::uint16_t destination_port = kNone;
  std::uint16_t protocol = kNone;
  std::uint16_t packets = kNone;
  std::uint16_t bytes = kNone;
  std::uint16_t start = kNone;
  std::uint16_t end = kNone;
  std::uint16_t action = kNone;
  std::uint16_t status = kNone;
  std::uint16_t flags = kNone;
  std::uint16_t direction = kNone;
  std::uint16_t reason = kNone;

  static RecordColumns of(const LogFormat& format) {
    const auto at = [&](LogField field) { return format.column(field).value_or(kNone); };
    return {at(LogField::interface_id),   at(LogField::pkt_srcaddr),  at(LogField::pkt_dstaddr),
            at(LogField::srcaddr),        at(LogField::dstaddr),      at(LogField::srcport),
            at(LogField::dstport),        at(LogField::protocol),     at(LogField::packets),
            at(LogField::bytes),          at(LogField::start),        at(LogField::end),
            at(LogField::action),         at(LogField::log_status),   at(LogField::tcp_flags),
            at(LogField::flow_direction), at(LogField::reject_reason)};
  }
};

/// Times beyond this are milliseconds: seconds reach it in the year 5138.
inline constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;
/// The end of the year 9999, in milliseconds. What is later is no time of a flow log.
inline constexpr std::uint64_t kLatestTime = 253'402'300'799'999;
/// Packets and bytes of a record; sums of them stay far from the end of their type.
inline constexpr std::uint64_t kMostCounted = 1'000'000'000'000'000;

}  // namespace halfopen
