// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/port_algorithm.hpp"

#include <string>

namespace halfopen {
namespace {

constexpr PortTime seconds(int n) { return PortTime::seconds(n); }

constexpr PortRange kLinuxPorts{32768, 60999};
constexpr PortRange kAllClientPorts{1024, 65535};
constexpr std::string_view kNoAddress =
    "connect() fails with EADDRNOTAVAIL (\"Cannot assign requested address\")";
constexpr std::string_view kRfc = "RFC 6056 section 3.3";
constexpr std::string_view kRfcAssumed =
    "the range (section 3.2) and 60 s of TIME_WAIT, which are the system's choice";

constexpr PortAlgorithmRow kRows[] = {
    {PortAlgorithm::linux_connect, "linux-connect", "Linux, connect() without bind()", kLinuxPorts,
     seconds(60), false, std::nullopt, kNoAddress,
     "Linux net/ipv4/inet_hashtables.c: keyed start for each destination, ports of the range's "
     "first parity before the others, steps of 2 to 16; TIME_WAIT 60 s (include/net/tcp.h)",
     ""},
    {PortAlgorithm::linux_bind, "linux-bind", "Linux, bind() to port 0", kLinuxPorts, seconds(60),
     false, std::nullopt, "bind() fails with EADDRINUSE (\"Address already in use\")",
     "Linux net/ipv4/inet_connection_sock.c: random start, the other parity first, the port is "
     "not shared between destinations",
     "no SO_REUSEADDR, no SO_REUSEPORT"},
    {PortAlgorithm::linux_udp, "linux-udp", "Linux, UDP", kLinuxPorts, seconds(0), false,
     std::nullopt, "sendto(), connect() or bind() fails with EAGAIN or EADDRINUSE",
     "Linux net/ipv4/udp.c: random start, steps of an odd multiple of the hash table's size, the "
     "port is not shared between destinations",
     "a hash table of 4,096 slots (it depends on memory)"},
    {PortAlgorithm::linux_masquerade, "linux-masquerade", "Linux, nftables masquerade",
     kAllClientPorts, seconds(120), true, std::nullopt,
     "new connections time out; `conntrack -S` counts insert_failed",
     "Linux net/netfilter/nf_nat_core.c: keeps the port if it is free, else random within its "
     "class 1-511, 600-1023 or 1024-65535, 128 tries, then 64, 32, 16, 8; "
     "nf_conntrack_tcp_timeout_time_wait 120 s",
     "a host's earlier mapping is not tried again for another destination; nothing in TIME_WAIT is "
     "taken over, as newer kernels do in the last 32 tries"},
    {PortAlgorithm::nat_gateway, "nat-gateway", "AWS NAT gateway", kAllClientPorts, seconds(60),
     true, 55000, "CloudWatch counts ErrorPortAllocation; new connections time out",
     "AWS VPC User Guide: ports 1024-65535; 55,000 connections for each destination address, port "
     "and protocol, and each of up to 8 addresses",
     "the order of ports and addresses is random; a port is held 60 s after its connection (older "
     "AWS text: about 900 connections per second)"},
    {PortAlgorithm::load_balancer, "nlb", "AWS Network Load Balancer without client addresses",
     kAllClientPorts, seconds(60), true, 55000,
     "CloudWatch counts PortAllocationErrorCount; new connections time out",
     "AWS Network Load Balancer guide: 55,000 connections for each target where it translates; "
     "ports 1024-65535",
     "the order of ports is random; a port is held 60 s after its connection"},
    {PortAlgorithm::freebsd,
     "freebsd",
     "FreeBSD",
     {10000, 65535},
     seconds(60),
     false,
     std::nullopt,
     kNoAddress,
     "FreeBSD sys/netinet/in_pcb.c: a random start, then the next port, free for this destination; "
     "TIME_WAIT is twice net.inet.tcp.msl (30 s)",
     ""},
    {PortAlgorithm::windows,
     "windows",
     "Windows Vista, Server 2008 and later",
     {49152, 65535},
     seconds(120),
     false,
     std::nullopt,
     "connect() fails with WSAEADDRINUSE (10048) or WSAENOBUFS (10055); the event log has 4227 or "
     "4231",
     "Microsoft KB929851: the range",
     "the order, which Microsoft does not tell: a start for each destination, then the next port "
     "(RFC 6056 algorithm 3); TIME_WAIT 120 s, which TcpTimedWaitDelay sets"},
    {PortAlgorithm::sequential,
     "sequential",
     "The next port (old BSD, Windows XP and Server 2003)",
     {1025, 5000},
     seconds(240),
     false,
     std::nullopt,
     "connect() fails with WSAEADDRINUSE (10048), on BSD with EADDRNOTAVAIL",
     "RFC 6056 section 2: one counter for all destinations; Microsoft KB929851: the range; "
     "Microsoft, TCP TIME-WAIT Delay: four minutes",
     "the port is shared between destinations"},
    {PortAlgorithm::rfc6056_1, "rfc6056-1", "RFC 6056: simple randomisation", kAllClientPorts,
     seconds(60), false, std::nullopt, kNoAddress, kRfc, kRfcAssumed},
    {PortAlgorithm::rfc6056_2, "rfc6056-2", "RFC 6056: random, drawn anew", kAllClientPorts,
     seconds(60), false, std::nullopt, kNoAddress, kRfc, kRfcAssumed},
    {PortAlgorithm::rfc6056_3, "rfc6056-3", "RFC 6056: simple hash", kAllClientPorts, seconds(60),
     false, std::nullopt, kNoAddress, kRfc, kRfcAssumed},
    {PortAlgorithm::rfc6056_4, "rfc6056-4", "RFC 6056: double hash", kAllClientPorts, seconds(60),
     false, std::nullopt, kNoAddress, kRfc, kRfcAssumed},
    {PortAlgorithm::rfc6056_5, "rfc6056-5", "RFC 6056: random increments", kAllClientPorts,
     seconds(60), false, std::nullopt, kNoAddress, kRfc, kRfcAssumed},
};

}  // namespace

std::span<const PortAlgorithmRow> port_algorithm_rows() { return kRows; }

const PortAlgorithmRow& port_algorithm_row(PortAlgorithm algorithm) {
  for (const PortAlgorithmRow& row : kRows) {
    if (row.algorithm == algorithm) return row;
  }
  return kRows[0];
}

Result<PortAlgorithm> find_port_algorithm(std::string_view name) {
  std::string names;
  for (const PortAlgorithmRow& row : kRows) {
    if (row.name == name) return row.algorithm;
    names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  return fail("no algorithm is named '" + std::string(name) + "'", "use one of " + names);
}

}  // namespace halfopen
