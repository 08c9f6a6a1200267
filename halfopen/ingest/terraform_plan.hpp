// SPDX-License-Identifier: Apache-2.0
// Plans and states of Terraform and OpenTofu: what `terraform show -json` prints.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// Both sides of a plan. Of a state both are the same.
struct TerraformPlan {
  SnapshotDraft before;  ///< as the refreshed state says
  SnapshotDraft after;   ///< as it is when the plan has been applied
  bool is_plan = false;
  bool has_before = false;          ///< the plan tells what there is before; a state always does
  std::set<std::string> unchanged;  ///< ids of objects that stay as they are
  Diagnostics before_diagnostics;   ///< about the side before alone
};

/// Reads a plan or state. Objects are named by their AWS ids where these are known, else by their
/// addresses. Values that are known only after apply are taken from what the configuration refers
/// to, exactly or with a `by_reference`; what nobody tells is unknown. Rules and subnets of network
/// ACLs are put together as the AWS provider does it, see docs/semantics.md. Broken texts, state
/// files and other format versions are unreadable, with a diagnostic, and add nothing.
ReadOutcome read_terraform(const SourceText& source, std::uint32_t source_index, TerraformPlan& out,
                           Diagnostics& diagnostics);

}  // namespace halfopen
