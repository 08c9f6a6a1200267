// SPDX-License-Identifier: Apache-2.0
// Packets of protocols that have no sockets here.
#include <algorithm>

#include "halfopen/lab/probe_socket.hpp"

namespace halfopen {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put_word(Bytes& bytes, std::size_t at, std::uint16_t word) {
  bytes[at] = static_cast<std::uint8_t>(word >> 8U);
  bytes[at + 1] = static_cast<std::uint8_t>(word);
}

/// The Internet check sum (RFC 1071) over an even number of bytes.
std::uint16_t internet_checksum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    sum += static_cast<std::uint32_t>(bytes[i] << 8U) | bytes[i + 1];
  }
  while (sum > 0xffffU) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

/// CRC-32C (RFC 9260, appendix A), as it stands in the header: lowest byte first.
void put_crc32c(Bytes& bytes, std::size_t at) {
  std::uint32_t crc = 0xffffffffU;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0x82f63b78U : crc >> 1U;
    }
  }
  crc = ~crc;
  for (std::size_t i = 0; i < 4; ++i, crc >>= 8U) bytes[at + i] = static_cast<std::uint8_t>(crc);
}

/// Type, code, check sum, identifier, sequence number. The check sum of ICMPv6 is the kernel's.
Bytes icmp(IpProtocol protocol, const IcmpMessage& message, std::uint16_t mark) {
  Bytes bytes(16);
  bytes[0] = message.type;
  bytes[1] = message.code;
  put_word(bytes, 4, mark);
  put_word(bytes, 6, mark);
  if (protocol == kIcmp) put_word(bytes, 2, internet_checksum(bytes));
  return bytes;
}

/// A common header (ports, tag, check sum) and an INIT or INIT ACK chunk of 20 bytes. The mark is
/// the client's port, and its tag.
Bytes sctp(std::uint16_t mark, bool is_reply) {
  Bytes bytes(32);
  put_word(bytes, 0, is_reply ? kSctpServerPort : mark);
  put_word(bytes, 2, is_reply ? mark : kSctpServerPort);
  if (is_reply) put_word(bytes, 6, mark);
  bytes[12] = is_reply ? 2 : 1;
  put_word(bytes, 14, 20);
  put_word(bytes, 18, std::max<std::uint16_t>(mark, 1));  // initiate tag: not zero
  put_word(bytes, 22, 0xffff);                            // window
  put_word(bytes, 24, 1);                                 // streams out
  put_word(bytes, 26, 1);                                 // streams in
  put_crc32c(bytes, 8);
  return bytes;
}

}  // namespace

std::vector<std::uint8_t> crafted_packet(IpProtocol protocol, const IcmpMessage& message,
                                         std::uint16_t mark, bool is_reply) {
  if (is_icmp(protocol)) return icmp(protocol, message, mark);
  if (protocol == kSctp) return sctp(mark, is_reply);
  Bytes bytes(16);
  put_word(bytes, 0, mark);
  bytes[2] = is_reply ? 1 : 0;
  return bytes;
}

}  // namespace halfopen
