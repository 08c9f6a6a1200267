// SPDX-License-Identifier: Apache-2.0
// A review as workflow commands of GitHub Actions, which become annotations of a pull request.
#pragma once

#include <string>
#include <string_view>

#include "halfopen/report/review.hpp"

namespace halfopen {

/// The summary as a line of the log, then `::error file=…,line=…,title=…::message` for each open
/// finding, in their order. No content can break out of its command.
std::string github_annotations(const Review& review, std::string_view summary);

/// Text behind `::`, and the value of a property.
std::string github_data(std::string_view text);
std::string github_property(std::string_view text);

}  // namespace halfopen
