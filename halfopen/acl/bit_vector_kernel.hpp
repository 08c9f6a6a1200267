// SPDX-License-Identifier: Apache-2.0
// Short lists: for each field the set of rules that its value passes, a bit a rule.
//
// The idea: the rules that match a packet are the intersection of the sets of its fields, and the
// first match is the lowest bit. A prefix is a product over the bytes of an address, so the set of
// an address is the intersection of four looked up by byte; ports go through classes that no rule
// tells apart. All tables together stay in the first cache; nothing needs vector instructions, and
// the time does not hang on the number of rules (Lakshman and Stiliadis, SIGCOMM 1998, for sets by
// field).
#pragma once

#include <cstddef>
#include <memory>

#include "halfopen/acl/classifier_kernel.hpp"
#include "halfopen/acl/ipv4_rule.hpp"

namespace halfopen {

inline constexpr std::size_t kMostBitVectorRules = 64;

/// At most kMostBitVectorRules rules. Fields that no rule looks at cost nothing: a network ACL has
/// three, a general list five.
std::unique_ptr<ClassifierKernel> bit_vector_kernel(const Ipv4RuleList& list);

}  // namespace halfopen
