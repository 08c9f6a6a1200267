// SPDX-License-Identifier: Apache-2.0
// Gateways at the edge of a VPC, and peering connections.
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

std::string_view id_key(Gateway::Kind kind) {
  switch (kind) {
    case Gateway::Kind::internet: return "InternetGatewayId";
    case Gateway::Kind::egress_only: return "EgressOnlyInternetGatewayId";
    case Gateway::Kind::vpn: break;
  }
  return "VpnGatewayId";
}

/// Internet gateways say "available" of what VPN gateways call "attached".
void read_attachments(AwsContext& aws, Gateway& gateway) {
  aws.each_object([&](const Origin&) {
    std::string vpc;
    std::string state;
    aws.each_member([&](std::string_view key) {
      if (is_key(key, "VpcId")) vpc = aws.text();
      if (is_key(key, "State")) state = aws.word("Value");
    });
    const bool ready = state.empty() || state == "available" || state == "attached";
    if (ready && !vpc.empty()) gateway.vpc_ids.push_back(std::move(vpc));
  });
}

/// False if the address is not, or no longer, one of the gateway.
bool read_nat_address(AwsContext& aws, NatGateway::Address& address) {
  std::string status;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "PrivateIp")) address.private_ip = aws.address();
    if (is_key(key, "PublicIp")) address.public_ip = aws.address();
    if (is_key(key, "NetworkInterfaceId")) address.interface_id = aws.text();
    if (is_key(key, "AvailabilityZone")) address.zone = aws.text();
    if (is_key(key, "Status")) status = aws.word("Value");
  });
  return status != "failed";
}

void read_side(AwsContext& aws, VpcPeering::Side& side) {
  aws.object([&](std::string_view key) {
    if (is_key(key, "VpcId")) side.vpc_id = aws.text();
    if (is_key(key, "OwnerId")) side.owner_id = aws.text();
    if (is_key(key, "Region")) side.region = aws.text();
    std::vector<CidrBlock> blocks;
    if (is_key(key, "CidrBlock")) {
      if (const auto block = aws.block()) blocks.push_back(*block);
    } else if (is_key(key, "CidrBlockSet")) {
      aws.blocks(blocks, "CidrBlock");
    } else if (is_key(key, "Ipv6CidrBlockSet")) {
      aws.blocks(blocks, "Ipv6CidrBlock");
    }
    for (const CidrBlock& block : blocks) add_once(side.cidrs, block);
  });
}

}  // namespace

void read_gateway(AwsContext& aws, const Origin& origin, Gateway::Kind kind) {
  Gateway gateway;
  gateway.kind = kind;
  gateway.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string state;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, id_key(kind))) gateway.id = aws.text();
    if (is_key(key, "Tags")) gateway.name = aws.name_tag();
    if (is_key(key, "State")) state = aws.word("Value");
    if (is_key(key, "Attachments") || is_key(key, "VpcAttachments")) {
      read_attachments(aws, gateway);
    }
  });
  aws.name_diagnostics(before, gateway.id);
  if (gateway.id.empty()) return aws.missing_id(origin, "a gateway");
  if (state == "deleted") return;
  aws.objects().gateways.push_back(std::move(gateway));
}

void read_nat_gateway(AwsContext& aws, const Origin& origin) {
  NatGateway gateway;
  gateway.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string state;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "NatGatewayId")) gateway.id = aws.text();
    if (is_key(key, "VpcId")) gateway.vpc_id = aws.text();
    if (is_key(key, "SubnetId")) gateway.subnet_id = aws.text();
    if (is_key(key, "Tags")) gateway.name = aws.name_tag();
    if (is_key(key, "State")) state = aws.word("Value");
    if (is_key(key, "ConnectivityType")) gateway.is_private = aws.word("Value") == "private";
    if (is_key(key, "AvailabilityMode")) gateway.regional = aws.word("Value") == "regional";
    if (is_key(key, "NatGatewayAddresses")) {
      aws.each_object([&](const Origin&) {
        NatGateway::Address address;
        if (read_nat_address(aws, address)) gateway.addresses.push_back(std::move(address));
      });
    }
  });
  gateway.available = state.empty() || state == "available";
  aws.name_diagnostics(before, gateway.id);
  if (gateway.id.empty()) return aws.missing_id(origin, "a NAT gateway");
  if (state == "deleted") return;  // EC2 lists it for an hour; its id is never used again
  aws.objects().nat_gateways.push_back(std::move(gateway));
}

void read_vpc_peering(AwsContext& aws, const Origin& origin) {
  VpcPeering peering;
  peering.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string status;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "VpcPeeringConnectionId")) peering.id = aws.text();
    if (is_key(key, "Tags")) peering.name = aws.name_tag();
    if (is_key(key, "Status")) status = aws.word("Code");
    if (is_key(key, "RequesterVpcInfo")) read_side(aws, peering.sides[0]);
    if (is_key(key, "AccepterVpcInfo")) read_side(aws, peering.sides[1]);
  });
  peering.active = status.empty() || status == "active";
  aws.name_diagnostics(before, peering.id);
  if (peering.id.empty()) return aws.missing_id(origin, "a VPC peering connection");
  aws.objects().peerings.push_back(std::move(peering));
}

}  // namespace halfopen
