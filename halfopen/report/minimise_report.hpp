// SPDX-License-Identifier: Apache-2.0
// Shorter rule lists as text, JSON and Markdown.
#pragma once

#include <string>
#include <string_view>

#include "halfopen/analysis/minimise.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// Entries that a network ACL may have in a direction and family, the default deny included; the
/// higher one on request (Amazon VPC User Guide, "Amazon VPC quotas").
inline constexpr int kAclRuleQuota = 20;
inline constexpr int kAclRuleHardQuota = 40;

/// One line a direction and family that has entries: how many before and after, whether that is
/// proved, and the quota; then the new entries as a table. Ends with a line break.
std::string minimise_text(std::string_view acl, const MinimiseResult& result, const Style& style);

/// The schema halfopen.minimise/1. Ends with a line break.
std::string minimise_json(std::string_view acl, const MinimiseResult& result);

/// The same as minimise_text for documents: a list of the verdicts, then a table.
std::string minimise_markdown(std::string_view acl, const MinimiseResult& result);

}  // namespace halfopen
