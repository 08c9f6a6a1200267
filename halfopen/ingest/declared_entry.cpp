// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/declared_entry.hpp"

#include <string>
#include <utility>

#include "halfopen/ingest/entry_builder.hpp"

namespace halfopen {
namespace {

/// The work on one rule.
class DeclaredEntryReader {
 public:
  DeclaredEntryReader(const DeclaredFields& fields, EntryForm form) : fields_(fields), form_(form) {
    entry_.origin = fields.origin().line != 0 ? fields.origin() : fields.resource().origin;
    if (form != EntryForm::terraform_inline) entry_.origin = fields.resource().origin;
  }

  EntryFields read(std::optional<Direction> direction) {
    number(form_ == EntryForm::terraform_inline ? "rule_no" : "rule_number", entry_.number,
           entry_.bad.number);
    read_direction(direction);
    read_action();
    read_protocol();
    read_blocks();
    if (form_ == EntryForm::cloudformation) {
      read_pairs();
    } else {
      read_terraform_numbers();
    }
    return std::move(entry_);
  }

 private:
  void number(std::string_view name, std::optional<std::int64_t>& into, bool& bad) {
    number_of(fields_, name, into, bad);
  }

  static void number_of(const DeclaredFields& fields, std::string_view name,
                        std::optional<std::int64_t>& into, bool& bad) {
    const Told<std::int64_t> told = fields.number(name);
    into = told.value;
    bad = bad || told.unknown;
  }

  void read_direction(std::optional<Direction> direction) {
    entry_.direction = direction;
    if (direction) return;
    const Told<bool> egress = fields_.flag("egress");
    entry_.bad.direction = egress.unknown;
    if (!egress.unknown) {
      entry_.direction = egress.value.value_or(false) ? Direction::egress : Direction::ingress;
    }
  }

  void read_action() {
    const Told<std::string> text =
        fields_.text(form_ == EntryForm::terraform_inline ? "action" : "rule_action");
    entry_.bad.action = text.unknown;
    if (text) entry_.action = parse_rule_action(*text);
  }

  void read_protocol() {
    const Told<std::string> text = fields_.text("protocol");
    entry_.bad.protocol = text.unknown;
    if (!text) return;
    entry_.protocol = parse_rule_protocol(*text);
    if (entry_.protocol) return;
    fields_.complain(DiagnosticCode::bad_protocol, Severity::error, entry_.origin,
                     "the protocol '" + *text + "' is not known: what the rule matches is unknown",
                     "use -1 (all), a number 0 to 255, or tcp, udp, icmp");
    entry_.bad.protocol = true;
  }

  void read_blocks() {
    for (const auto& [name, family] :
         {std::pair{"cidr_block", IpFamily::v4}, std::pair{"ipv6_cidr_block", IpFamily::v6}}) {
      const Told<CidrBlock> block = fields_.block(name);
      if (block.unknown) entry_.bad.cidr = true;
      if (!block) continue;
      if (block->family() != family) {
        fields_.complain(DiagnosticCode::bad_cidr, Severity::error, entry_.origin,
                         std::string(name) + " holds a block of the other address family",
                         "IPv4 stands in cidr_block, IPv6 in ipv6_cidr_block");
        entry_.bad.cidr = true;
      } else if (entry_.cidr) {
        entry_.second_cidr = *block;
      } else {
        entry_.cidr = *block;
      }
    }
  }

  /// `PortRange: {From, To}` and `Icmp: {Type, Code}`.
  void read_pairs() {
    pair("port_range", "from", entry_.port_from, "to", entry_.port_to, entry_.bad.ports);
    pair("icmp", "type", entry_.icmp_type, "code", entry_.icmp_code, entry_.bad.icmp);
  }

