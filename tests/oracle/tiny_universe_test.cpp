// SPDX-License-Identifier: Apache-2.0
// Every rule list of a tiny universe: 4 addresses, 8 ports, 2 protocols, up to 3 rules.
#include <doctest/doctest.h>

#include <vector>

#include "halfopen/acl/compiled_acl.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen::oracle {
namespace {

/// All entries of the universe: blocks of 2-bit addresses, ranges of 3-bit ports at their edges,
/// TCP, UDP or both, allow or deny.
std::vector<NetworkAclEntry> universe() {
  std::vector<NetworkAclEntry> all;
  const std::vector<CidrBlock> blocks = {
      *parse_cidr_block("0.0.0.0/0"), *parse_cidr_block("0.0.0.0/31"),
      *parse_cidr_block("0.0.0.2/31"), *parse_cidr_block("0.0.0.1/32")};
  const std::vector<PortRange> ranges = {{0, 65535}, {0, 3}, {2, 5}, {4, 7}, {7, 65535}, {3, 3}};
  for (const CidrBlock& block : blocks) {
    for (const std::int16_t protocol : {std::int16_t{-1}, std::int16_t{6}, std::int16_t{17}}) {
      for (const PortRange& range : ranges) {
        if (protocol == -1 && range != ranges.front()) continue;
        for (const RuleAction action : {RuleAction::allow, RuleAction::deny}) {
          NetworkAclEntry entry;
          entry.protocol = protocol;
          entry.ports = range;
          entry.cidr = block;
          entry.action = action;
          all.push_back(entry);
        }
      }
    }
  }
  return all;
}

/// Every packet of the universe, with the port behind its end.
template <class Check>
void for_every_packet(const Check& check) {
  Packet packet;
  for (std::uint32_t address = 0; address < 5; ++address) {
    packet.source = IpAddress(IpFamily::v4, address);
    for (const IpProtocol protocol : {kTcp, kUdp}) {
      packet.protocol = protocol;
      for (std::uint16_t port = 0; port < 9; ++port) {
        packet.destination_port = port;
        check(packet);
      }
    }
  }
}

std::size_t wrong_answers(std::vector<NetworkAclEntry> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].number = static_cast<RuleNumber>(i + 1);
  const NetworkAcl acl = acl_of(rows);
  const CompiledAcl compiled(acl);
  std::size_t wrong = 0;
  for_every_packet([&](const Packet& packet) {
    const Decision decision = compiled.decide(Direction::ingress, packet);
    const Judgement truth = judge(rows, Direction::ingress, packet);
    if (truth.rule != rule_label(decision) || truth.action != to_string(decision.action)) ++wrong;
  });
  return wrong;
}

TEST_CASE("all lists of one and two rules") {
  const auto all = universe();
  REQUIRE(all.size() == 104);
  std::size_t lists = 0;
  for (const auto& first : all) {
    REQUIRE(wrong_answers({first}) == 0);
    for (const auto& second : all) {
      REQUIRE(wrong_answers({first, second}) == 0);
      ++lists;
    }
  }
  CHECK(lists == 104 * 104);
}

TEST_CASE("all lists of three rules over the overlapping half of the universe") {
  std::vector<NetworkAclEntry> some;
  for (const auto& entry : universe()) {
    const bool overlapping = entry.cidr.prefix_length() != 32 && entry.protocol != 17;
    if (overlapping && entry.ports != PortRange{3, 3}) some.push_back(entry);
  }
  std::size_t lists = 0;
  for (const auto& first : some) {
    for (const auto& second : some) {
      for (const auto& third : some) {
        REQUIRE(wrong_answers({first, second, third}) == 0);
        ++lists;
      }
    }
  }
  CHECK(lists == some.size() * some.size() * some.size());
  CHECK(lists > 40000);
}

}  // namespace
}  // namespace halfopen::oracle
