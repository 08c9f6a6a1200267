// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/nft_rule.hpp"

#include <algorithm>
#include <iterator>

#include "halfopen/base/fingerprint.hpp"

namespace halfopen {
namespace {

/// Whether nft has a way to write the character between quotation marks.
bool is_nft_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

/// The IPv6 headers that Linux steps over to find what a packet carries (ipv6_find_hdr, which stops
/// at 51): `meta l4proto` never is one of them.
bool is_stepped_over(int protocol) {
  constexpr int kHeaders[] = {0, 43, 44, 60};
  return std::find(std::begin(kHeaders), std::end(kHeaders), protocol) != std::end(kHeaders);
}

/// The family, and the remote address unless it is every one.
std::string address_match(const NetworkAclEntry& entry) {
  const std::string family = entry.cidr.family() == IpFamily::v4 ? "ip" : "ip6";
  std::string text = "meta protocol " + family;
  if (entry.cidr.prefix_length() > 0) {
    const bool source = entry.direction == Direction::ingress;
    text += ' ' + family + (source ? " saddr " : " daddr ") + to_string(entry.cidr);
  }
  return text;
}

/// Leaves fragments but the first out, where a rule looks behind the IP header. Without it bytes of
/// their content would count as ports: Linux reads fields of 1, 2 and 4 bytes there without asking
/// whether the header is in the packet (nft_payload_fast_eval). IPv6 has no field to compare in
/// every packet; a field of three bytes is read with that question (nft_payload_eval), and any
/// value will do.
std::string whole_header_match(const NetworkAclEntry& entry) {
  return entry.cidr.family() == IpFamily::v4 ? " ip frag-off & 0x1fff == 0" : " @th,0,24 >= 0";
}

/// Type and code lie in the first two bytes of ICMP and of ICMPv6. They are compared as bytes: the
/// words `icmp` and `icmpv6` bring the family along, and ACLs take protocol 1 on IPv6 for ICMP.
std::string message_match(const NetworkAclEntry& entry) {
  if (entry.icmp_type == NetworkAclEntry::kEveryIcmp) return "";
  std::string text = whole_header_match(entry) + " @th,0,8 " + std::to_string(entry.icmp_type);
  if (entry.icmp_code != NetworkAclEntry::kEveryIcmp) {
    text += " @th,8,8 " + std::to_string(entry.icmp_code);
  }
  return text;
}

std::string protocol_match(const NetworkAclEntry& entry) {
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return "";
  const bool v6 = entry.cidr.family() == IpFamily::v6;
  const std::string number = std::to_string(entry.protocol);
  if (v6 && is_stepped_over(entry.protocol)) return " ip6 nexthdr " + number;
  const std::string protocol = " meta l4proto " + number;
  if (entry.protocol == kIcmp.number || (v6 && entry.protocol == kIcmpV6.number)) {
    return protocol + message_match(entry);
  }
  const bool looks_at_ports = entry.protocol == kTcp.number || entry.protocol == kUdp.number;
  if (!looks_at_ports || entry.ports == PortRange{}) return protocol;
  return protocol + whole_header_match(entry) + " th dport " + to_string(entry.ports);
}

}  // namespace

std::string nft_plain(std::string_view text) {
  std::string plain(text);
  for (char& c : plain) {
    if (!is_nft_plain(c)) c = c == '"' ? '\'' : '_';
  }
  return plain;
}

std::string nft_comment(std::string_view list, Direction direction, std::string_view rule) {
  const std::string tail =
      ' ' + std::string(to_string(direction)) + ' ' + nft_plain(rule.substr(0, 16));
  std::string name = nft_plain(list);
  const bool changed = std::any_of(
      list.begin(), list.end(), [](char c) { return (!is_nft_plain(c) && c != '"') || c == '\''; });
  const std::size_t room = kNftCommentBytes - tail.size();
  if (changed || name.size() > room) {
    const std::string mark = '~' + fingerprint(list);
    name = name.substr(0, room - mark.size()) + mark;
  }
  return name + tail;
}

std::string nft_comment(std::string_view list, const NetworkAclEntry& entry) {
  return nft_comment(list, entry.direction, rule_label(entry));
}

Result<std::string> nft_rule(const NetworkAclEntry& entry, std::string_view comment) {
  if (entry.action == RuleAction::unknown) {
    return fail(std::string(comment) + " is unknown: what it does cannot be written as a rule",
                "mend the row that the diagnostics name");
  }
  return address_match(entry) + protocol_match(entry) + " counter " +
         (entry.action == RuleAction::allow ? "accept" : "drop") + " comment \"" +
         std::string(comment) + '"';
}

}  // namespace halfopen
