// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "halfopen/ingest/load.hpp"

namespace halfopen::tests {

inline Loader::Loaded load(const std::string& text, const std::string& name = "input.json") {
  Loader loader;
  loader.add(SourceText(name, text), true);
  return std::move(loader).finish();
}

/// "HO1005@3 HO2001@7": codes and lines.
inline std::string codes(const Loader::Loaded& loaded) {
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    text += (text.empty() ? "" : " ") + to_string(diagnostic.code) + '@' +
            std::to_string(diagnostic.origin.line);
  }
  return text;
}

/// "100 allow 6 443 0.0.0.0/0": the entries of a direction, one a line.
inline std::string rules(const NetworkAcl& acl, Direction direction) {
  std::string text;
  for (const NetworkAclEntry& entry : acl.entries(direction)) {
    text += rule_label(entry) + ' ' + std::string(to_string(entry.action)) + ' ' +
            std::to_string(entry.protocol) + ' ';
    if (entry.protocol == 1 || entry.protocol == 58) {
      text += std::to_string(entry.icmp_type) + ':' + std::to_string(entry.icmp_code);
    } else {
      text += to_string(entry.ports);
    }
    text += ' ' + to_string(entry.cidr) + '\n';
  }
  return text;
}

}  // namespace halfopen::tests
