// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/address_expression.hpp"

namespace halfopen::sql {
namespace {

/// As read_address takes it: at most three digits.
constexpr const char* kOctet = "([01]?[0-9][0-9]?|2[0-4][0-9]|25[0-5])";
/// As the tail of an IPv6 address: without leading zeros.
constexpr const char* kStrictOctet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
constexpr const char* kZeros = "00000000000000000000000000000000";
constexpr const char* kHexDigits = "0123456789abcdef";

std::string quad_pattern(const std::string& octet) {
  return octet + "[.]" + octet + "[.]" + octet + "[.]" + octet;
}

Expr substring(const Expr& value, Expr from, Expr length) {
  return call(Function::substring, {value, std::move(from), std::move(length)});
}
Expr length(const Expr& value) { return call(Function::length, {value}); }
Expr position(const Expr& value, const char* part) {
  return call(Function::position, {value, text(part)});
}
Expr matches(const Expr& value, const std::string& pattern) {
  return call(Function::is_match, {value, text(pattern)});
}
Expr replaced(const Expr& value, const char* pattern, const char* by) {
  return call(Function::replace_matches, {value, text(pattern), text(by)});
}

/// Eight digits of a dotted quad.
Expr quad_digits(const Expr& quad) {
  const auto octet = [&](std::int64_t place) {
    return call(Function::to_integer, {call(Function::part, {quad, text("."), number(place)})});
  };
  return call(Function::hex8, {octet(1) * number(1 << 24) + octet(2) * number(1 << 16) +
                               octet(3) * number(1 << 8) + octet(4)});
}

/// Four digits of each group. What is no group leaves an angle bracket.
Expr group_digits(const Expr& groups) {
  const Expr bracketed =
      joined({text("<"), call(Function::replace, {groups, text(":"), text("><")}), text(">")});
  const Expr padded = replaced(bracketed, "<([0-9a-f]{1,4})>", "<000\\1>");
  return cases({{groups == text(""), text("")}}, replaced(padded, "<0*([0-9a-f]{4})>", "\\1"));
}

/// The value of the hexadecimal digit at a place of a key.
Expr digit_value(const Expr& key, std::int64_t place) {
  return call(Function::position, {text(kHexDigits), substring(key, number(place), number(1))}) -
         number(1);
}

/// The decimal text of two digits of a key.
Expr octet_text(const Expr& key, std::int64_t place) {
  return call(Function::to_text,
              {digit_value(key, place) * number(16) + digit_value(key, place + 1)});
}

Expr quad_text(const Expr& key, std::int64_t place) {
  return joined({octet_text(key, place), text("."), octet_text(key, place + 2), text("."),
                 octet_text(key, place + 4), text("."), octet_text(key, place + 6)});
}

}  // namespace

std::string address_key(IpFamily family, AddressBits bits) {
  std::string key = family == IpFamily::v4 ? "4" : "6";
  for (int shift = address_width(family) - 4; shift >= 0; shift -= 4) {
    key += kHexDigits[static_cast<std::size_t>((bits >> shift) & 0xfU)];
  }
  return key;
}

std::string address_key(const IpAddress& address) {
  return address_key(address.family(), address.bits());
}

Expr colon_groups(const Expr& value) {
  const Expr quad = replaced(value, "^.*:", "");
  const Expr digits = quad_digits(quad);
  return cases({{position(value, ":") == number(0), null_text()},
                {position(value, ".") == number(0), call(Function::lower, {value})},
                {matches(value, ":" + quad_pattern(kStrictOctet) + "$"),
                 joined({call(Function::lower, {replaced(value, "[0-9.]+$", "")}),
                         substring(digits, number(1), number(4)), text(":"),
                         substring(digits, number(5), number(4))})}});
}

Expr digits_before_gap(const Expr& groups) {
  const Expr gap = position(groups, "::");
  return group_digits(
      cases({{gap > number(0), substring(groups, number(1), gap - number(1))}}, groups));
}

Expr digits_behind_gap(const Expr& groups) {
  const Expr gap = position(groups, "::");
  return group_digits(
      cases({{gap > number(0), substring(groups, gap + number(2), number(64))}}, text("")));
}

Expr address_key(const Expr& value, const Expr& groups, const Expr& before, const Expr& behind) {
  const Expr known = length(before) + length(behind);
  const Expr gap = position(groups, "::");
  // A gap stands for one group at least.
  const Expr fits =
      (gap == number(0) && known == number(32)) || (gap > number(0) && known <= number(28));
  const Expr is_v6 = fits && matches(joined({before, behind}), "^[0-9a-f]*$");
  const Expr v6 =
      joined({text("6"), before, substring(text(kZeros), number(1), number(32) - known), behind});
  return cases({{is_not_null(groups), cases({{is_v6, v6}})},
                {matches(value, "^" + quad_pattern(kOctet) + "$"),
                 joined({text("4"), quad_digits(value)})}});
}

Expr key_groups(const Expr& key) {
  std::vector<Expr> groups = {text(":")};
  for (std::int64_t i = 0; i < 8; ++i) {
    const Expr group = substring(key, number(2 + 4 * i), number(4));
    groups.push_back(replaced(group, "^0{1,3}", ""));
    groups.push_back(text(":"));
  }
  return cases({{is_v4(key), text("")}}, joined(std::move(groups)));
}

Expr key_text(const Expr& key, const Expr& groups) {
  std::vector<Case> branches = {
      {is_v4(key), quad_text(key, 2)},
      {substring(key, number(2), number(24)) == text("00000000000000000000ffff"),
       joined({text("::ffff:"), quad_text(key, 26)})}};
  std::string zeros = ":0:0:0:0:0:0:0:0:";
  for (int run = 8; run >= 2; --run) {
    const Expr at = position(groups, zeros.c_str());
    const auto behind = static_cast<std::int64_t>(zeros.size());
    // The colons at both ends go; those beside the gap are its own.
    const Expr head = substring(groups, number(2), at - number(2));
    const Expr rest = substring(groups, at + number(behind), number(64));
    const Expr tail = substring(rest, number(1), length(rest) - number(1));
    branches.push_back(
        {at > number(0), joined({cases({{at > number(1), head}}, text("")), text("::"),
                                 cases({{length(rest) > number(0), tail}}, text(""))})});
    zeros.resize(zeros.size() - 2);
  }
  return cases(std::move(branches), substring(groups, number(2), length(groups) - number(2)));
}

Expr is_v4(const Expr& key) { return substring(key, number(1), number(1)) == text("4"); }

Expr is_private(const Expr& key) {
  Expr any;
  for (const char* written : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}) {
    const auto block = parse_cidr_block(written);
    if (!block) continue;
    const Expr inside = between(key, text(address_key(block->family(), block->first())),
                                text(address_key(block->family(), block->last())));
    any = any ? any || inside : inside;
  }
  return any;
}

}  // namespace halfopen::sql
