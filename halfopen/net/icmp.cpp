// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/icmp.hpp"

#include <charconv>

namespace halfopen {
namespace {

std::optional<std::uint8_t> parse_byte(std::string_view text) {
  std::uint8_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<IcmpMessage> icmp_reply(IpFamily family, IcmpMessage request) {
  if (family == IpFamily::v4) {
    switch (request.type) {
      case 8: return IcmpMessage{0, request.code};
      case 10: return IcmpMessage{9, 0};
      case 13: return IcmpMessage{14, 0};
      case 15: return IcmpMessage{16, 0};
      case 17: return IcmpMessage{18, 0};
      default: return std::nullopt;
    }
  }
  switch (request.type) {
    case 128: return IcmpMessage{129, request.code};
    case 133: return IcmpMessage{134, 0};
    case 135: return IcmpMessage{136, 0};
    case 139: return IcmpMessage{140, 0};
    default: return std::nullopt;
  }
}

Result<IcmpMessage> parse_icmp_message(std::string_view text, IpFamily family) {
  if (text == "echo" || text == "ping") return echo_request(family);
  const std::size_t colon = text.find(':');
  const auto type = parse_byte(text.substr(0, colon));
  const auto code = colon == std::string_view::npos ? std::optional<std::uint8_t>{0}
                                                    : parse_byte(text.substr(colon + 1));
  if (!type || !code) {
    return fail("'" + std::string(text) + "' is not an ICMP type",
                "write icmp/TYPE or icmp/TYPE:CODE with numbers 0 to 255, or icmp/echo");
  }
  return IcmpMessage{*type, *code};
}

std::string to_string(IcmpMessage message) {
  return std::to_string(message.type) + ':' + std::to_string(message.code);
}

}  // namespace halfopen
