// SPDX-License-Identifier: Apache-2.0
// Long lists: packets go through the stages of the list's diagram in step (see DiagramStages).
#pragma once

#include <memory>

#include "halfopen/acl/classifier_kernel.hpp"
#include "halfopen/acl/ipv4_rule.hpp"
#include "halfopen/base/simd_method.hpp"

namespace halfopen {

/// Lists of any length whose diagrams fit into memory; null if one does not. Lists whose diagram
/// would be very large are cut into lists by the addresses that their rules leave open, and the
/// first match is the first of theirs: rules with wildcards meet all others, and it is their
/// meeting that makes diagrams large. The processor must have the method.
std::unique_ptr<ClassifierKernel> diagram_kernel(const Ipv4RuleList& list, SimdMethod method);

}  // namespace halfopen
