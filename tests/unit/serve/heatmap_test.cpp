// SPDX-License-Identifier: Apache-2.0
// A heat map says of every pair what the matrix says of it by itself.
#include "halfopen/analysis/heatmap.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "halfopen/serve/loaded_sources.hpp"

namespace halfopen {
namespace {

/// Subnets of ACLs of which some lose replies, some know IPv6, one denies and one contradicts
/// itself.
std::string account() {
  std::string text;
  for (int acl = 0; acl < 6; ++acl) {
    text += "acl: acl-" + std::to_string(acl) + '\n';
    for (int i = 0; i < 3; ++i) {
      const std::string number = std::to_string(3 * acl + i);
      text += "subnet: subnet-" + number + " 10.0." + number + ".0/24";
      text += (acl % 2 == 0 ? " 2001:db8:0:" + number + "::/64" : "") + std::string("\n");
    }
    text += "ingress 100 allow tcp 443 10.0." + std::to_string(acl) + ".0/24\n";
    text += "ingress 110 allow tcp 1024-65535 any\ningress 120 allow icmp all 10.0.0.0/16\n";
    text += acl == 5 ? "egress 100 allow tcp 443 any; egress 100 deny tcp 443 any\n"
                     : "egress 100 allow tcp 443 any\n";
    if (acl != 3) text += "egress 110 allow tcp 32768-" + std::to_string(60000 + acl) + " any\n";
    if (acl == 1) text += "egress 120 allow all all any\n";
    if (acl % 2 == 0) text += "ingress 200 allow all all ::/0\negress 200 allow all all ::/0\n";
    text += '\n';
  }
  return text;
}

char expected(Matrix& matrix, std::size_t from, std::size_t to, const ServiceSpec& service) {
  if (!matrix.is_pair(from, to)) return '.';
  const bool echo = service.protocol == kIcmp;
  const PairAnswer answer = matrix.answer(from, to, echo ? PairProtocol::echo : PairProtocol::tcp);
  const Verdict verdicts[] = {Verdict::works, Verdict::partial, Verdict::half_open, Verdict::denied,
                              Verdict::unknown};
  for (std::size_t i = 0; i < 5; ++i) {
    const bool is =
        echo ? answer.echo == verdicts[i] : answer.services.of(verdicts[i]).contains(*service.port);
    if (is) return "wphdu"[i];
  }
  return '?';
}

TEST_CASE("heatmap: every cell is the matrix's answer for that pair") {
  const LoadedSources sources = read_sources({{"account", account()}});
  REQUIRE(sources.any_read);
  CompiledSnapshot model(sources.loaded.snapshot);
  std::set<char> seen;
  for (const char* port : {"443", "22", "icmp/echo"}) {
    for (const char* client : {"any", "linux", "windows-legacy"}) {
      Matrix matrix(model, matrix_ends(sources.loaded.snapshot), {*find_client_profile(client)});
      Matrix alone(model, matrix_ends(sources.loaded.snapshot), {*find_client_profile(client)});
      const auto service = read_heatmap_service(port);
      REQUIRE(service.has_value());
      for (const IpFamily family : kIpFamilies) {
        const Heatmap map = heatmap(matrix, family, *service);
        REQUIRE(map.rows.size() == map.ends.size());
        for (std::size_t i = 0; i < map.ends.size(); ++i) {
          REQUIRE(map.rows[i].size() == map.ends.size());
          for (std::size_t j = 0; j < map.ends.size(); ++j) {
            const char truth = expected(alone, map.ends[i], map.ends[j], *service);
            CHECK(map.rows[i][j] == truth);
            seen.insert(truth);
          }
        }
      }
    }
  }
  CHECK(seen == std::set<char>{'.', 'd', 'h', 'p', 'u', 'w'});
}

TEST_CASE("heatmap: one service, with a port or echo") {
  for (const char* text : {"443", "udp/53", "icmp/echo"}) CHECK(read_heatmap_service(text));
  for (const char* text : {"", "443,22", "47/", "icmp/8", "sctp/1", "x"}) {
    CAPTURE(text);
    const auto service = read_heatmap_service(text);
    REQUIRE(!service);
    CHECK(service.error().what.starts_with("port: "));
  }
}

}  // namespace
}  // namespace halfopen
