// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/minimise_report.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/random_acl.hpp"

namespace halfopen {
namespace {

MinimiseResult small_result() {
  std::vector<NetworkAclEntry> rows(3);
  rows[0].number = 10;
  rows[0].protocol = 6;
  rows[0].ports = {80, 80};
  rows[1].number = 20;
  rows[1].protocol = 6;
  rows[1].ports = {81, 90};
  rows[2].number = 30;
  rows[2].protocol = 1;
  rows[2].icmp_type = 8;
  for (NetworkAclEntry& row : rows) row.action = RuleAction::allow;
  return minimise(oracle::acl_of(rows));
}

TEST_CASE("text: the verdict first, then the table") {
  CHECK(minimise_text("acl-1", small_result(), Style{}) ==
        "acl-1: 3 rules -> 2\n"
        "inbound IPv4: 3 rules -> 2 (provably the fewest), quota 3 of 20\n"
        "\n"
        "inbound IPv4\n"
        "    100  allow    tcp 80-90    0.0.0.0/0\n"
        "    200  allow    icmp type 8  0.0.0.0/0\n"
        "      *  deny     all traffic  0.0.0.0/0\n");
}

TEST_CASE("text: unknown rules and full quotas are said") {
  MinimiseResult result = small_result();
  result.parts[0].skipped_unknown = true;
  CHECK(minimise_text("a", result, Style{}).find("left as they are") != std::string::npos);
  result.parts[0].skipped_unknown = false;
  result.parts[0].proved = false;
  result.parts[0].after = 20;
  const std::string full = minimise_text("a", result, Style{});
  CHECK(full.find("at least 2), quota 21 of 20, 40 on request") != std::string::npos);
  result.parts[0].after = 40;
  CHECK(minimise_text("a", result, Style{}).find("too many even for 40") != std::string::npos);
}

TEST_CASE("JSON") {
  const std::string json = minimise_json("acl-1", small_result());
  for (const char* part :
       {"\"schema\": \"halfopen.minimise/1\"", "\"acl\": \"acl-1\"", "\"before\": 3",
        "\"after\": 2", "\"proved\": true", "\"from\": 80", "\"type\": 8", "\"code\": -1",
        "\"cidr\": \"0.0.0.0/0\"", "\"direction\": \"egress\"", "\"family\": \"ipv6\"",
        "\"lower_bound\": 2", "\"used\": 3", "\"limit\": 20", "\"hard_limit\": 40"}) {
    CAPTURE(part);
    CHECK(json.find(part) != std::string::npos);
  }
}

TEST_CASE("Markdown") {
  const std::string text = minimise_markdown("acl-1", small_result());
  CHECK(text.find("* inbound IPv4: 3 rules -> 2 (provably the fewest), quota 3 of 20\n") !=
        std::string::npos);
  CHECK(text.find("| inbound | IPv4 | 100 | allow | tcp 80-90 | 0.0.0.0/0 |\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace halfopen
