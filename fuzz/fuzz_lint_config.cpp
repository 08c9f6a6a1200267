// SPDX-License-Identifier: Apache-2.0
// Any bytes as the configuration of lint: what is accepted is whole, what is not says why.
#include <cstddef>
#include <cstdint>
#include <string>

#include "ask_all.hpp"
#include "halfopen/ingest/lint_config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfopen::fuzz::require;
  const std::string bytes(data, data + size);
  const auto config = read_lint_config(halfopen::SourceText("config.json", bytes));
  if (!config.problems.empty()) return 0;
  for (const auto& suppression : config.suppressions) {
    require(halfopen::find_lint_rule(suppression.id) != nullptr, "an unknown id was accepted");
    require(!suppression.reason.empty(), "a suppression without a reason was accepted");
  }
  return 0;
}
