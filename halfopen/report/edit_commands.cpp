// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/edit_commands.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "halfopen/report/shell_word.hpp"

namespace halfopen {
namespace {

const std::string& acl_name(const Snapshot& snapshot, const AclEdit& edit) {
  return snapshot.acls()[edit.acl].id();
}

/// In double quotes, for YAML; for HCL, too, without what starts a template there.
std::string quoted_text(const std::string& text, bool hcl) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') quoted += '\\';
    if (hcl && (c == '$' || c == '%') && text.substr(i + 1, 1) == "{") quoted += c;
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted + '"';
}

std::string protocol_number(const NetworkAclEntry& entry) { return std::to_string(entry.protocol); }

bool has_port_range(const NetworkAclEntry& entry) {
  return entry.protocol >= 0 &&
         filters_ports(IpProtocol{static_cast<std::uint8_t>(entry.protocol)});
}

bool has_message(const NetworkAclEntry& entry) {
  return entry.protocol >= 0 && is_icmp(IpProtocol{static_cast<std::uint8_t>(entry.protocol)});
}

bool is_egress(const AclEdit& edit) { return edit.entry.direction == Direction::egress; }
bool is_v6(const AclEdit& edit) { return edit.entry.cidr.family() == IpFamily::v6; }

/// A name that Terraform and CloudFormation accept, up to what separates words in them. Edits of
/// several ACLs are told apart: the second ACL's names end in 2, and so on.
std::string resource_name(std::span<const AclEdit> edits, const AclEdit& edit, bool camel) {
  std::vector<std::uint32_t> acls;
  for (const AclEdit& other : edits) {
    if (std::find(acls.begin(), acls.end(), other.acl) == acls.end()) acls.push_back(other.acl);
  }
  const auto at = std::find(acls.begin(), acls.end(), edit.acl) - acls.begin() + 1;
  std::string name = camel ? std::string("Nacl") + (is_egress(edit) ? "Out" : "In")
                           : std::string("nacl_") + (is_egress(edit) ? "out_" : "in_");
  name += std::to_string(edit.entry.number);
  if (is_v6(edit)) name += camel ? "V6" : "_v6";
  if (at > 1) name += (camel ? "Acl" : "_acl") + std::to_string(at);
  return name;
}

}  // namespace

std::string edit_text(const Snapshot& snapshot, const AclEdit& edit) {
  const NetworkAclEntry& entry = edit.entry;
  std::string text = edit.replaced ? "change " : "add ";
  text += is_egress(edit) ? "outbound" : "inbound";
  text += " rule " + rule_label(entry) + (edit.replaced ? " of " : " to ") +
          acl_name(snapshot, edit) + ": " + std::string(to_string(entry.action)) + ' ';
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) {
    text += "all traffic";
  } else {
    text += to_string(IpProtocol{static_cast<std::uint8_t>(entry.protocol)});
    if (has_port_range(entry)) text += ' ' + to_string(entry.ports);
    if (has_message(entry)) {
      text +=
          " type " + std::to_string(entry.icmp_type) + " code " + std::to_string(entry.icmp_code);
    }
  }
  return text + (is_egress(edit) ? " to " : " from ") + to_string(entry.cidr);
}

std::string entry_options(const NetworkAclEntry& entry) {
  const bool v6 = entry.cidr.family() == IpFamily::v6;
  std::string text = entry.direction == Direction::egress ? "--egress" : "--ingress";
  text +=
      " --rule-number " + std::to_string(entry.number) + " --protocol " + protocol_number(entry);
  if (has_port_range(entry)) {
    text += " --port-range From=" + std::to_string(entry.ports.first) +
            ",To=" + std::to_string(entry.ports.last);
  }
  if (has_message(entry)) {
    text += " --icmp-type-code Type=" + std::to_string(entry.icmp_type) +
            ",Code=" + std::to_string(entry.icmp_code);
  }
  return text + (v6 ? " --ipv6-cidr-block " : " --cidr-block ") + to_string(entry.cidr) +
         " --rule-action " + std::string(to_string(entry.action));
}

std::string aws_commands(const Snapshot& snapshot, std::span<const AclEdit> edits) {
  std::string text;
  for (const AclEdit& edit : edits) {
    text += std::string("aws ec2 ") +
            (edit.replaced ? "replace-network-acl-entry" : "create-network-acl-entry") +
            " --network-acl-id " + shell_word(acl_name(snapshot, edit)) + ' ' +
            entry_options(edit.entry) + '\n';
  }
  return text;
}

std::string terraform_rules(const Snapshot& snapshot, std::span<const AclEdit> edits) {
  std::string text;
  for (const AclEdit& edit : edits) {
    const NetworkAclEntry& entry = edit.entry;
    if (edit.replaced) text += "# replaces the rule with this number\n";
    text += "resource \"aws_network_acl_rule\" \"" + resource_name(edits, edit, false) + "\" {\n";
    text += "  network_acl_id  = " + quoted_text(acl_name(snapshot, edit), true) + '\n';
    text += "  rule_number     = " + std::to_string(entry.number) + '\n';
    text += std::string("  egress          = ") + (is_egress(edit) ? "true" : "false") + '\n';
    text += "  protocol        = \"" + protocol_number(entry) + "\"\n";
    text += "  rule_action     = \"" + std::string(to_string(entry.action)) + "\"\n";
    text += std::string(is_v6(edit) ? "  ipv6_cidr_block = \"" : "  cidr_block      = \"") +
            to_string(entry.cidr) + "\"\n";
    if (has_port_range(entry)) {
      text += "  from_port       = " + std::to_string(entry.ports.first) + '\n';
      text += "  to_port         = " + std::to_string(entry.ports.last) + '\n';
    }
    if (has_message(entry)) {
      text += "  icmp_type       = " + std::to_string(entry.icmp_type) + '\n';
      text += "  icmp_code       = " + std::to_string(entry.icmp_code) + '\n';
    }
    text += "}\n";
  }
  return text;
}

std::string cloudformation_entries(const Snapshot& snapshot, std::span<const AclEdit> edits) {
  std::string text;
  for (const AclEdit& edit : edits) {
    const NetworkAclEntry& entry = edit.entry;
    if (edit.replaced) text += "# replaces the entry with this number\n";
    text +=
        resource_name(edits, edit, true) + ":\n  Type: AWS::EC2::NetworkAclEntry\n  Properties:\n";
    text += "    NetworkAclId: " + quoted_text(acl_name(snapshot, edit), false) + '\n';
    text += "    RuleNumber: " + std::to_string(entry.number) + '\n';
    text += std::string("    Egress: ") + (is_egress(edit) ? "true" : "false") + '\n';
    text += "    Protocol: " + protocol_number(entry) + '\n';
    text += "    RuleAction: " + std::string(to_string(entry.action)) + '\n';
    text += std::string(is_v6(edit) ? "    Ipv6CidrBlock: \"" : "    CidrBlock: ") +
            to_string(entry.cidr) + (is_v6(edit) ? "\"\n" : "\n");
    if (has_port_range(entry)) {
      text += "    PortRange:\n      From: " + std::to_string(entry.ports.first) +
              "\n      To: " + std::to_string(entry.ports.last) + '\n';
    }
    if (has_message(entry)) {
      text += "    Icmp:\n      Type: " + std::to_string(entry.icmp_type) +
              "\n      Code: " + std::to_string(entry.icmp_code) + '\n';
    }
  }
  return text;
}

}  // namespace halfopen
