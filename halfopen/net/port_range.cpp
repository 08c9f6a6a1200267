// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/port_range.hpp"

#include <charconv>

namespace halfopen {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stop != end) {
    return fail("'" + std::string(text) + "' is not a port", "a port is a number 0 to 65535");
  }
  return port;
}

Result<PortRange> parse_port_range(std::string_view text) {
  text = trimmed(text);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) {
    return parse_port(text).map([](std::uint16_t port) { return PortRange{port, port}; });
  }
  const auto first = parse_port(trimmed(text.substr(0, dash)));
  const auto last = parse_port(trimmed(text.substr(dash + 1)));
  if (!first || !last) {
    return fail("'" + std::string(text) + "' is not a port range",
                "write FIRST-LAST with numbers 0 to 65535");
  }
  if (*first > *last) {
    return fail("'" + std::string(text) + "' is reversed", "write the lower port first");
  }
  return PortRange{*first, *last};
}

std::string to_string(const PortRange& range) {
  std::string text = std::to_string(range.first);
  if (range.last != range.first) text += '-' + std::to_string(range.last);
  return text;
}

}  // namespace halfopen
