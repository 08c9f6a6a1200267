// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/partial_rows.hpp"

#include <charconv>
#include <limits>

namespace halfopen {
namespace {

constexpr std::string_view kEscaped = "%\t\r\n";
constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

PartialWriter& PartialWriter::row(std::string_view kind) {
  if (!text_.empty()) text_ += '\n';
  text_ += kind;
  return *this;
}

PartialWriter& PartialWriter::add(std::string_view text) {
  text_ += '\t';
  for (const char c : text) {
    if (kEscaped.find(c) == std::string_view::npos) {
      text_ += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text_ += '%';
    text_ += kHexDigits[byte >> 4U];
    text_ += kHexDigits[byte & 15U];
  }
  return *this;
}

std::string PartialWriter::finish() { return std::move(text_) + '\n'; }

bool PartialReader::next() {
  if (failed()) return false;
  if (row_has_more_) {
    fail("there are more fields than this kind of row has");
    return false;
  }
  if (rest_.empty()) return false;
  ++line_;
  const std::size_t end = rest_.find('\n');
  if (end == std::string_view::npos) {
    fail("the file is cut off here");
    return false;
  }
  row_ = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  row_has_more_ = true;
  word(kind_);
  return true;
}

bool PartialReader::word(std::string_view& word) {
  word = {};
  if (failed()) return false;
  if (!row_has_more_) {
    fail("fields are missing");
    return false;
  }
  const std::size_t tab = row_.find('\t');
  word = row_.substr(0, tab);
  row_has_more_ = tab != std::string_view::npos;
  if (row_has_more_) row_.remove_prefix(tab + 1);
  return true;
}

std::string PartialReader::text() {
  std::string_view raw;
  std::string text;
  if (!word(raw)) return text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      text += raw[i];
      continue;
    }
    const std::size_t high = i + 2 < raw.size() ? kHexDigits.find(raw[i + 1]) : kHexDigits.npos;
    const std::size_t low = i + 2 < raw.size() ? kHexDigits.find(raw[i + 2]) : kHexDigits.npos;
    if (high == kHexDigits.npos || low == kHexDigits.npos) {
      fail("a percent sign without two digits");
      return {};
    }
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return text;
}

std::int64_t PartialReader::number(std::int64_t least, std::int64_t most) {
  std::string_view raw;
  if (!word(raw)) return 0;
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (problem != std::errc{} || end != raw.data() + raw.size() || value < least || value > most) {
    fail("a number is missing or beyond its bounds");
    return 0;
  }
  return value;
}

IpAddress PartialReader::address() {
  std::string_view raw;
  if (!word(raw)) return {};
  const auto address = parse_ip_address(raw);
  if (!address) {
    fail("an address that is none");
    return {};
  }
  return *address;
}

void PartialReader::fail(std::string what) {
  if (failed()) return;
  error_ = {"line " + std::to_string(line_) + ": " + std::move(what),
            "write it again with --partial-out"};
}

}  // namespace halfopen
