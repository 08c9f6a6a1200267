// SPDX-License-Identifier: Apache-2.0
// One reader for each kind of AWS object. All have one contract: the object is entered, `origin` is
// its place; the reader takes every member and adds the object, or what it says about one, to
// `aws.objects()`. What cannot be read becomes a diagnostic; an object without its id is left out.
#pragma once

#include "halfopen/base/origin.hpp"
#include "halfopen/ingest/aws_context.hpp"
#include "halfopen/vpc/gateway.hpp"

namespace halfopen {

// aws_security_group.cpp
void read_security_group(AwsContext& aws, const Origin& origin);
void read_security_group_rule(AwsContext& aws, const Origin& origin);

// aws_route_table.cpp
void read_route_table(AwsContext& aws, const Origin& origin);

// aws_gateway.cpp
void read_gateway(AwsContext& aws, const Origin& origin, Gateway::Kind kind);
void read_nat_gateway(AwsContext& aws, const Origin& origin);
void read_vpc_peering(AwsContext& aws, const Origin& origin);

// aws_vpc_endpoint.cpp
void read_vpc_endpoint(AwsContext& aws, const Origin& origin);
void read_prefix_list(AwsContext& aws, const Origin& origin);

// aws_interface.cpp
void read_network_interface(AwsContext& aws, const Origin& origin);
void read_reservation(AwsContext& aws, const Origin& origin);
void read_instance(AwsContext& aws, const Origin& origin);

// aws_transit_gateway.cpp
void read_transit_gateway(AwsContext& aws, const Origin& origin);
void read_transit_gateway_attachment(AwsContext& aws, const Origin& origin);
void read_transit_gateway_route_table(AwsContext& aws, const Origin& origin);

// aws_load_balancer.cpp
void read_load_balancer(AwsContext& aws, const Origin& origin);
void read_classic_load_balancer(AwsContext& aws, const Origin& origin);
void read_listener(AwsContext& aws, const Origin& origin);

// aws_target_group.cpp
void read_target_group(AwsContext& aws, const Origin& origin);

// aws_public_access.cpp
void read_public_access_options(AwsContext& aws);
void read_public_access_exclusion(AwsContext& aws, const Origin& origin);

}  // namespace halfopen
