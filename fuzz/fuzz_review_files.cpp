// SPDX-License-Identifier: Apache-2.0
// Any bytes as a baseline, and as a text with comments that accept findings.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "ask_all.hpp"
#include "halfopen/ingest/allowance_comments.hpp"
#include "halfopen/ingest/baseline_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfopen::fuzz::require;
  const std::string bytes(data, data + size);
  const auto file = read_baseline_file(halfopen::SourceText("baseline.json", bytes));
  for (const auto& entry : file.baseline.entries) {
    const bool whole = !entry.id.empty() && !entry.fingerprint.empty();
    require(whole || !file.problems.empty(), "half an entry was accepted");
  }
  halfopen::Diagnostics diagnostics;
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  for (const auto& one : halfopen::allowance_comments(bytes, 1, diagnostics)) {
    require(!one.reason.empty(), "a comment without a reason was accepted");
    require(one.line <= lines, "a comment covers a line that is not there");
    require(one.line == 0 || one.line >= one.comment.line, "a comment covers a line above it");
  }
  return 0;
}
