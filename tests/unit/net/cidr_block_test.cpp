// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/cidr_block.hpp"

#include <doctest/doctest.h>

#include "halfopen/net/address_set.hpp"

namespace halfopen {
namespace {

// VPC User Guide, network ACL rules: "100.68.0.18/18" is stored as 100.68.0.0/18.
TEST_CASE("host bits are cleared") {
  CHECK(to_string(*parse_cidr_block("100.68.0.18/18")) == "100.68.0.0/18");
  CHECK(to_string(*parse_cidr_block("2001:db8::ffff/32")) == "2001:db8::/32");
  CHECK(to_string(*parse_cidr_block("1.2.3.4/0")) == "0.0.0.0/0");
  CHECK(to_string(*parse_cidr_block("::1/128")) == "::1/128");
}

TEST_CASE("what is no block is refused, with a hint") {
  for (const char* text : {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8",
                           "10.0.0.0/08", "::/129", "10.0.0.0/8/8", "/8", "10.0.0.0/ 8"}) {
    CAPTURE(text);
    const auto block = parse_cidr_block(text);
    REQUIRE_FALSE(block);
    CHECK_FALSE(block.error().hint.empty());
  }
}

TEST_CASE("a bare address is the block of one") {
  CHECK(parse_address_block("10.0.0.5")->is_single());
  CHECK(parse_address_block("2001:db8::5")->is_single());
  CHECK_FALSE(parse_address_block("10.0.0.4/31")->is_single());
}

TEST_CASE("bounds and membership") {
  const CidrBlock block = *parse_cidr_block("10.1.0.0/16");
  CHECK(block.contains(*parse_ip_address("10.1.0.0")));
  CHECK(block.contains(*parse_ip_address("10.1.255.255")));
  CHECK_FALSE(block.contains(*parse_ip_address("10.2.0.0")));
  CHECK_FALSE(block.contains(*parse_ip_address("::a01:0")));
  CHECK(CidrBlock::all(IpFamily::v6).last() == last_address_bits(IpFamily::v6));
  CHECK(block.contains(*parse_cidr_block("10.1.2.0/24")));
  CHECK_FALSE(block.contains(*parse_cidr_block("10.0.0.0/8")));
}

TEST_CASE("address sets print as blocks where they are blocks") {
  AddressSet set = AddressSet::of(*parse_cidr_block("10.0.0.0/8"));
  set.bits = set.bits - AddressSet::of(*parse_address_block("10.0.0.0")).bits;
  CHECK(to_string(set) == "10.0.0.1-10.255.255.255");
  CHECK(to_string(AddressSet::of(*parse_cidr_block("::/0"))) == "::/0");
  CHECK(to_string(AddressSet::of(*parse_address_block("::1"))) == "::1");
}

TEST_CASE("internet leaves out private and special space, not documentation blocks") {
  const auto& v4 = internet_addresses(IpFamily::v4).bits;
  for (const char* inside : {"8.8.8.8", "1.0.0.0", "198.51.100.7", "203.0.113.1", "172.32.0.0",
                             "172.15.255.255", "223.255.255.255"}) {
    CAPTURE(inside);
    CHECK(v4.contains(parse_ip_address(inside)->bits()));
  }
  for (const char* outside :
       {"0.0.0.0", "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255",
        "192.168.0.1", "100.64.0.1", "224.0.0.1", "255.255.255.255"}) {
    CAPTURE(outside);
    CHECK_FALSE(v4.contains(parse_ip_address(outside)->bits()));
  }
  CHECK(internet_addresses(IpFamily::v6).bits.contains(parse_ip_address("2001:db8::1")->bits()));
  CHECK_FALSE(internet_addresses(IpFamily::v6).bits.contains(parse_ip_address("fd00::1")->bits()));
}

}  // namespace
}  // namespace halfopen
