// SPDX-License-Identifier: Apache-2.0
// Whole numbers of JSON, for every reader.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halfopen {

/// The whole number that a token is; nothing for fractions, exponents, numbers beyond 64 bits, and
/// leading zeros, which JSON does not have (RFC 8259, section 6).
inline std::optional<std::int64_t> json_integer(std::string_view token) {
  const std::string_view digits = token.starts_with('-') ? token.substr(1) : token;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::int64_t number = 0;
  const char* const end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace halfopen
