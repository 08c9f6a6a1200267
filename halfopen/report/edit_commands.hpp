// SPDX-License-Identifier: Apache-2.0
// Edits of network ACLs as commands and templates.
#pragma once

#include <span>
#include <string>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// "add outbound rule 200 to acl-1: allow tcp 1024-65535 to 0.0.0.0/0".
std::string edit_text(const Snapshot& snapshot, const AclEdit& edit);

/// The options that describe an entry to create-network-acl-entry and replace-network-acl-entry:
/// direction, number, protocol, ports or message, block and action.
std::string entry_options(const NetworkAclEntry& entry);

/// One `aws ec2 …` command a line.
std::string aws_commands(const Snapshot& snapshot, std::span<const AclEdit> edits);

/// Terraform resources `aws_network_acl_rule`. For lists that are kept as standalone rules: they
/// must not be mixed with rules inside `aws_network_acl`.
std::string terraform_rules(const Snapshot& snapshot, std::span<const AclEdit> edits);

/// CloudFormation resources `AWS::EC2::NetworkAclEntry` (YAML, to go below Resources).
std::string cloudformation_entries(const Snapshot& snapshot, std::span<const AclEdit> edits);

}  // namespace halfopen
