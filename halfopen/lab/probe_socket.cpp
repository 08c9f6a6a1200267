// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/probe_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <tuple>

namespace halfopen {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const IpAddress& address, std::uint16_t port) {
  SocketAddress made;
  std::array<std::uint8_t, 16> bytes{};
  AddressBits bits = address.bits();
  const std::size_t length = address.family() == IpFamily::v4 ? 4 : 16;
  for (std::size_t i = length; i-- > 0; bits >>= 8U) bytes[i] = static_cast<std::uint8_t>(bits);
  if (address.family() == IpFamily::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, bytes.data(), length);
    std::memcpy(&made.storage, &v4, sizeof v4);
    made.length = sizeof v4;
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, bytes.data(), length);
    std::memcpy(&made.storage, &v6, sizeof v6);
    made.length = sizeof v6;
  }
  return made;
}

std::pair<IpAddress, std::uint16_t> read_address(const sockaddr_storage& storage) {
  AddressBits bits = 0;
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof v4);
    return {IpAddress(IpFamily::v4, ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &storage, sizeof v6);
  for (const std::uint8_t byte : v6.sin6_addr.s6_addr) bits = (bits << 8U) | byte;
  return {IpAddress(IpFamily::v6, bits), ntohs(v6.sin6_port)};
}

int type_of(IpProtocol protocol) { return protocol == kTcp ? SOCK_STREAM : SOCK_DGRAM; }

void set(int descriptor, int level, int name, int value) {
  setsockopt(descriptor, level, name, &value, sizeof value);
}

/// Closing sends a reset and leaves no TIME_WAIT behind.
void forget_at_close(int descriptor) {
  const linger none{1, 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

/// A program that another thread starts holds copies of all sockets until it runs, a moment later:
/// so long a port that was given back may still be taken.
bool bind_patiently(int descriptor, const SocketAddress& address) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; ++i) {
    if (bind(descriptor, address.get(), address.length) == 0) return true;
    if (errno != EADDRINUSE) return false;
    usleep(1000);
  }
  return false;
}

int domain_of(IpFamily family) { return family == IpFamily::v4 ? AF_INET : AF_INET6; }

std::string last_error(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

}  // namespace

ProbeSocket::~ProbeSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<ProbeSocket> ProbeSocket::serve(IpProtocol protocol, IpFamily family, std::uint16_t port) {
  ProbeSocket made(socket(domain_of(family), type_of(protocol) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.descriptor_ < 0) return fail(last_error("socket"));
  set(made.descriptor_, SOL_SOCKET, SO_REUSEADDR, 1);
  if (protocol == kUdp) set(made.descriptor_, SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20);
  const SocketAddress any = socket_address(IpAddress(family, 0), port);
  if (!bind_patiently(made.descriptor_, any)) return fail(last_error("bind"));
  constexpr int kBacklog = 65535;
  if (protocol == kTcp && listen(made.descriptor_, kBacklog) != 0) {
    return fail(last_error("listen"));
  }
  return made;
}

Result<ProbeSocket> ProbeSocket::call(IpProtocol protocol, const IpAddress& client,
                                      std::optional<std::uint16_t> client_port,
                                      const IpAddress& server, std::uint16_t server_port,
                                      std::optional<std::uint16_t> tag) {
  ProbeSocket made(
      socket(domain_of(client.family()), type_of(protocol) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.descriptor_ < 0) return fail(last_error("socket"));
  if (protocol == kTcp) forget_at_close(made.descriptor_);
  if (tag) {
    set(made.descriptor_, IPPROTO_IP, IP_TOS, (*tag % 64) << 2);
    set(made.descriptor_, IPPROTO_IP, IP_TTL, kLowestTimeToLive + *tag / 64);
  }
  if (client_port) {
    set(made.descriptor_, SOL_SOCKET, SO_REUSEADDR, 1);
    const SocketAddress own = socket_address(client, *client_port);
    if (!bind_patiently(made.descriptor_, own)) return fail(last_error("bind"));
  }
  const SocketAddress there = socket_address(server, server_port);
  if (connect(made.descriptor_, there.get(), there.length) != 0 && errno != EINPROGRESS) {
    return fail(last_error("connect"));
  }
  return made;
}

std::optional<std::uint16_t> packet_tag(std::uint8_t tos, std::uint8_t ttl, std::size_t hops) {
  const int sent = ttl + static_cast<int>(hops) - kLowestTimeToLive;
  if (sent < 0 || sent >= kPacketTags / 64) return std::nullopt;
  return static_cast<std::uint16_t>(sent * 64 + (tos >> 2U));
}

Result<ProbeSocket> ProbeSocket::raw(IpProtocol protocol, IpFamily family) {
  ProbeSocket made(
      socket(domain_of(family), SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol.number));
  if (made.descriptor_ < 0) return fail(last_error("raw socket"));
  made.raw_v4_ = family == IpFamily::v4;
  set(made.descriptor_, SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20);
  return made;
}

std::uint16_t ProbeSocket::own_port() const {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return 0;
  return read_address(storage).second;
}

int ProbeSocket::connect_error() const {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

std::optional<ProbeSocket> ProbeSocket::accept() const {
  const int taken = accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
  if (taken < 0) return std::nullopt;
  forget_at_close(taken);
  return ProbeSocket(taken);
}

bool ProbeSocket::send(std::span<const std::uint8_t> bytes) const {
  return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

bool ProbeSocket::send_to(const IpAddress& to, std::uint16_t port,
                          std::span<const std::uint8_t> bytes) const {
  const SocketAddress there = socket_address(to, port);
  return sendto(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL, there.get(), there.length) ==
         static_cast<ssize_t>(bytes.size());
}

std::optional<ProbeSocket::Received> ProbeSocket::receive() const {
  std::array<std::uint8_t, 2048> bytes{};
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  const ssize_t got = recvfrom(descriptor_, bytes.data(), bytes.size(), 0,
                               reinterpret_cast<sockaddr*>(&storage), &length);
  if (got < 0) return std::nullopt;
  Received received;
  std::tie(received.from, received.port) = read_address(storage);
  const auto size = static_cast<std::size_t>(got);
  const std::size_t header = raw_v4_ ? (bytes[0] & 0xfU) * std::size_t{4} : 0;
  if (header < size) {
    received.bytes.assign(bytes.begin() + static_cast<std::ptrdiff_t>(header),
                          bytes.begin() + static_cast<std::ptrdiff_t>(size));
  }
  return received;
}

}  // namespace halfopen
