// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/port_range.hpp"

#include <doctest/doctest.h>

#include "halfopen/net/ip_protocol.hpp"

namespace halfopen {
namespace {

TEST_CASE("ports and ranges are read strictly") {
  CHECK(parse_port_range("0-0") == PortRange{0, 0});
  CHECK(parse_port_range("443") == PortRange{443, 443});
  CHECK(parse_port_range("1024 - 65535") == PortRange{1024, 65535});
  for (const char* text :
       {"", "-", "1-", "-1", "65536", "5-4", "1-2-3", "a", "1,2", "+5", "0x10"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_port_range(text));
  }
}

TEST_CASE("sizes count both ends; port 0 is a port") {
  CHECK(PortRange{0, 65535}.size() == 65536);
  CHECK(PortRange{0, 0}.size() == 1);
  CHECK(PortRange{32768, 60999}.size() == 28232);
}

TEST_CASE("protocols by name and number") {
  CHECK(parse_ip_protocol("TCP") == kTcp);
  CHECK(parse_ip_protocol("58") == kIcmpV6);
  CHECK(parse_ip_protocol("255") == IpProtocol{255});
  CHECK_FALSE(parse_ip_protocol("256"));
  CHECK_FALSE(parse_ip_protocol("-1"));
  CHECK_FALSE(parse_ip_protocol("tcpx"));
  CHECK(to_string(IpProtocol{47}) == "47");
  CHECK(to_string(kSctp) == "sctp");
}

}  // namespace
}  // namespace halfopen
