// SPDX-License-Identifier: Apache-2.0
#include "halfopen/net/ip_address.hpp"

#include <array>
#include <optional>

namespace halfopen {
namespace {

std::optional<std::uint32_t> parse_dotted_quad(std::string_view text) {
  std::uint32_t bits = 0;
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (at >= text.size() || text[at] != '.') return std::nullopt;
      ++at;
    }
    const std::size_t start = at;
    std::uint32_t value = 0;
    while (at < text.size() && at - start < 3 && text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + static_cast<std::uint32_t>(text[at] - '0');
      ++at;
    }
    const std::size_t digits = at - start;
    if (digits == 0 || value > 255 || (digits > 1 && text[start] == '0')) return std::nullopt;
    bits = (bits << 8) | value;
  }
  if (at != text.size()) return std::nullopt;
  return bits;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The 16-bit groups of one side of `::`. False if the text is not such a list.
struct Groups {
  std::array<std::uint16_t, 8> value{};
  std::size_t count = 0;

  bool push(std::uint32_t group) {
    if (count == value.size()) return false;
    value[count++] = static_cast<std::uint16_t>(group);
    return true;
  }
};

bool parse_group(std::string_view text, Groups& groups) {
  if (text.empty() || text.size() > 4) return false;
  std::uint32_t value = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0) return false;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return groups.push(value);
}

bool parse_groups(std::string_view text, bool tail_allowed, Groups& groups) {
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (colon == std::string_view::npos && tail_allowed &&
        part.find('.') != std::string_view::npos) {
      const auto quad = parse_dotted_quad(part);
      return quad && groups.push(*quad >> 16) && groups.push(*quad & 0xffffU);
    }
    if (!parse_group(part, groups)) return false;
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

std::optional<AddressBits> parse_v6(std::string_view text) {
  Groups head;
  Groups tail;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!parse_groups(text, true, head) || head.count != 8) return std::nullopt;
  } else {
    const std::string_view left = text.substr(0, gap);
    const std::string_view right = text.substr(gap + 2);
    if (!left.empty() && !parse_groups(left, false, head)) return std::nullopt;
    if (!right.empty() && !parse_groups(right, true, tail)) return std::nullopt;
    if (head.count + tail.count > 7) return std::nullopt;
  }
  AddressBits bits = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    std::uint16_t group = 0;
    if (i < head.count) group = head.value[i];
    if (i >= 8 - tail.count) group = tail.value[i - (8 - tail.count)];
    bits = (bits << 16) | group;
  }
  return bits;
}

std::string v4_text(AddressBits bits) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string(static_cast<unsigned>((bits >> shift) & 0xff));
    if (shift > 0) text += '.';
  }
  return text;
}

std::string hex_text(unsigned value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = (value >> shift) & 0xfU;
    if (digit != 0 || !text.empty() || shift == 0) text += kDigits[digit];
  }
  return text;
}

/// RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the first of
/// equals) written as `::`, and an IPv4 tail for mapped addresses.
std::string v6_text(AddressBits bits) {
  std::array<unsigned, 8> group{};
  for (std::size_t i = 0; i < 8; ++i) {
    group[i] = static_cast<unsigned>((bits >> (112 - 16 * i)) & 0xffff);
  }
  if ((bits >> 32) == 0xffff) return "::ffff:" + v4_text(bits & 0xffffffffU);
  std::size_t best = 8;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && group[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end + 1;
  }
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      text += "::";
      i += best_length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += hex_text(group[i]);
  }
  return text;
}

}  // namespace

std::string_view to_string(IpFamily family) { return family == IpFamily::v4 ? "IPv4" : "IPv6"; }

Result<IpAddress> parse_ip_address(std::string_view text) {
  if (const auto quad = parse_dotted_quad(text)) return IpAddress(IpFamily::v4, *quad);
  if (text.find(':') != std::string_view::npos) {
    if (const auto bits = parse_v6(text)) return IpAddress(IpFamily::v6, *bits);
  }
  return fail("'" + std::string(text) + "' is not an IP address",
              "write IPv4 as 10.0.0.5 and IPv6 as 2001:db8::5");
}

std::string to_string(const IpAddress& address) {
  return address.family() == IpFamily::v4 ? v4_text(address.bits()) : v6_text(address.bits());
}

}  // namespace halfopen
