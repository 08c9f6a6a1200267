// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_attributes.hpp"

#include <algorithm>
#include <iterator>

namespace halfopen {
namespace {

struct TypeAttribute {
  std::string_view type;
  std::string_view attribute;
};

// The attribute is the object's id under another name (provider documentation, attribute
// reference of each resource).
constexpr TypeAttribute kIds[] = {
    {"aws_eip", "allocation_id"},
    {"aws_lb", "arn"},
    {"aws_alb", "arn"},
    {"aws_lb_target_group", "arn"},
    {"aws_alb_target_group", "arn"},
    {"aws_lb_listener", "arn"},
    {"aws_alb_listener", "arn"},
    {"aws_vpc_peering_connection", "vpc_peering_connection_id"},
};

// Objects that AWS makes with the object; their names here are `<id>.<attribute>`.
constexpr TypeAttribute kMade[] = {
    {"aws_vpc", "default_network_acl_id"},
    {"aws_vpc", "default_route_table_id"},
    {"aws_vpc", "default_security_group_id"},
    {"aws_ec2_transit_gateway", "association_default_route_table_id"},
    {"aws_ec2_transit_gateway", "propagation_default_route_table_id"},
    {"aws_instance", "primary_network_interface_id"},
    {"aws_nat_gateway", "network_interface_id"},
    {"aws_vpc_endpoint", "prefix_list_id"},
};

// The object is another one that was there before: its id is what this attribute holds.
constexpr TypeAttribute kAdopted[] = {
    {"aws_default_network_acl", "default_network_acl_id"},
    {"aws_default_route_table", "default_route_table_id"},
    {"aws_vpc_peering_connection_accepter", "vpc_peering_connection_id"},
};

template <std::size_t N>
bool listed(const TypeAttribute (&table)[N], std::string_view type, std::string_view attribute) {
  return std::any_of(std::begin(table), std::end(table), [&](const TypeAttribute& row) {
    return row.type == type && row.attribute == attribute;
  });
}

}  // namespace

bool is_own_id(std::string_view type, std::string_view attribute) {
  return listed(kIds, type, attribute);
}

bool is_made_together(std::string_view type, std::string_view attribute) {
  return listed(kMade, type, attribute);
}

std::string_view adopted_id(std::string_view type) {
  for (const TypeAttribute& row : kAdopted) {
    if (row.type == type) return row.attribute;
  }
  return {};
}

}  // namespace halfopen
