// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// VPC Block Public Access: what internet gateways let through, for a region or a single VPC or
/// subnet.
enum class PublicAccess : std::uint8_t { open, egress_only, closed };

struct PublicAccessBlock {
  std::string resource;  ///< vpc-… or subnet-… of an exclusion; empty: the region
  std::string region;    ///< us-east-1; empty if the export does not say
  PublicAccess access = PublicAccess::open;
  Origin origin;
};

}  // namespace halfopen
