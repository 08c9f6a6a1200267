// SPDX-License-Identifier: Apache-2.0
// Any bytes as a plan or state of Terraform: the reader alone, then both sides as snapshots.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "ask_all.hpp"
#include "halfopen/ingest/load.hpp"
#include "halfopen/ingest/terraform_plan.hpp"
#include "halfopen/vpc/additions.hpp"

namespace {

using halfopen::ReadOutcome;
using halfopen::fuzz::require;

bool is_empty(const halfopen::SnapshotDraft& draft) {
  return draft.vpcs.empty() && draft.subnets.empty() && draft.acls.empty() &&
         draft.associations.empty() && draft.additions.rows.empty() && draft.not_judged.empty();
}

/// The side before must be a snapshot that can be built, too.
void build(halfopen::SnapshotDraft draft) {
  halfopen::Diagnostics diagnostics;
  attach_additions(draft, diagnostics);
  halfopen::Snapshot::build(std::move(draft), diagnostics);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const halfopen::SourceText source("fuzzed.json", bytes);
  halfopen::TerraformPlan plan;
  halfopen::Diagnostics diagnostics;
  const ReadOutcome outcome = read_terraform(source, 1, plan, diagnostics);
  require(outcome == ReadOutcome::read || (is_empty(plan.after) && is_empty(plan.before)),
          "a text that is not used left objects");
  require(outcome != ReadOutcome::unreadable || !diagnostics.empty(), "broken without a word");
  for (const halfopen::Diagnostic& each : diagnostics) {
    require(!each.text.empty(), "a diagnostic without words");
  }
  if (outcome != ReadOutcome::read) return 0;
  build(std::move(plan.before));
  halfopen::Loader loader;
  loader.add(source, true);
  const auto loaded = std::move(loader).finish();
  halfopen::fuzz::ask_all(loaded.snapshot, loaded.sources, loaded.diagnostics, bytes);
  return 0;
}
