// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/entry_builder.hpp"

#include <algorithm>

namespace halfopen {
namespace {

bool same_letters(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}

/// The work on one row: every check may find something and mark the row as unsure.
class EntryCheck {
 public:
  EntryCheck(const EntryFields& fields, Diagnostics& diagnostics)
      : fields_(fields), diagnostics_(diagnostics) {}

  bool unsure = false;

  void complain(DiagnosticCode code, std::string what, std::string hint) {
    std::string text = fields_.number ? "rule " + std::to_string(*fields_.number) + ": " : "";
    diagnostics_.push_back({code, Severity::error, fields_.origin,
                            text + std::move(what) + ": what the row matches is unknown",
                            std::move(hint)});
    unsure = true;
  }

  RuleNumber number() {
    if (fields_.number && *fields_.number >= 1 && *fields_.number <= 65535) {
      return static_cast<RuleNumber>(*fields_.number);
    }
    if (!fields_.bad.number) {
      complain(DiagnosticCode::bad_rule_number,
               fields_.number ? "the rule number is outside 1 to 32766" : "no rule number",
               "give the row a number 1 to 32766");
    }
    unsure = true;
    return 0;  // before all others: where it really stands is not known
  }

  RuleAction action() {
    if (fields_.action) return *fields_.action;
    if (!fields_.bad.action) {
      complain(DiagnosticCode::bad_action, "neither allow nor deny",
               "write allow or deny (RuleAction)");
    }
    unsure = true;
    return RuleAction::unknown;
  }

  std::int16_t protocol() {
    if (fields_.protocol) return *fields_.protocol;
    if (!fields_.bad.protocol) {
      complain(DiagnosticCode::bad_protocol, "no protocol",
               "name the protocol: all (-1), tcp (6), udp (17), icmp (1) or another number");
    }
    unsure = true;
    return NetworkAclEntry::kEveryProtocol;
  }

  PortRange ports() {
    const auto from = fields_.port_from;
    const auto to = fields_.port_to;
    if (from && to && *from >= 0 && *from <= *to && *to <= 65535) {
      return {static_cast<std::uint16_t>(*from), static_cast<std::uint16_t>(*to)};
    }
    if (!fields_.bad.ports) {
      const bool missing = !from || !to;
      complain(DiagnosticCode::bad_port_range,
               missing ? "a TCP or UDP row without a port range"
                       : "ports " + std::to_string(*from) + " to " + std::to_string(*to) +
                             " are no range within 0-65535",
               missing ? "name the ports, such as 443 or 1024-65535; 0-65535 is every port"
                       : "ports are 0 to 65535, the lower one first");
    }
    unsure = true;
    return {0, 65535};
  }

  void icmp(NetworkAclEntry& entry) {
    const auto type = fields_.icmp_type;
    auto code = fields_.icmp_code;
    if (type && *type == -1) code = -1;  // all types means all codes (CreateNetworkAclEntry)
    if (type && code && *type >= -1 && *type <= 255 && *code >= -1 && *code <= 255) {
      entry.icmp_type = static_cast<std::int16_t>(*type);
      entry.icmp_code = static_cast<std::int16_t>(*code);
      return;
    }
    if (!fields_.bad.icmp) {
      complain(DiagnosticCode::bad_icmp,
               type && code ? "ICMP type and code must be -1 to 255"
                            : "an ICMP row without type and code",
               "name type and code; -1 means all");
    }
    unsure = true;
  }

 private:
  const EntryFields& fields_;
  Diagnostics& diagnostics_;
};

/// The blocks that the row may mean: the one it names, or every address if that is not known.
std::vector<CidrBlock> blocks_of(const EntryFields& fields, EntryCheck& check) {
  if (fields.cidr && !fields.second_cidr && !fields.bad.cidr) return {*fields.cidr};
  if (!fields.bad.cidr) {
    check.complain(DiagnosticCode::bad_cidr,
                   fields.cidr ? "both an IPv4 and an IPv6 block" : "no address block",
                   "a row has one block, IPv4 or IPv6; every address is 0.0.0.0/0 or ::/0");
  }
  check.unsure = true;
  if (fields.cidr && !fields.second_cidr) return {CidrBlock::all(fields.cidr->family())};
  return {CidrBlock::all(IpFamily::v4), CidrBlock::all(IpFamily::v6)};
}

/// True if the row limits ports though its protocol has none that are looked at. 0-0 and 0-65535
/// are how some tools write "all ports".
bool names_needless_ports(const EntryFields& fields, std::int16_t protocol) {
  if (protocol == kTcp.number || protocol == kUdp.number) return false;
  if (!fields.port_from || !fields.port_to || *fields.port_from < 0) return false;
  return *fields.port_to != 0 && !(*fields.port_from == 0 && *fields.port_to == 65535);
}

}  // namespace

void build_entry(const EntryFields& fields, std::vector<NetworkAclEntry>& rows,
                 Diagnostics& diagnostics) {
  EntryCheck check(fields, diagnostics);
  NetworkAclEntry entry;
  entry.origin = fields.origin;
  entry.number = check.number();
  entry.action = check.action();
  entry.protocol = check.protocol();
  const bool one_block = fields.cidr && !fields.second_cidr && !fields.bad.cidr;
  const std::vector<CidrBlock> blocks =
      one_block ? std::vector<CidrBlock>{} : blocks_of(fields, check);
  const bool has_v6 =
      one_block ? fields.cidr->family() == IpFamily::v6 : blocks.back().family() == IpFamily::v6;
  if (entry.protocol == kTcp.number || entry.protocol == kUdp.number) {
    entry.ports = check.ports();
  } else if (entry.protocol == kIcmp.number || (entry.protocol == kIcmpV6.number && has_v6)) {
    check.icmp(entry);
  }
  entry.ports_ignored = names_needless_ports(fields, entry.protocol);
  if (!fields.direction && !fields.bad.direction) {
    check.complain(DiagnosticCode::bad_direction, "neither ingress nor egress",
                   "say whether the rule is inbound (Egress false) or outbound (Egress true)");
  }
  const bool unsure = check.unsure || fields.bad.meaning || !fields.direction;
  if (unsure) entry.action = RuleAction::unknown;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    if (fields.direction && *fields.direction != direction) continue;
    entry.direction = direction;
    if (one_block) {
      entry.cidr = *fields.cidr;
      rows.push_back(entry);
      continue;
    }
    for (const CidrBlock& block : blocks) {
      entry.cidr = block;
      rows.push_back(entry);
    }
  }
}

std::optional<RuleAction> parse_rule_action(std::string_view text) {
  if (same_letters(text, "allow")) return RuleAction::allow;
  if (same_letters(text, "deny")) return RuleAction::deny;
  return std::nullopt;
}

std::optional<std::int16_t> parse_rule_protocol(std::string_view text) {
  if (text == "-1" || same_letters(text, "all")) {
    return static_cast<std::int16_t>(NetworkAclEntry::kEveryProtocol);
  }
  if (const auto protocol = parse_ip_protocol(text)) return protocol->number;
  return std::nullopt;
}

}  // namespace halfopen
