// SPDX-License-Identifier: Apache-2.0
// The sockets of probes: plain calls of the operating system, with addresses of ours.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/icmp.hpp"
#include "halfopen/net/ip_address.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {

/// Owns a non-blocking socket. It belongs to the namespace in which it was opened.
class ProbeSocket {
 public:
  ProbeSocket() = default;
  ProbeSocket(ProbeSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), raw_v4_(other.raw_v4_) {}
  ProbeSocket& operator=(ProbeSocket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(raw_v4_, other.raw_v4_);
    return *this;
  }
  ProbeSocket(const ProbeSocket&) = delete;
  ProbeSocket& operator=(const ProbeSocket&) = delete;
  ~ProbeSocket();

  /// TCP: listens. UDP: receives from anybody.
  static Result<ProbeSocket> serve(IpProtocol protocol, IpFamily family, std::uint16_t port);
  /// TCP: begins to connect. UDP: is ready to send. Without a port the kernel picks one.
  /// Behind IPv4 NAT the packets can bear a tag that no translator changes (see packet_tag).
  static Result<ProbeSocket> call(IpProtocol protocol, const IpAddress& client,
                                  std::optional<std::uint16_t> client_port, const IpAddress& server,
                                  std::uint16_t server_port,
                                  std::optional<std::uint16_t> tag = std::nullopt);
  /// Packets of one protocol, without their IP header.
  static Result<ProbeSocket> raw(IpProtocol protocol, IpFamily family);

  int descriptor() const { return descriptor_; }
  std::uint16_t own_port() const;

  /// What became of a TCP call: 0 if it is connected, else the error.
  int connect_error() const;
  /// A waiting connection of a listener; none if nobody waits.
  std::optional<ProbeSocket> accept() const;

  bool send(std::span<const std::uint8_t> bytes) const;
  bool send_to(const IpAddress& to, std::uint16_t port, std::span<const std::uint8_t> bytes) const;

  struct Received {
    std::vector<std::uint8_t> bytes;  ///< without an IP header
    IpAddress from;
    std::uint16_t port = 0;
  };
  /// The next datagram, if one waits.
  std::optional<Received> receive() const;

 private:
  explicit ProbeSocket(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
  bool raw_v4_ = false;
};

/// Marks are never this low.
inline constexpr std::uint16_t kSctpServerPort = 9;

/// A tag of 0 to kPacketTags - 1 is written in an IPv4 packet as the six bits of the type of
/// service that are no flags of congestion, and in the time to live, which falls by one a hop.
inline constexpr std::uint16_t kPacketTags = 64 * 128;
inline constexpr int kLowestTimeToLive = 100;
/// The tag of a packet that has passed `hops` routers; none if it bears none.
std::optional<std::uint16_t> packet_tag(std::uint8_t tos, std::uint8_t ttl, std::size_t hops);

/// A packet of a protocol without sockets, with its mark: for ICMP the message (whose check sum
/// the kernel or this function sets), for SCTP an INIT or INIT ACK chunk with its check sum (RFC
/// 9260), for all else a few bytes that begin with the mark.
std::vector<std::uint8_t> crafted_packet(IpProtocol protocol, const IcmpMessage& message,
                                         std::uint16_t mark, bool is_reply);

}  // namespace halfopen
