// SPDX-License-Identifier: Apache-2.0
// Source of every rule here: EC2 API, CreateNetworkAclEntry (Protocol, PortRange, Icmp).
#include <doctest/doctest.h>

#include "halfopen/acl/first_match.hpp"
#include "halfopen/acl/network_acl_entry.hpp"

namespace halfopen {
namespace {

NetworkAclEntry entry(int protocol, const char* cidr) {
  NetworkAclEntry result;
  result.number = 100;
  result.protocol = static_cast<std::int16_t>(protocol);
  result.cidr = *parse_cidr_block(cidr);
  return result;
}

constexpr PortRange kAll{0, 65535};

TEST_CASE("protocol -1 matches every protocol and ignores ports") {
  NetworkAclEntry every = entry(-1, "0.0.0.0/0");
  every.ports = {22, 22};
  every.icmp_type = 3;
  for (const int number : {0, 1, 6, 17, 47, 58, 132, 255}) {
    CHECK(matched_selectors(every, IpProtocol{static_cast<std::uint8_t>(number)}) == kAll);
  }
}

TEST_CASE("TCP and UDP match their own protocol on the destination port") {
  NetworkAclEntry tcp = entry(6, "0.0.0.0/0");
  tcp.ports = {1024, 65535};
  CHECK(matched_selectors(tcp, kTcp) == PortRange{1024, 65535});
  CHECK_FALSE(matched_selectors(tcp, kUdp));
  CHECK_FALSE(matched_selectors(tcp, kSctp));
}

TEST_CASE("golden 8: any other protocol number ignores ports") {
  NetworkAclEntry esp = entry(50, "0.0.0.0/0");
  esp.ports = {500, 500};
  CHECK(matched_selectors(esp, IpProtocol{50}) == kAll);
  NetworkAclEntry sctp = entry(132, "0.0.0.0/0");
  sctp.ports = {80, 80};
  CHECK(matched_selectors(sctp, kSctp) == kAll);
}

TEST_CASE("ICMP: type and code, -1 for all") {
  NetworkAclEntry icmp = entry(1, "0.0.0.0/0");
  CHECK(matched_selectors(icmp, kIcmp) == kAll);
  icmp.icmp_type = 3;
  CHECK(matched_selectors(icmp, kIcmp) == PortRange{0x0300, 0x03ff});
  icmp.icmp_code = 4;
  CHECK(matched_selectors(icmp, kIcmp) == PortRange{0x0304, 0x0304});
  icmp.icmp_type = 0;
  icmp.icmp_code = 0;
  CHECK(matched_selectors(icmp, kIcmp) == PortRange{0, 0});
  CHECK_FALSE(matched_selectors(icmp, kIcmpV6));
}

TEST_CASE("protocol 58: with an IPv4 block all types, with an IPv6 block the given ones") {
  NetworkAclEntry v4 = entry(58, "0.0.0.0/0");
  v4.icmp_type = 2;
  v4.icmp_code = 0;
  CHECK(matched_selectors(v4, kIcmpV6) == kAll);
  NetworkAclEntry v6 = entry(58, "::/0");
  v6.icmp_type = 2;
  v6.icmp_code = 0;
  CHECK(matched_selectors(v6, kIcmpV6) == PortRange{0x0200, 0x0200});
}

TEST_CASE("golden 9: protocol 58 on 0.0.0.0/0 never matches an IPv6 packet") {
  const NetworkAclEntry v4 = entry(58, "0.0.0.0/0");
  Packet packet;
  packet.source = *parse_ip_address("2001:db8::1");
  packet.destination = *parse_ip_address("2001:db8::2");
  packet.protocol = kIcmpV6;
  packet.icmp = {128, 0};
  CHECK(mismatch(v4, packet) == Mismatch::family);
}

TEST_CASE("an entry looks at the source on ingress and at the destination on egress") {
  NetworkAclEntry web = entry(6, "192.0.2.0/24");
  Packet packet;
  packet.source = *parse_ip_address("192.0.2.9");
  packet.destination = *parse_ip_address("10.0.0.5");
  CHECK_FALSE(mismatch(web, packet));
  web.direction = Direction::egress;
  CHECK(mismatch(web, packet) == Mismatch::address);
}

}  // namespace
}  // namespace halfopen
