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

}  // namespace halfopen
