// SPDX-License-Identifier: Apache-2.0
// The intrinsic functions of CloudFormation, in their two spellings: `!Join …` and
// `{"Fn::Join": …}` (CloudFormation Template Reference, Intrinsic function reference).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "halfopen/ingest/document.hpp"

namespace halfopen {

enum class CfnFunction : std::uint8_t {
  ref,
  get_att,
  sub,
  join,
  select,
  split,
  cidr,
  find_in_map,
  if_,
  equals,
  and_,
  or_,
  not_,
  condition,
  base64,
  get_azs,
  import_value,
  transform,
  length,
  to_json_string,
  for_each,
  unknown,  ///< spelt like a function, and none that this version knows
};

/// "Fn::Join", "Ref", "Condition".
std::string_view to_string(CfnFunction function);

/// A function and the node of its argument. Of a short tag that is the very node that bears it:
/// its own tag is then not to be looked at again.
struct CfnCall {
  CfnFunction function = CfnFunction::unknown;
  std::uint32_t argument = 0;
  bool tagged = false;
};

/// The function that a value is; nothing if it is a plain value. A map is a function if a
/// function's name is its only key. `{"Condition": NAME}` is one only among conditions: elsewhere
/// maps have keys of that name.
std::optional<CfnCall> call_at(const Document& document, std::uint32_t node,
                               bool among_conditions = false);

/// Likewise of a node whose own tag was looked at already: only the long form counts.
std::optional<CfnCall> long_call_at(const Document& document, std::uint32_t node,
                                    bool among_conditions = false);

/// True if a key belongs to functions: `Ref`, and everything that begins with `Fn::`.
bool is_function_key(std::string_view key);

}  // namespace halfopen
