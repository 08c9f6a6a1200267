// SPDX-License-Identifier: Apache-2.0
// The reference: each packet against each rule, in order.
#pragma once

#include <memory>

#include "halfopen/acl/classifier_kernel.hpp"
#include "halfopen/acl/ipv4_rule.hpp"

namespace halfopen {

/// Any number of rules; O(rules) a packet.
std::unique_ptr<ClassifierKernel> linear_kernel(Ipv4RuleList list);

}  // namespace halfopen
