// SPDX-License-Identifier: Apache-2.0
// What is wrong with the causes of a difference, judged by its own examples.
#pragma once

#include <optional>
#include <string>

#include "halfopen/analysis/diff.hpp"

namespace halfopen::oracle {

/// The first change whose causes cannot be right: none at all, one that does not tell the sides
/// apart, or none that names who stops the example. Nothing if all is well.
std::optional<std::string> wrong_cause(const SnapshotDiff& diff);

}  // namespace halfopen::oracle
