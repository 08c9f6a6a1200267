// SPDX-License-Identifier: Apache-2.0
// VPCs and subnets.
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

/// The ids of what AWS creates together with a VPC, as references to them are resolved.
NewVpc new_vpc(const DeclaredResource& vpc, const DeclaredSink& sink) {
  const bool terraform = sink.is_terraform();
  return {vpc.id, vpc.id + (terraform ? ".default_network_acl_id" : ".DefaultNetworkAcl"),
          vpc.id + (terraform ? ".default_route_table_id" : ".DefaultRouteTable"),
          vpc.id + (terraform ? ".default_security_group_id" : ".DefaultSecurityGroup"),
          vpc.origin};
}

void add_block(std::vector<CidrBlock>& blocks, const Told<CidrBlock>& block) {
  if (block) blocks.push_back(*block);
}

/// True if the resource gives the VPC an IPv6 block, whichever it will be.
bool asks_for_v6(const DeclaredFields& fields) {
  for (const std::string_view name :
       {"assign_generated_ipv6_cidr_block", "amazon_provided_ipv6_cidr_block"}) {
    const Told<bool> wanted = fields.flag(name, Severity::note);
    if (wanted.unknown || wanted.value.value_or(false)) return true;
  }
  return fields.has("ipv6_ipam_pool_id") || fields.has("ipv6_pool") ||
         fields.resource().type == "aws_vpc_ipv6_cidr_block_association";
}

}  // namespace

void build_vpc(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  Vpc vpc{resource.id, fields.name(), {}, resource.origin};
  add_block(vpc.cidrs, fields.block("cidr_block"));
  if (fields.has("ipv6_cidr_block")) {
    add_block(vpc.cidrs, fields.block("ipv6_cidr_block", Severity::note));
  }
  if (asks_for_v6(fields)) sink.draft.additions.v6_vpcs.push_back(resource.id);
  sink.draft.vpcs.push_back(std::move(vpc));
  // A default VPC is taken over, never made (aws_default_vpc).
  if (resource.is_new() && resource.type != "aws_default_vpc") {
    sink.draft.additions.new_vpcs.push_back(new_vpc(resource, sink));
  }
}

void build_vpc_block(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string vpc = fields.id("vpc_id");
  if (asks_for_v6(fields)) sink.draft.additions.v6_vpcs.push_back(vpc);
  for (const std::string_view name : {"cidr_block", "ipv6_cidr_block"}) {
    if (!fields.has(name)) continue;
    const Told<CidrBlock> block = fields.block(name);
    if (block && !vpc.empty()) {
      sink.draft.additions.blocks.push_back({vpc, *block, fields.resource().origin});
    }
  }
}

void build_subnet(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  Subnet subnet{
      resource.id, fields.name(), fields.id("vpc_id", Severity::note), {}, resource.origin};
  for (const std::string_view name : {"cidr_block", "ipv6_cidr_block"}) {
    const bool is_v6 = name == "ipv6_cidr_block";  // often chosen by AWS when it is applied
    const Severity severity = is_v6 ? Severity::note : Severity::warning;
    if (fields.has(name)) add_block(subnet.cidrs, fields.block(name, severity));
  }
  subnet.zone = fields.text("availability_zone", Severity::note).value.value_or("");
  subnet.assigns_public =
      fields.flag("map_public_ip_on_launch", Severity::note).value.value_or(false);
  subnet.dns64 = fields.flag("enable_dns64", Severity::note).value.value_or(false);
  sink.draft.subnets.push_back(std::move(subnet));
}

void build_subnet_block(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string subnet = fields.id("subnet_id");
  const Told<CidrBlock> block = fields.block("ipv6_cidr_block");
  if (block && !subnet.empty()) {
    sink.draft.additions.blocks.push_back({subnet, *block, fields.resource().origin});
  }
}

}  // namespace halfopen
