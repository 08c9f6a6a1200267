// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/service.hpp"

#include <doctest/doctest.h>

namespace halfopen {
namespace {

std::string read(const char* text, IpFamily family = IpFamily::v4) {
  const auto services = parse_services(text);
  if (!services) return "refused";
  std::string result;
  for (const auto& spec : *services)
    result += (result.empty() ? "" : " ") + to_string(spec.in(family));
  return result;
}

TEST_CASE("the protocol carries on through a list") {
  CHECK(read("443") == "tcp/443");
  CHECK(read("tcp/443,22") == "tcp/443 tcp/22");
  CHECK(read("udp/53,123,tcp/443,80") == "udp/53 udp/123 tcp/443 tcp/80");
  CHECK(read("0") == "tcp/0");
}

TEST_CASE("ICMP takes a type, in the words of the family") {
  CHECK(read("icmp/8") == "icmp/8:0");
  CHECK(read("icmp/3:4") == "icmp/3:4");
  CHECK(read("icmp/echo") == "icmp/8:0");
  CHECK(read("icmp/echo", IpFamily::v6) == "icmpv6/128:0");
  CHECK(read("icmpv6/128") == "icmpv6/128:0");
  CHECK(read("icmp/8,13") == "icmp/8:0 icmp/13:0");
}

TEST_CASE("protocols whose ports nobody looks at") {
  CHECK(read("sctp/38412") == "sctp/38412");
  CHECK(read("sctp") == "sctp");
  CHECK(read("gre") == "47");
  CHECK(read("47/") == "47");
  CHECK(read("132/5000") == "sctp/5000");
}

TEST_CASE("what is no service is refused") {
  for (const char* text : {"", "tcp/", "tcp", "x", "65536", "443,", ",443", "256/1", "tcp/1-2",
                           "icmp/300", "icmp/8:", "http/80", "443 ", "-1/80"}) {
    CAPTURE(text);
    CHECK(read(text) == "refused");
  }
}

TEST_CASE("a reply swaps ends and ports, and has ICMP's answering type") {
  const IpAddress client(IpFamily::v4, 1);
  const IpAddress server(IpFamily::v4, 2);
  const auto reply = reply_packet({kTcp, 443, {}}, client, server, 40000);
  CHECK(reply->source == server);
  CHECK(reply->source_port == 443);
  CHECK(reply->destination_port == 40000);
  CHECK(reply_packet({kIcmp, {}, IcmpMessage{8, 0}}, client, server, 0)->icmp.type == 0);
  CHECK_FALSE(reply_packet({kIcmp, {}, IcmpMessage{3, 4}}, client, server, 0));
}

}  // namespace
}  // namespace halfopen
