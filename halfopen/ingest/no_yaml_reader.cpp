// SPDX-License-Identifier: Apache-2.0
// Stands in the place of yaml_reader.cpp where its library is missing (WebAssembly).
#include "halfopen/ingest/yaml_reader.hpp"

namespace halfopen {

Document read_yaml(const SourceText& /*text*/, std::uint32_t source) {
  Document document;
  document.failure = {DiagnosticCode::broken_yaml,
                      Severity::error,
                      {source, 0, 0},
                      "YAML is not read in the browser",
                      "give the template as JSON, or ask the program: halfopen check"};
  return document;
}

}  // namespace halfopen
