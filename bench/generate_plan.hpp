// SPDX-License-Identifier: Apache-2.0
// Terraform plans of any size.
#pragma once

#include <cstddef>
#include <string>

namespace halfopen::bench {

/// The JSON of a plan with about this many bytes. Of a hundred modules, `network_percent` hold a
/// network (VPC, subnets, network ACLs, standalone rules), the others IAM policies and logs. Half
/// of the objects exist, the others are new and refer to each other. The same arguments give the
/// same bytes.
std::string generate_plan(std::size_t bytes, int network_percent);

}  // namespace halfopen::bench
