// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/packet_watch.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>

#include "halfopen/lab/probe_socket.hpp"

namespace halfopen {
namespace {

using ByteSpan = std::span<const std::uint8_t>;
constexpr IpProtocol kUnreadable{255};

std::uint16_t word_at(ByteSpan bytes, std::size_t at) {
  return static_cast<std::uint16_t>((bytes[at] << 8U) | bytes[at + 1]);
}

AddressBits bits_at(ByteSpan bytes, std::size_t at, std::size_t length) {
  AddressBits bits = 0;
  for (std::size_t i = 0; i < length; ++i) bits = (bits << 8U) | bytes[at + i];
  return bits;
}

/// What stands behind the IP header.
void read_payload(ByteSpan bytes, SeenPacket& seen) {
  Packet& packet = seen.packet;
  if (packet.protocol == kTcp && bytes.size() >= 14) seen.tcp_flags = bytes[13];
  if (filters_ports(packet.protocol) && bytes.size() >= 4) {
    packet.source_port = word_at(bytes, 0);
    packet.destination_port = word_at(bytes, 2);
  } else if (is_icmp(packet.protocol) && bytes.size() >= 8) {
    packet.icmp = {bytes[0], bytes[1]};
    seen.mark = word_at(bytes, 6);
  } else if (bytes.size() >= 4) {
    const bool from_server = packet.protocol == kSctp && word_at(bytes, 0) == kSctpServerPort;
    seen.mark = word_at(bytes, from_server ? 2 : 0);
  }
}

SeenPacket read_packet(ByteSpan bytes, std::uint16_t kind) {
  SeenPacket seen;
  seen.packet.protocol = kUnreadable;
  std::size_t header = 0;
  if (kind == ETH_P_IP && bytes.size() >= 20) {
    header = (bytes[0] & 0xfU) * std::size_t{4};
    if (bytes.size() < header) return seen;
    seen.packet.protocol = IpProtocol{bytes[9]};
    seen.tos = bytes[1];
    seen.ttl = bytes[8];
    seen.packet.source = {IpFamily::v4, bits_at(bytes, 12, 4)};
    seen.packet.destination = {IpFamily::v4, bits_at(bytes, 16, 4)};
  } else if (kind == ETH_P_IPV6 && bytes.size() >= 40) {
    header = 40;
    seen.packet.protocol = IpProtocol{bytes[6]};
    seen.packet.source = {IpFamily::v6, bits_at(bytes, 8, 16)};
    seen.packet.destination = {IpFamily::v6, bits_at(bytes, 24, 16)};
  } else {
    return seen;
  }
  read_payload(bytes.subspan(header), seen);
  return seen;
}

}  // namespace

Result<PacketWatch> PacketWatch::open(const NetworkNamespace& there, const char* port) {
  const InNamespace inside(there);
  const int descriptor = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return fail(std::string("packet socket: ") + std::strerror(errno));
  PacketWatch watch(descriptor);
  const int room = 8 << 20;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex(port));
  if (address.sll_ifindex == 0 ||
      bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail(std::string("packet socket on ") + port + ": " + std::strerror(errno));
  }
  return watch;
}

PacketWatch::~PacketWatch() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::optional<SeenPacket> PacketWatch::next() const {
  std::array<std::uint8_t, 2048> bytes{};
  for (;;) {
    sockaddr_ll from{};
    socklen_t length = sizeof from;
    const ssize_t got = recvfrom(descriptor_, bytes.data(), bytes.size(), 0,
                                 reinterpret_cast<sockaddr*>(&from), &length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (from.sll_pkttype == PACKET_OUTGOING) continue;
    return read_packet(ByteSpan(bytes).first(static_cast<std::size_t>(got)),
                       ntohs(from.sll_protocol));
  }
}

}  // namespace halfopen
