// SPDX-License-Identifier: Apache-2.0
// One entry of a network ACL as one rule of nftables.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// What nft takes as the comment of a rule (NFTNL_UDATA_COMMENT_MAXLEN, with the final zero).
inline constexpr std::size_t kNftCommentBytes = 127;

/// The comment under which a rule's counter is found again: `LIST DIRECTION RULE`, as in
/// `acl-1 ingress 100`. `rule` is a number, or `*` for the default deny. Printable ASCII without
/// `"` and `\`, at most kNftCommentBytes long: a quotation mark becomes an apostrophe; a `list`
/// that has anything else to change, or is too long, ends in a fingerprint of itself, so that
/// different lists keep different comments.
std::string nft_comment(std::string_view list, Direction direction, std::string_view rule);
std::string nft_comment(std::string_view list, const NetworkAclEntry& entry);

/// Text in which no line ends and no quotation does: printable ASCII, `"` as `'`, the rest as `_`.
std::string nft_plain(std::string_view text);

/// The entry as a rule of a chain of the family netdev, bridge or inet, without a line end:
/// `meta protocol ip ip saddr 10.0.0.0/8 meta l4proto 47 counter accept comment "…"`. It matches
/// exactly what matched_selectors says, of the family of the entry's block, and the remote address:
/// the source on ingress, the destination on egress (Amazon VPC User Guide, network ACL rules).
///
/// Two things are not the entry's. Fragments but the first have no ports and no type: no rule that
/// looks at one matches them, one for a whole protocol does. And the protocol of
/// an IPv6 packet is that of what its extension headers lead to; a rule for the number of such a
/// header (0, 43, 44, 60), which therefore no packet has, compares the packet's first one.
///
/// `comment` must be of nft_comment. An Error, which names the comment, for the action `unknown`.
Result<std::string> nft_rule(const NetworkAclEntry& entry, std::string_view comment);

}  // namespace halfopen
