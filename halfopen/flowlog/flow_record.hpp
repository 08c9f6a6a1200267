// SPDX-License-Identifier: Apache-2.0
// One record of a flow log, as far as connections can be told from it.
#pragma once

#include <cstdint>
#include <string_view>

#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

enum class FlowAction : std::uint8_t { none, accept, reject };
/// Whether the record tells of packets: NODATA had none, SKIPDATA lost them.
enum class FlowStatus : std::uint8_t { ok, no_data, skip_data };
/// `flow-direction`, seen from the interface.
enum class FlowDirection : std::uint8_t { unknown, ingress, egress };

/// Addresses are those of the packets (`pkt-srcaddr`, `pkt-dstaddr`) where the log tells them, else
/// those of the interface's view. Texts point into the block that is being read.
struct FlowRecord {
  IpAddress source;
  IpAddress destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  IpProtocol protocol;
  FlowAction action = FlowAction::none;
  FlowStatus status = FlowStatus::ok;
  FlowDirection direction = FlowDirection::unknown;
  bool has_flags = false;
  std::uint8_t tcp_flags = 0;  ///< FIN 1, SYN 2, RST 4, SYN-ACK 18, joined over the record's time
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::int64_t start = 0;  ///< seconds since 1970
  std::int64_t end = 0;
  std::string_view interface_id;
  std::string_view reject_reason;  ///< "BPA", or empty

  /// A log need not have both times: then one stands for the other.
  void settle_times() {
    if (start == 0) start = end;
    if (end < start) end = start;
  }
};

}  // namespace halfopen
