// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/icmp.hpp"

#include <doctest/doctest.h>

#include "halfopen/net/packet.hpp"

namespace halfopen {
namespace {

// RFC 792, RFC 4443: an echo request is answered by an echo reply, of another type.
TEST_CASE("a reply has the answering type, never the request's") {
  CHECK(icmp_reply(IpFamily::v4, {8, 0}) == IcmpMessage{0, 0});
  CHECK(icmp_reply(IpFamily::v4, {13, 0}) == IcmpMessage{14, 0});
  CHECK(icmp_reply(IpFamily::v6, {128, 0}) == IcmpMessage{129, 0});
  CHECK(icmp_reply(IpFamily::v6, {135, 0}) == IcmpMessage{136, 0});
}

TEST_CASE("errors and replies are answered by nobody") {
  for (int type = 0; type < 256; ++type) {
    const IcmpMessage message{static_cast<std::uint8_t>(type), 0};
    const auto reply = icmp_reply(IpFamily::v4, message);
    if (reply) CHECK_FALSE(icmp_reply(IpFamily::v4, *reply));
    const auto reply_v6 = icmp_reply(IpFamily::v6, message);
    if (reply_v6) CHECK_FALSE(icmp_reply(IpFamily::v6, *reply_v6));
  }
  CHECK_FALSE(icmp_reply(IpFamily::v4, {3, 4}));
  CHECK_FALSE(icmp_reply(IpFamily::v6, {2, 0}));
}

TEST_CASE("messages are read strictly") {
  CHECK(parse_icmp_message("8", IpFamily::v4) == IcmpMessage{8, 0});
  CHECK(parse_icmp_message("3:4", IpFamily::v4) == IcmpMessage{3, 4});
  CHECK(parse_icmp_message("echo", IpFamily::v6) == IcmpMessage{128, 0});
  for (const char* text : {"", "256", "8:", ":0", "8:256", "-1", "8:0:0", "x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_icmp_message(text, IpFamily::v4));
  }
}

TEST_CASE("reversing a packet twice changes nothing") {
  const Packet packet{IpAddress(IpFamily::v4, 1), IpAddress(IpFamily::v4, 2), kTcp, 40000, 443, {}};
  CHECK(reversed(packet).destination_port == 40000);
  CHECK(reversed(reversed(packet)) == packet);
}

}  // namespace
}  // namespace halfopen
