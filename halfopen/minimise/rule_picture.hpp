// SPDX-License-Identifier: Apache-2.0
// What a rule list does, apart from how it says it: columns of (protocol, selector) and the
// smallest binary tree of addresses on which it is one picture of allow and deny.
//
// Why these columns and leaves are enough for a shortest list: let f map every packet to another
// packet of the same fate, so that the packets that f sends into a rule are again those of some
// rule, or none. Then replacing each rule of a right list by those packets gives a right list, not
// longer. Hence:
// * ports between two bounds of the picture, and addresses in a block that is treated as one, move
//   together: f sends them to one of them;
// * protocols, ICMP types, or codes of a type that the picture does not tell apart from the ones
//   that nobody names move together, if they are more than the rules of the list: one of them has
//   no rule of its own, f sends all of them there, and only a rule for more than one covers them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/minimise/cell_set.hpp"

namespace halfopen {

/// What a rule says beside its CIDR block and action, and the columns that it covers.
struct RuleShape {
  Run columns;
  std::int16_t protocol = NetworkAclEntry::kEveryProtocol;
  std::int16_t icmp_type = NetworkAclEntry::kEveryIcmp;
  std::int16_t icmp_code = NetworkAclEntry::kEveryIcmp;
};

/// Packets of one protocol (or of all the protocols that are not told apart) that move together.
struct PictureColumn {
  IpProtocol protocol;              ///< of the representative
  Selector selector = 0;            ///< of the representative
  PortRange ports{};                ///< TCP and UDP: all that the column holds
  double selectors = 65536;         ///< how many (protocol, selector) the column holds
  bool has_ports = false;           ///< the shapes are the runs of columns of this protocol
  Run protocol_columns{};           ///< where has_ports: all columns of the protocol
  std::vector<RuleShape> shapes{};  ///< smallest first; where has_ports: the whole protocol and up
};

/// A node of the address tree. A leaf has one fate a column, in `colours`; the halves of an inner
/// node differ.
struct PictureNode {
  static constexpr std::uint32_t kNone = 0xffffffffU;

  CidrBlock block;
  std::uint32_t low = kNone;  ///< kNone in a leaf
  std::uint32_t high = kNone;
  std::uint32_t colours = 0;  ///< index into RulePicture::colours, in a leaf

  bool is_leaf() const { return low == kNone; }
};

/// One direction and family of a network ACL. Rows with the action `unknown` are not meant for it.
struct RulePicture {
  IpFamily family = IpFamily::v4;
  std::vector<PictureColumn> columns;  ///< the last one: protocols that are not told apart, if any
  bool has_rest = true;                ///< the last column is those
  std::vector<std::vector<bool>> colours;  ///< by column: allowed
  std::vector<PictureNode> nodes;          ///< the root first
  std::vector<CidrBlock> named;            ///< the blocks of the rows, sorted, without repetition
  /// Lists with fewer rules than this fulfil the condition "more than the rules" above.
  std::size_t exact_below = 256;
};

/// Rows of one direction and family in the order of evaluation. With n rows and c columns: O(n^2 c)
/// time at most, and as many nodes as the blocks have bits.
RulePicture draw_rules(std::span<const NetworkAclEntry> rows, IpFamily family);

}  // namespace halfopen
