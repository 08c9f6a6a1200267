// SPDX-License-Identifier: Apache-2.0
// VPC endpoints, and the prefix lists that stand for their services.
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

VpcEndpoint::Kind endpoint_kind(const std::string& word) {
  // Endpoints of before there were several types are gateways.
  if (word.empty() || word == "gateway") return VpcEndpoint::Kind::gateway;
  if (word == "interface") return VpcEndpoint::Kind::interface;
  if (word == "gatewayloadbalancer") return VpcEndpoint::Kind::gateway_load_balancer;
  return VpcEndpoint::Kind::other;
}

}  // namespace

void read_vpc_endpoint(AwsContext& aws, const Origin& origin) {
  VpcEndpoint endpoint;
  endpoint.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  std::string type;
  std::string state;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "VpcEndpointId")) endpoint.id = aws.text();
    if (is_key(key, "VpcId")) endpoint.vpc_id = aws.text();
    if (is_key(key, "ServiceName")) endpoint.service = aws.text();
    if (is_key(key, "Tags")) endpoint.name = aws.name_tag();
    if (is_key(key, "VpcEndpointType")) type = aws.word("Value");
    if (is_key(key, "State")) state = aws.word("Value");
    if (is_key(key, "RouteTableIds")) aws.texts(endpoint.route_table_ids);
    if (is_key(key, "SubnetIds")) aws.texts(endpoint.subnet_ids);
    if (is_key(key, "Groups")) aws.texts(endpoint.group_ids, "GroupId");
    if (is_key(key, "NetworkInterfaceIds")) aws.texts(endpoint.interface_ids);
  });
  endpoint.kind = endpoint_kind(type);
  endpoint.available = state.empty() || state == "available";
  aws.name_diagnostics(before, endpoint.id);
  if (endpoint.id.empty()) return aws.missing_id(origin, "a VPC endpoint");
  aws.objects().endpoints.push_back(std::move(endpoint));
}

void read_prefix_list(AwsContext& aws, const Origin& origin) {
  PrefixList list;
  list.origin = origin;
  const std::size_t before = aws.diagnostics.size();
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "PrefixListId")) list.id = aws.text();
    if (is_key(key, "PrefixListName")) list.name = aws.text();
    if (is_key(key, "Cidrs")) list.entries_known = aws.blocks(list.cidrs, "Cidr");
    if (is_key(key, "Entries")) list.entries_known = aws.blocks(list.cidrs, "Cidr");
  });
  aws.name_diagnostics(before, list.id);
  if (list.id.empty()) return aws.missing_id(origin, "a prefix list");
  aws.objects().prefix_lists.push_back(std::move(list));
}

}  // namespace halfopen
