// SPDX-License-Identifier: Apache-2.0
#include "halfopen/serve/loaded_sources.hpp"

#include <utility>

namespace halfopen {

LoadedSources read_sources(std::vector<NamedText> texts, PlanSide side) {
  Loader loader;
  for (const NamedText& input : texts) loader.add(SourceText(input.name, input.text), true);
  const bool any_read = loader.any_read();
  const bool has_plan = loader.has_plan();
  return {std::move(loader).finish(side), any_read, has_plan, std::move(texts)};
}

}  // namespace halfopen
