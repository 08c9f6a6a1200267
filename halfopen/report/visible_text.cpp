// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

std::string hex(unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {kDigits[byte >> 4U], kDigits[byte & 0xfU]};
}

}  // namespace

std::string visible(std::string_view text) {
  constexpr unsigned char kDelete = 0x7f;
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (text[i] == '\n') {
      shown += "\\n";
    } else if (text[i] == '\r') {
      shown += "\\r";
    } else if (text[i] == '\t') {
      shown += "\\t";
    } else if (byte < 0x20 || byte == kDelete) {
      shown += "\\x" + hex(byte);
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F in UTF-8
      shown += "\\u00" + hex(next);
      ++i;
    } else {
      shown += text[i];
    }
  }
  return shown;
}

}  // namespace halfopen
