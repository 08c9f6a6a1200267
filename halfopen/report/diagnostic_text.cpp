// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/diagnostic_text.hpp"

#include "halfopen/report/visible_text.hpp"

namespace halfopen {

std::string diagnostic_text(const Diagnostic& diagnostic, const SourceNames& sources,
                            const Style& style) {
  const std::string place = visible(sources.place(diagnostic.origin));
  const Tone tone = diagnostic.severity == Severity::error     ? Tone::bad
                    : diagnostic.severity == Severity::warning ? Tone::doubtful
                                                               : Tone::quiet;
  std::string text = place.empty() ? "" : place + ": ";
  text += style.paint(to_string(diagnostic.severity), tone);
  text += ' ' + to_string(diagnostic.code) + ": " + visible(diagnostic.text) + '\n';
  if (!diagnostic.hint.empty()) text += "  mend: " + visible(diagnostic.hint) + '\n';
  return text;
}

JsonValue diagnostics_json(const Diagnostics& diagnostics, const SourceNames& sources) {
  JsonValue list = JsonValue::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    JsonValue item = JsonValue::object();
    item.set("code", to_string(diagnostic.code));
    item.set("severity", to_string(diagnostic.severity));
    const std::string place = sources.place(diagnostic.origin);
    if (!place.empty()) item.set("place", place);
    item.set("text", diagnostic.text);
    if (!diagnostic.hint.empty()) item.set("hint", diagnostic.hint);
    list.push(std::move(item));
  }
  return list;
}

}  // namespace halfopen
