// SPDX-License-Identifier: Apache-2.0
// What arrives at a port, packet by packet.
#pragma once

#include <cstdint>
#include <optional>

#include "halfopen/base/result.hpp"
#include "halfopen/lab/network_namespace.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {

/// A packet as its headers tell, and the mark that the lab's crafted packets carry.
struct SeenPacket {
  Packet packet;
  std::uint16_t mark = 0;  ///< ICMP: the sequence number; other crafted packets: the first bytes
  std::uint8_t tcp_flags = 0;  ///< SYN 2, ACK 16
  std::uint8_t tos = 0;        ///< IPv4: type of service
  std::uint8_t ttl = 0;        ///< IPv4: time to live, as it arrived
};

/// Sees every packet that a port of a namespace receives; not those that it sends.
class PacketWatch {
 public:
  static Result<PacketWatch> open(const NetworkNamespace& there, const char* port);

  PacketWatch(PacketWatch&& other) noexcept : descriptor_(other.descriptor_) {
    other.descriptor_ = -1;
  }
  PacketWatch& operator=(PacketWatch&&) = delete;
  ~PacketWatch();

  int descriptor() const { return descriptor_; }

  /// The next packet that was received, if one waits; without waiting. Packets that are not IP, or
  /// cut short, come as a packet of protocol 255.
  std::optional<SeenPacket> next() const;

 private:
  explicit PacketWatch(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace halfopen
