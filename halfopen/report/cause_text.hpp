// SPDX-License-Identifier: Apache-2.0
// The causes of a change in words.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/change_cause.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {

/// The names of the inputs on both sides of a change.
struct ChangeSources {
  const SourceNames& before;
  const SourceNames& after;
};

/// "web/ingress/* denies now (after.txt:1); web/ingress/110 allowed before (before.txt:5)", with
/// "reply: " before it where the reply is meant.
std::string to_text(const ChangeCause& cause, const ChangeSources& sources);

/// One side of it: "web/ingress/110 allowed before".
std::string before_text(const DecidingRule& rule);
std::string after_text(const DecidingRule& rule);

JsonValue causes_json(const std::vector<ChangeCause>& causes, const ChangeSources& sources);

}  // namespace halfopen
