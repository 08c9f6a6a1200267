// SPDX-License-Identifier: Apache-2.0
// Any bytes as an AWS export, alone and through the Loader.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "ask_all.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/load.hpp"

namespace {

using halfopen::ReadOutcome;
using halfopen::fuzz::require;

bool is_empty(const halfopen::CloudObjects& objects) {
  return objects.listed.none() && objects.security_groups.empty() && objects.route_tables.empty() &&
         objects.interfaces.empty() && objects.instances.empty() && objects.prefix_lists.empty() &&
         objects.load_balancers.empty() && objects.transit_route_tables.empty();
}

bool is_empty(const halfopen::SnapshotDraft& draft) {
  return is_empty(draft.objects) && draft.vpcs.empty() && draft.subnets.empty() &&
         draft.acls.empty() && draft.associations.empty() && draft.not_judged.empty();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  const halfopen::SourceText source("fuzzed.json", bytes);
  halfopen::SnapshotDraft draft;
  halfopen::Diagnostics diagnostics;
  const ReadOutcome outcome = read_aws_describe(source, 1, draft, diagnostics);
  require(outcome == ReadOutcome::read || is_empty(draft), "a text that is not used left objects");
  require(outcome != ReadOutcome::unreadable || !diagnostics.empty(), "broken without a word");

  // What is no export the loader would take for a rule table, which has a fuzzer of its own.
  if (outcome != ReadOutcome::read) return 0;
  halfopen::Loader loader;
  loader.add(source, true);
  const auto loaded = std::move(loader).finish();
  halfopen::fuzz::ask_all(loaded.snapshot, loaded.sources, loaded.diagnostics, bytes);
  return 0;
}
