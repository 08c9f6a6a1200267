// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/aws_element.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/entry_builder.hpp"

namespace halfopen {
namespace {

/// Id keys whose objects also name a subnet, a VPC or an ACL without being one.
constexpr std::array<std::string_view, 12> kOtherIds = {
    "NetworkInterfaceId",
    "InstanceId",
    "NatGatewayId",
    "RouteTableId",
    "GroupId",
    "VpcEndpointId",
    "InternetGatewayId",
    "TransitGatewayAttachmentId",
    "LoadBalancerArn",
    "DBInstanceIdentifier",
    "FunctionName",
    "VpcPeeringConnectionId",
};

std::string taken(std::optional<std::string_view> text) { return std::string(text.value_or("")); }

void associations(AwsContext& aws, AwsElement& element) {
  if (!aws.json.enter_array()) return;
  element.has_associations = true;
  while (aws.json.next_element()) {
    AclAssociation association;
    association.origin = aws.here();
    if (!aws.json.enter_object()) {
      element.has_associations = false;
      continue;
    }
    std::string_view key;
    while (aws.json.next_key(key)) {
      if (is_key(key, "SubnetId")) association.subnet_id = taken(aws.json.string());
      if (is_key(key, "NetworkAclId")) association.acl_id = taken(aws.json.string());
    }
    if (association.subnet_id.empty()) {
      element.has_associations = false;
    } else {
      element.associations.push_back(std::move(association));
    }
  }
}

/// {"State": "associated"}; blocks in any other state carry no traffic, or soon none.
bool is_associated(AwsContext& aws) {
  bool associated = true;
  std::string_view key;
  if (!aws.json.enter_object()) return true;
  while (aws.json.next_key(key)) {
    if (!is_key(key, "State")) continue;
    const std::string state = taken(aws.json.string());
    associated = state.empty() || state == "associated" || state == "associating";
  }
  return associated;
}

void add_block(AwsContext& aws, AwsElement& element, bool first) {
  const Origin origin = aws.here();
  const auto text = aws.json.string();
  if (text && text->empty()) return;
  const auto block = parse_cidr_block(text.value_or("(not a text)"));
  if (!block) {
    element.diagnostics.push_back({DiagnosticCode::bad_cidr, Severity::error, origin,
                                   block.error().what + ": the block is left out",
                                   block.error().hint});
    return;
  }
  auto& known = element.cidrs;
  const auto again = std::find(known.begin(), known.end(), *block);
  if (again != known.end()) {
    if (first) std::rotate(known.begin(), again, again + 1);  // the primary block stands first
    return;
  }
  known.insert(first ? known.begin() : known.end(), *block);
}

void blocks(AwsContext& aws, AwsElement& element, std::string_view block_key,
            std::string_view state_key) {
  element.has_blocks = true;
  if (!aws.json.enter_array()) return;
  while (aws.json.next_element()) {
    if (!aws.json.enter_object()) continue;
    const std::size_t before = element.cidrs.size();
    bool associated = true;
    std::string_view key;
    while (aws.json.next_key(key)) {
      if (aws.json.kind() == JsonKind::null) continue;
      if (is_key(key, block_key)) add_block(aws, element, false);
      if (is_key(key, state_key)) associated = is_associated(aws);
    }
    if (!associated) element.cidrs.resize(before);
  }
}

/// An object under a list of ours that cannot be used.
bool missing_id(AwsContext& aws, const AwsElement& element, AwsKind kind) {
  if (kind == AwsKind::other) return false;
  aws.draft.acls_doubtful = aws.draft.acls_doubtful || kind == AwsKind::network_acl;
  aws.diagnostics.push_back({DiagnosticCode::missing_id, Severity::error, element.origin,
                             "an object of this list has no id or no address block; it is left out",
                             "export the list again with all keys"});
  return true;
}

void keep(AwsContext& aws, AwsElement& element) {
  aws.diagnostics.insert(aws.diagnostics.end(),
                         std::make_move_iterator(element.diagnostics.begin()),
                         std::make_move_iterator(element.diagnostics.end()));
}

bool take_acl(AwsContext& aws, AwsElement element) {
  aws.draft.acls_doubtful = aws.draft.acls_doubtful || !element.has_associations;
  if (element.acl_id.empty()) return missing_id(aws, element, AwsKind::network_acl);
  if (!element.has_entries) {
    element.diagnostics.push_back(
        {DiagnosticCode::wrong_type, Severity::error, element.origin,
         "no list of entries: what crosses this network ACL is unknown",
         "export with Entries; a network ACL always has at least its default rows"});
    element.rows = unknown_rules(element.origin);
  }
  for (Diagnostic& diagnostic : element.diagnostics) {
    diagnostic.text = element.acl_id + ": " + diagnostic.text;
  }
  keep(aws, element);
  for (AclAssociation& association : element.associations) {
    if (association.acl_id.empty()) association.acl_id = element.acl_id;
    aws.draft.associations.push_back(std::move(association));
  }
  aws.draft.acls.push_back({{std::move(element.acl_id), std::move(element.name),
                             std::move(element.vpc_id), element.is_default, element.origin},
                            std::move(element.rows)});
  return true;
}

}  // namespace

void read_member(AwsContext& aws, std::string_view key, AwsElement& element) {
  if (aws.json.kind() == JsonKind::null) return;
  if (is_key(key, "Entries")) {
    element.has_entries = read_entries(aws.json, aws.lines, element.rows, element.diagnostics);
  } else if (is_key(key, "NetworkAclId")) {
    element.acl_id = taken(aws.json.string());
  } else if (is_key(key, "SubnetId")) {
    element.subnet_id = taken(aws.json.string());
  } else if (is_key(key, "VpcId")) {
    element.vpc_id = taken(aws.json.string());
  } else if (is_key(key, "IsDefault")) {
    element.is_default = lenient_boolean(aws.json).value_or(false);
  } else if (is_key(key, "Associations")) {
    associations(aws, element);
  } else if (is_key(key, "Tags")) {
    element.name = aws.name_tag();
  } else if (is_key(key, "CidrBlock")) {
    element.has_blocks = true;
    add_block(aws, element, true);
  } else if (is_key(key, "CidrBlockAssociationSet")) {
    blocks(aws, element, "CidrBlock", "CidrBlockState");
  } else if (is_key(key, "Ipv6CidrBlockAssociationSet")) {
    blocks(aws, element, "Ipv6CidrBlock", "Ipv6CidrBlockState");
  } else if (is_key(key, "AvailabilityZone")) {
    element.zone = taken(aws.json.string());
  } else if (is_key(key, "MapPublicIpOnLaunch")) {
    element.assigns_public = lenient_boolean(aws.json).value_or(false);
  } else if (is_key(key, "EnableDns64")) {
    element.dns64 = lenient_boolean(aws.json).value_or(false);
  } else if (element.other_id.empty()) {
    for (const std::string_view id : kOtherIds) {
      if (is_key(key, id)) element.other_id = id;
    }
  }
}

bool take_element(AwsContext& aws, AwsElement element, AwsKind kind) {
  if (!element.acl_id.empty() || (kind == AwsKind::network_acl && element.has_entries)) {
    return take_acl(aws, std::move(element));
  }
  if (!element.other_id.empty() || !element.has_blocks) {
    return missing_id(aws, element, kind);
  }
  if (!element.subnet_id.empty()) {
    keep(aws, element);
    aws.draft.subnets.push_back({std::move(element.subnet_id), std::move(element.name),
                                 std::move(element.vpc_id), std::move(element.cidrs),
                                 element.origin, std::move(element.zone), element.assigns_public,
                                 element.dns64});
    return true;
  }
  if (kind == AwsKind::subnet || element.vpc_id.empty()) return missing_id(aws, element, kind);
  keep(aws, element);
  aws.draft.vpcs.push_back({std::move(element.vpc_id), std::move(element.name),
                            std::move(element.cidrs), element.origin});
  return true;
}

}  // namespace halfopen
