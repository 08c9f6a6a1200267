// SPDX-License-Identifier: Apache-2.0
// Addresses in SQL: texts that are ordered and compared as addresses are.
//
// A key is `4` and 8 hexadecimal digits, or `6` and 32: the order of texts is that of IpAddress,
// and a block of addresses is a stretch of keys. Engines have no type of addresses in common, so
// keys are made with functions of texts.
#pragma once

#include <string>
#include <vector>

#include "halfopen/flowlog/sql/expression.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen::sql {

std::string address_key(const IpAddress& address);
/// The first and the last key of a stretch of a family.
std::string address_key(IpFamily family, AddressBits bits);

/// From a text to its key, in three steps, so that no text is written again and again: of a text
/// with colons its groups without an IPv4 tail; what stands before and behind `::` as digits; the
/// key. All are null for what is no address (see read_address).
Expr colon_groups(const Expr& text);
Expr digits_before_gap(const Expr& groups);
Expr digits_behind_gap(const Expr& groups);
Expr address_key(const Expr& text, const Expr& groups, const Expr& before, const Expr& behind);

/// The canonical text of a key: dotted quad, or RFC 5952; in two steps, the first of which is the
/// groups of an IPv6 address without leading zeros, between colons.
Expr key_groups(const Expr& key);
Expr key_text(const Expr& key, const Expr& groups);

/// Whether a key is that of a private IPv4 address: RFC 1918 and RFC 6598.
Expr is_private(const Expr& key);
Expr is_v4(const Expr& key);

}  // namespace halfopen::sql
