// SPDX-License-Identifier: Apache-2.0
// The packets that cross an ACL, cut into cells that no rule at hand tells apart, and the
// connections that they make.
//
// A packet is seen as the rules see it: remote address, protocol, selector. The blocks of all rules
// cut the addresses into classes (CidrTree), the ranges of the rules that hold a class cut its
// selectors. A direction's rule list then is a set of cells, and first match is a few operations on
// bits. A connection with a remote address is a packet in and a packet out: for TCP and UDP any
// port in and any port out, whoever began (the client's port is the reply's destination).
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "halfopen/acl/network_acl_entry.hpp"
#include "halfopen/net/address_set.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen {

/// A set of cells: bit i of word i / 64.
using CellBits = std::vector<std::uint64_t>;

inline bool has(const CellBits& bits, std::uint32_t cell) {
  return (bits[cell / 64] >> (cell % 64) & 1) != 0;
}

/// Cells first to last - 1.
struct CellRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  friend bool operator==(const CellRange&, const CellRange&) = default;
};

/// Packets of one address class and protocol.
struct PacketCell {
  std::uint32_t addresses = 0;  ///< index into PacketCells::classes()
  IpProtocol protocol;          ///< one that stands for all, where `protocols` > 1
  std::uint16_t protocols = 1;  ///< every protocol that no rule of the class names
  PortRange selectors;
};

/// A packet of `in` that enters and one of `out` that leaves are a connection.
struct ConnectionClass {
  CellRange in;
  CellRange out;
  /// Every packet has one that answers it, not all of the other side: ICMP echo (request and reply
  /// have one code), and protocols of which no rule tells packets apart.
  bool one_each = false;
};

/// Immutable. For n rules at most 2n address classes, and for each class and protocol 2n + 1 cells.
class PacketCells {
 public:
  /// Cuts by the rules, and by the blocks of `more` (they only make cells smaller).
  explicit PacketCells(std::span<const NetworkAclEntry> rules,
                       std::span<const CidrBlock> more = {});

  std::span<const AddressSet> classes() const { return classes_; }
  std::span<const PacketCell> cells() const { return cells_; }
  std::span<const ConnectionClass> connections() const { return connections_; }
  std::size_t words() const { return (cells_.size() + 63) / 64; }

  /// The cells of which a rule's content matches every packet. False if there is a cell of which it
  /// matches only some: then it must not be used with these cells.
  bool matched(const NetworkAclEntry& rule, CellBits& bits) const;

  /// A class that the same rules hold: the lowest one. Classes that are alike have the same cells.
  std::uint32_t like(std::uint32_t address_class) const { return like_[address_class]; }

  /// How many addresses a class has, how many selectors a cell; as numbers to weigh, not to count.
  double address_weight(std::uint32_t address_class) const { return weights_[address_class]; }
  double selector_weight(const PacketCell& cell) const;

 private:
  void add_class(const AddressSet& addresses, std::span<const NetworkAclEntry> holding);
  void add_protocol(std::uint32_t addresses, IpProtocol protocol, std::uint16_t protocols,
                    std::span<const NetworkAclEntry> holding);
  void add_echo_classes(CellRange all, std::uint8_t request, std::uint8_t reply);
  void add_message_classes(CellRange all, IpFamily family);
  CellRange cells_within(CellRange all, const PortRange& selectors) const;

  std::vector<AddressSet> classes_;
  std::vector<CidrBlock> blocks_;        ///< of each class: the smallest block around it
  std::vector<std::bitset<256>> named_;  ///< of each class: the protocols with cells of their own
  std::vector<std::uint32_t> like_;
  std::vector<double> weights_;
  std::vector<PacketCell> cells_;
  std::vector<ConnectionClass> connections_;
};

/// True if selectors of the protocol mean anything: ports, or messages of the family's ICMP.
bool has_selectors(IpProtocol protocol, IpFamily family);

}  // namespace halfopen
