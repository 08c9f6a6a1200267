// SPDX-License-Identifier: Apache-2.0
// A review as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for code scanning.
#pragma once

#include <string>
#include <string_view>

#include "halfopen/report/review.hpp"

namespace halfopen {

/// One run with every finding: known ones as unchanged, allowed ones with their justification.
/// A finding without a place stands at the first input. Fingerprints: `halfopen/v1`, and
/// `primaryLocationLineHash` where the line is known. No times and no absolute paths but those that
/// the user gave, so equal inputs give equal documents.
std::string sarif(const Review& review, std::string_view version);

/// A path as a URI reference (RFC 3986): percent-encoded, without `./` in front, with `file://` if
/// it is absolute.
std::string uri_of(std::string_view path);

}  // namespace halfopen