  void pair(std::string_view name, std::string_view first, std::optional<std::int64_t>& first_value,
            std::string_view second, std::optional<std::int64_t>& second_value, bool& bad) {
    const ToldList<DeclaredFields> maps = fields_.objects(name);
    bad = bad || !maps.whole || maps.values.size() > 1;
    if (maps.values.size() != 1) return;
    number_of(maps.values[0], first, first_value, bad);
    number_of(maps.values[0], second, second_value, bad);
  }

  bool is_protocol(IpProtocol protocol) const {
    return entry_.protocol == std::int16_t{protocol.number};
  }

  void read_terraform_numbers() {
    number("from_port", entry_.port_from, entry_.bad.ports);
    number("to_port", entry_.port_to, entry_.bad.ports);
    number("icmp_type", entry_.icmp_type, entry_.bad.icmp);
    number("icmp_code", entry_.icmp_code, entry_.bad.icmp);
    if (is_protocol(kTcp) || is_protocol(kUdp)) {
      default_to_zero("from_port", entry_.port_from, entry_.bad.ports);
      default_to_zero("to_port", entry_.port_to, entry_.bad.ports);
    }
    const bool icmp_v6 =
        is_protocol(kIcmpV6) && entry_.cidr && entry_.cidr->family() == IpFamily::v6;
    if ((is_protocol(kIcmp) || icmp_v6) && !entry_.bad.icmp) read_icmp_defaults();
    if (form_ == EntryForm::terraform_inline &&
        entry_.protocol == NetworkAclEntry::kEveryProtocol &&
        (entry_.port_from.value_or(0) != 0 || entry_.port_to.value_or(0) != 0)) {
      fields_.complain(DiagnosticCode::provider_default, Severity::warning, entry_.origin,
                       rule() + "every protocol with ports: the AWS provider refuses to create it",
                       "set from_port and to_port to 0, or name tcp or udp");
    }
  }

  /// The provider sends 0 for what is not set (vpc_network_acl_rule.go,
  /// CreateNetworkAclEntryInput).
  void default_to_zero(std::string_view name, std::optional<std::int64_t>& value, bool bad) {
    if (value || bad) return;
    value = 0;
    fields_.complain(DiagnosticCode::provider_default, Severity::warning, entry_.origin,
                     rule() + std::string(name) + " is not set, and the AWS provider then sends 0",
                     "name the ports; every port is 0-65535");
  }

  void read_icmp_defaults() {
    // Values that stand in a plan as 0 may be the provider's own default: what counts is the rule.
    const bool silent = entry_.icmp_type && entry_.icmp_code;
    entry_.icmp_type = entry_.icmp_type.value_or(0);
    entry_.icmp_code = entry_.icmp_code.value_or(0);
    const bool only_replies =
        *entry_.icmp_type == 0 && *entry_.icmp_code == 0 && is_protocol(kIcmp);
    if (silent && !only_replies) return;
    fields_.complain(
        DiagnosticCode::provider_default, Severity::warning, entry_.origin,
        rule() + (only_replies ? "ICMP type 0 code 0, the AWS provider's default, is the echo reply"
                                 " alone: requests and errors do not match"
                               : "ICMP type and code that are not set are 0 for the AWS provider"),
        "set icmp_type and icmp_code; -1 means all");
  }

  std::string rule() const {
    return entry_.number ? "rule " + std::to_string(*entry_.number) + ": " : "";
  }

  const DeclaredFields& fields_;
  EntryForm form_;
  EntryFields entry_;
};

}  // namespace

void read_declared_entry(const DeclaredFields& fields, EntryForm form,
                         std::optional<Direction> direction, std::vector<NetworkAclEntry>& rows,
                         Diagnostics& diagnostics) {
  const EntryFields entry = DeclaredEntryReader(fields, form).read(direction);
  const std::size_t before = diagnostics.size();
  build_entry(entry, rows, diagnostics);
  for (std::size_t i = before; i < diagnostics.size(); ++i) {
    diagnostics[i].text.insert(0, fields.resource().address + ": ");
  }
}

}  // namespace halfopen
