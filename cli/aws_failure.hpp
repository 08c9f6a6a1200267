// SPDX-License-Identifier: Apache-2.0
// Why a call of the AWS CLI failed, told from what it said.
#pragma once

#include <cstdint>
#include <string>

#include "cli/aws_call.hpp"
#include "halfopen/system/child_process.hpp"

namespace halfopen::cli {

enum class FailureKind : std::uint8_t {
  denied,           ///< the permission is missing
  throttled,        ///< too many requests, also after the CLI's own retries
  credentials,      ///< none, expired, or of no use: no call can work
  region,           ///< the region does not take these credentials
  unreachable,      ///< nobody answers there
  unknown_command,  ///< the CLI is older than the call
  broken_answer,    ///< what came is cut off or is no answer
  interrupted,      ///< the user ended the CLI
  not_started,      ///< there is no such program
  other,
};

struct AwsFailure {
  FailureKind kind = FailureKind::other;
  std::string what;  ///< one line, without control characters
  std::string hint;  ///< may be empty
};

/// What a CLI that ended with another exit code than 0 meant.
AwsFailure failure_of(const AwsCall& call, const ChildOutput& output);

/// One line that is safe to print: control characters are gone, and it ends after a while.
std::string printable(std::string_view text);

}  // namespace halfopen::cli
