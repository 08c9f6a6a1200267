// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

bool is_control(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(at) < 0x20 || byte(at) == 0x7f) return true;
  return byte(at) == 0xc2 && at + 1 < text.size() && byte(at + 1) < 0xa0;
}

}  // namespace

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_control(text, i)) return true;
  }
  return false;
}

std::string in_quotes(std::string_view text) {
  std::string shown = "'";
  for (std::size_t i = 0; i < text.size(); ++i) shown += is_control(text, i) ? '?' : text[i];
  return shown + '\'';
}

std::string one_line(std::string_view text) {
  std::string line;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      space = !line.empty();
      continue;
    }
    if (space) line += ' ';
    space = false;
    line += c;
  }
  return line;
}

}  // namespace halfopen
