// SPDX-License-Identifier: Apache-2.0
// The read-only calls of the AWS CLI that tell what a network is like.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"

namespace halfopen::cli {

/// Where the ids of a call come from that is made once for each object.
struct IdSource {
  std::string_view call;    ///< name of the call whose answer lists the objects
  std::string_view list;    ///< the key of the list in that answer
  std::string_view key;     ///< the key of the id in each element, and in the file that is written
  std::string_view option;  ///< the option of the CLI that takes the id
  std::string_view prefix;  ///< how every such id begins
};

/// One call. `name` is what users write after --only, and the name of the file without ".json".
struct AwsCall {
  std::string_view name;
  std::string_view service;
  std::string_view command;
  std::string_view action;                      ///< what IAM calls the permission that it needs
  const IdSource* each = nullptr;               ///< made once for each of these ids
  std::array<std::string_view, 2> arguments{};  ///< further ones; may be empty
  bool optional = false;                        ///< only made where --only names it
};

/// All calls; one that needs ids stands behind the one that lists them.
std::span<const AwsCall> aws_calls();

/// The calls of these names and those whose ids they need, in the order of aws_calls(). Without
/// names all that are not optional. The error names what is no call.
Result<std::vector<const AwsCall*>> chosen_calls(const std::vector<std::string>& names);

/// The smallest IAM policy that allows these calls, as JSON.
std::string iam_policy(const std::vector<const AwsCall*>& calls);

}  // namespace halfopen::cli
