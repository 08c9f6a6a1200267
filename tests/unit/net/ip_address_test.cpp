// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/ip_address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <string>

namespace halfopen {
namespace {

/// The operating system's own reading of an address: the independent judge.
bool system_reads(IpFamily family, const std::string& text, AddressBits& bits) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(family == IpFamily::v4 ? AF_INET : AF_INET6, text.c_str(), bytes.data()) != 1) {
    return false;
  }
  bits = 0;
  for (std::size_t i = 0; i < (family == IpFamily::v4 ? 4U : 16U); ++i) bits = bits << 8 | bytes[i];
  return true;
}

TEST_CASE("addresses read as the system reads them") {
  for (const char* text :
       {"0.0.0.0", "255.255.255.255", "10.0.0.1", "::", "::1", "2001:db8::5", "fe80::1:2:3:4",
        "1:2:3:4:5:6:7:8", "1::8", "::ffff:1.2.3.4", "64:ff9b::10.0.0.1", "1:2:3:4:5:6:9.9.9.9"}) {
    CAPTURE(text);
    const auto address = parse_ip_address(text);
    REQUIRE(address);
    AddressBits bits = 0;
    REQUIRE(system_reads(address->family(), text, bits));
    CHECK(address->bits() == bits);
  }
}

TEST_CASE("what is no address is refused") {
  for (const char* text : {"",
                           "1.2.3",
                           "1.2.3.4.5",
                           "01.2.3.4",
                           "256.1.1.1",
                           "1.2.3.4 ",
                           " 1.2.3.4",
                           "a.b.c.d",
                           "1..2.3",
                           "1.2.3.-4",
                           ":",
                           ":::",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           "g::",
                           "12345::",
                           "1:2:3:4:5:6:7::8:9",
                           "::1.2.3",
                           "1.2.3.4::",
                           "fe80::1%eth0",
                           "[::1]",
                           "1:2:3:4:5:6:7:1.2.3.4"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ip_address(text));
  }
}

TEST_CASE("random texts: we read exactly what the system reads") {
  const auto character = rc::gen::elementOf(std::string("0123456789abf:.::::"));
  CHECK(rc::check([&] {
    const auto text = *rc::gen::container<std::string>(character);
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
      AddressBits bits = 0;
      const bool valid = system_reads(family, text, bits);
      const auto ours = parse_ip_address(text);
      const bool we_read = ours && ours->family() == family;
      RC_ASSERT(we_read == valid);
      if (valid) RC_ASSERT(ours->bits() == bits);
    }
  }));
}

TEST_CASE("text form is the system's (RFC 5952) and reads back") {
  CHECK(rc::check([] {
    AddressBits bits = 0;
    for (int i = 0; i < 8; ++i) {
      const auto group =
          *rc::gen::oneOf(rc::gen::just<std::uint16_t>(0), rc::gen::arbitrary<std::uint16_t>());
      bits = bits << 16 | group;
    }
    const IpAddress address(IpFamily::v6, bits);
    const std::string text = to_string(address);
    RC_ASSERT(parse_ip_address(text) == address);
    std::array<unsigned char, 16> bytes{};
    for (std::size_t i = 0; i < 16; ++i) {
      bytes[i] = static_cast<unsigned char>(bits >> (120 - 8 * i));
    }
    std::array<char, INET6_ADDRSTRLEN> system{};
    inet_ntop(AF_INET6, bytes.data(), system.data(), INET6_ADDRSTRLEN);
    // The system also writes ::a.b.c.d for the long-deprecated compatible addresses; we do not.
    const bool compatible = (bits >> 32) == 0 && bits > 0xffff;
    if (!compatible) RC_ASSERT(text == std::string(system.data()));
  }));
}

TEST_CASE("families never mix in order") {
  CHECK(*parse_ip_address("255.255.255.255") < *parse_ip_address("::"));
  CHECK(*parse_ip_address("10.0.0.9") < *parse_ip_address("10.0.0.10"));
  CHECK(*parse_ip_address("::ffff:1.2.3.4") != *parse_ip_address("1.2.3.4"));
}

}  // namespace
}  // namespace halfopen
