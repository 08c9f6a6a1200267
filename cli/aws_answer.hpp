// SPDX-License-Identifier: Apache-2.0
// What a call of the AWS CLI printed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/aws_call.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen::cli {

/// An object that further calls ask about.
struct ListedId {
  std::string id;
  bool of_aws = false;  ///< the object belongs to AWS, not to the account
};

/// One answer, known to be a whole JSON object.
struct AwsAnswer {
  std::string text;        ///< as the CLI wrote it, without space around it
  std::string next_token;  ///< empty on the last page
  bool cut_short = false;  ///< there is more, and no token to ask for it
};

/// Checks that the text is one whole JSON object. The error says what is wrong.
Result<AwsAnswer> read_answer(std::string text);

/// The ids that an answer lists. An id of a form that the API never writes is an error: it would
/// become an argument of a program.
Result<std::vector<ListedId>> listed_ids(const AwsAnswer& answer, const IdSource& source);

/// The answer, an object, with one more member in front: "KEY": "ID".
std::string with_id(std::string_view key, std::string_view id, std::string_view answer);

/// Objects as a JSON array, one after the other.
std::string as_array(const std::vector<std::string>& objects);

}  // namespace halfopen::cli
