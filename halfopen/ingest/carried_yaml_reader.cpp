// SPDX-License-Identifier: Apache-2.0
// Stands in the place of yaml_reader.cpp where its library is missing (WebAssembly): only texts
// that carry their tree are read.
#include <utility>

#include "halfopen/ingest/yaml_reader.hpp"
#include "halfopen/ingest/yaml_tree.hpp"

namespace halfopen {

Document read_yaml(const SourceText& text, std::uint32_t source) {
  if (auto tree = carried_yaml_tree(text.bytes(), source)) return std::move(*tree);
  Document document;
  document.failure = {DiagnosticCode::broken_yaml,
                      Severity::error,
                      {source, 0, 0},
                      "the engine in this page does not read YAML",
                      "give the template as JSON, write a page of it by `halfopen report html`, or "
                      "use `halfopen serve`"};
  return document;
}

}  // namespace halfopen
