// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/api_error_json.hpp"

#include <utility>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

JsonValue refusal(const Error& error) {
  JsonValue inner = JsonValue::object();
  inner.set("what", error.what).set("mend", error.hint);
  JsonValue document = JsonValue::object();
  document.set("error", std::move(inner));
  return document;
}

}  // namespace

std::string api_error_json(const Error& error) { return refusal(error).dump() + '\n'; }

std::string api_error_json(const Error& error, const Diagnostics& diagnostics,
                           const SourceNames& sources) {
  JsonValue document = refusal(error);
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
