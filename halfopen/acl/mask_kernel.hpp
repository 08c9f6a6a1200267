// SPDX-License-Identifier: Apache-2.0
// Short lists: distinct tests as masks over 64 packets (see MaskPlan).
#pragma once

#include <memory>

#include "halfopen/acl/classifier_kernel.hpp"
#include "halfopen/acl/mask_plan.hpp"
#include "halfopen/base/simd_method.hpp"

namespace halfopen {

/// At most MaskPlan::kMostRules rules. The processor must have the method.
std::unique_ptr<ClassifierKernel> mask_kernel(const Ipv4RuleList& list, SimdMethod method);

/// Packets in whole blocks (see MaskPlan::kBlock), with all columns that the plan has tests for.
/// One of them for each method.
using MaskBlocks = void (*)(const MaskPlan& plan, const PacketColumns& columns,
                            std::uint32_t* answers);
void mask_blocks_scalar(const MaskPlan& plan, const PacketColumns& columns, std::uint32_t* answers);
#if defined(__x86_64__)
void mask_blocks_avx2(const MaskPlan& plan, const PacketColumns& columns, std::uint32_t* answers);
void mask_blocks_avx512(const MaskPlan& plan, const PacketColumns& columns, std::uint32_t* answers);
#endif

}  // namespace halfopen
