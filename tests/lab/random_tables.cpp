// SPDX-License-Identifier: Apache-2.0
// usage: random_tables SEED COUNT PACKETS
//        random_tables groups
//
// The second form writes the group table that kernel_groups_test.py asks about. The first form
// writes COUNT random network ACLs as tables of nftables, each with PACKETS random packets and the
// comment of the rule that must decide them: by the judge that shares no code with the library.
// What it writes is read by kernel_rules_test.py: blocks of lines
//   TABLE RULES / the text of nft_netdev_table / GROUPS RULES / that of nft_group_table / END
// and then PACKETS lines `direction source destination protocol sport dport type code action
// comment`.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/lab/nft_rule.hpp"
#include "halfopen/lab/nft_ruleset.hpp"
#include "tests/oracle/first_match_oracle.hpp"
#include "tests/oracle/random_acl.hpp"

namespace halfopen {
namespace {

/// Each packet meets the addresses of some rule about every other time.
Packet packet_for(oracle::Dice& dice, const std::vector<NetworkAclEntry>& rows) {
  Packet packet = oracle::random_packet(dice);
  if (rows.empty() || dice.coin()) return packet;
  const NetworkAclEntry& row = rows[dice.roll(static_cast<std::uint32_t>(rows.size()))];
  const IpAddress inside(row.cidr.family(), row.cidr.first() + (row.cidr.is_single() ? 0 : 1));
  packet.source = packet.destination = inside;
  if (row.protocol != NetworkAclEntry::kEveryProtocol) {
    packet.protocol = IpProtocol{static_cast<std::uint8_t>(row.protocol)};
  }
  const bool first = dice.coin();
  packet.destination_port = first ? row.ports.first : row.ports.last;
  if (is_icmp(packet.protocol) && row.icmp_type >= 0) {
    packet.icmp.type = static_cast<std::uint8_t>(row.icmp_type);
    packet.icmp.code = static_cast<std::uint8_t>(std::max<std::int16_t>(row.icmp_code, 0));
  }
  return packet;
}

void print_packet(oracle::Dice& dice, const NetworkAcl& acl,
                  const std::vector<NetworkAclEntry>& rows) {
  const Packet packet = packet_for(dice, rows);
  const Direction direction = dice.coin() ? Direction::ingress : Direction::egress;
  const oracle::Judgement judged = oracle::judge(rows, direction, packet);
  std::cout << to_string(direction) << ' ' << to_string(packet.source) << ' '
            << to_string(packet.destination) << ' ' << int{packet.protocol.number} << ' '
            << packet.source_port << ' ' << packet.destination_port << ' ' << int{packet.icmp.type}
            << ' ' << int{packet.icmp.code} << ' ' << judged.action << ' '
            << nft_comment(acl.id(), direction, judged.rule) << '\n';
}

int print_all(std::uint32_t seed, int count, int packets) {
  for (int i = 0; i < count; ++i) {
    oracle::Dice dice(seed + static_cast<std::uint32_t>(i));
    const auto rows = oracle::random_rows(dice, dice.roll(40));
    const std::vector<NetworkAcl> acls{oracle::acl_of(rows)};
    const auto table = nft_netdev_table("halfopen", acls, std::vector<NftPort>{{"r0", 0}});
    const auto groups = nft_group_table("groups", acls[0], "r0");
    if (!table || !groups) return 1;
    std::cout << "TABLE " << rows.size() << '\n' << *table;
    std::cout << "GROUPS " << rows.size() << '\n' << *groups << "END\n";
    for (int k = 0; k < packets; ++k) print_packet(dice, acls[0], rows);
  }
  return 0;
}

NetworkAclEntry allowed(Direction direction, std::int16_t protocol, std::uint16_t port,
                        const char* cidr) {
  NetworkAclEntry entry;
  entry.direction = direction;
  entry.action = RuleAction::allow;
  entry.protocol = protocol;
  entry.ports = {port, port};
  entry.cidr = *parse_cidr_block(cidr);
  return entry;
}

int print_groups() {
  const NetworkAcl rules = NetworkAcl::ordered(
      {"sg-1", "", "", false, {}}, {allowed(Direction::ingress, 6, 443, "10.1.0.2/32"),
                                    allowed(Direction::ingress, 17, 5353, "2001:db8:1::/64"),
                                    allowed(Direction::egress, 17, 53, "10.1.0.2/32"),
                                    allowed(Direction::egress, 17, 53, "2001:db8:1::2/128")});
  const auto table = nft_group_table("groups", rules, "r0");
  if (table) std::cout << *table;
  return table ? 0 : 1;
}

}  // namespace
}  // namespace halfopen

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "groups") return halfopen::print_groups();
  if (argc != 4) return 1;
  return halfopen::print_all(static_cast<std::uint32_t>(std::atoi(argv[1])), std::atoi(argv[2]),
                             std::atoi(argv[3]));
}
