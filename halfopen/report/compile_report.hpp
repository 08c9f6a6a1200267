// SPDX-License-Identifier: Apache-2.0
// What `compile` wrote, for programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "halfopen/base/diagnostic.hpp"

namespace halfopen {

/// A port of the router that has an ACL.
struct CompiledPort {
  std::string acl;     ///< its id
  std::string device;  ///< as the ruleset names it: may be a variable
  std::string subnet;  ///< the id of the subnet behind it; empty where the ACL was asked for
};

/// The schema halfopen.compile/1: docs/formats.md.
std::string compile_json(std::string_view ruleset, std::span<const CompiledPort> ports,
                         const Diagnostics& diagnostics, const SourceNames& sources);

}  // namespace halfopen
