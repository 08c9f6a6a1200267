// SPDX-License-Identifier: Apache-2.0
// Any bytes as a rule table.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "ask_all.hpp"
#include "halfopen/ingest/rule_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfopen::ReadOutcome;
  const std::string bytes(data, data + size);
  const halfopen::SourceText source("fuzzed.txt", bytes);
  halfopen::SourceNames sources;
  halfopen::SnapshotDraft draft;
  halfopen::Diagnostics diagnostics;
  const auto outcome =
      halfopen::read_rule_table(source, sources.add(source.name()), draft, diagnostics);
  halfopen::fuzz::require(outcome == ReadOutcome::read || draft.acls.empty(),
                          "a text that is not used left objects");
  const auto snapshot = halfopen::Snapshot::build(std::move(draft), diagnostics);
  halfopen::fuzz::ask_all(snapshot, sources, diagnostics, bytes);
  return 0;
}
