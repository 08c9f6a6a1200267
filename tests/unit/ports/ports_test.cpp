// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "halfopen/ports/client_profile.hpp"
#include "halfopen/ports/port_class.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/ports/service_port.hpp"

namespace halfopen {
namespace {

// AWS VPC User Guide (ephemeral ports), Linux af_inet.c, Microsoft KB929851, FreeBSD in.h.
TEST_CASE("the ranges of the profiles that verdicts rest on") {
  const auto size = [](const char* name) { return find_client_profile(name)->range.size(); };
  CHECK(find_client_profile("linux")->range == PortRange{32768, 60999});
  CHECK(find_client_profile("linux-pre-4.2")->range == PortRange{32768, 61000});
  CHECK(find_client_profile("windows-legacy")->range == PortRange{1025, 5000});
  CHECK(find_client_profile("freebsd")->range == PortRange{10000, 65535});
  CHECK(size("linux") == 28232);
  CHECK(size("windows") == 16384);
  CHECK(size("windows-legacy") == 3976);
  CHECK(size("nat-gateway") == 64512);
}

TEST_CASE("the default set is the documented one") {
  std::string names;
  for (const auto& profile : default_client_profiles()) names += profile.name + ' ';
  CHECK(names ==
        "linux linux-pre-4.2 windows windows-legacy macos freebsd nat-gateway elb lambda any ");
}

TEST_CASE("every row names its evidence, once") {
  std::set<std::string_view> names;
  for (const auto& row : client_profile_rows()) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK_FALSE(row.source.empty());
    CHECK(row.date.size() == 10);
  }
}

TEST_CASE("custom clients") {
  CHECK(find_client_profile("40000-40999")->range == PortRange{40000, 40999});
  CHECK(find_client_profile("52341")->range == PortRange{52341, 52341});
  const auto unknown = find_client_profile("winows");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().hint.find("windows") != std::string::npos);
}

TEST_CASE("port sets read back what they print") {
  for (const char* text : {"", "0", "80,443,32768-65535", "0-65535", "1-65535"}) {
    CAPTURE(text);
    CHECK(to_string(*parse_port_set(text)) == text);
  }
  CHECK(to_string(*parse_port_set("5-9,1-4,20,8-10")) == "1-10,20");
  CHECK_FALSE(parse_port_set("1,,2"));
  CHECK(count(*parse_port_set("0-65535")) == 65536);
  CHECK(count_within(*parse_port_set("3306,40000-50000"), {1024, 45000}) == 5002);
}

// RFC 6335 section 6.
TEST_CASE("IANA classes") {
  CHECK(port_class(0) == PortClass::system);
  CHECK(port_class(1023) == PortClass::system);
  CHECK(port_class(1024) == PortClass::user);
  CHECK(port_class(49151) == PortClass::user);
  CHECK(port_class(49152) == PortClass::dynamic);
}

TEST_CASE("services by the console's names") {
  CHECK(find_service("HTTPS")->port == 443);
  CHECK(find_service("MySQL/Aurora")->port == 3306);
  CHECK(find_service("RDP")->port == 3389);
  CHECK(find_service("DNS (UDP)")->protocol == kUdp);
  CHECK(find_service("no such") == nullptr);
}

}  // namespace
}  // namespace halfopen
