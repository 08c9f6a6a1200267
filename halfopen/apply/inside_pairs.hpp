// SPDX-License-Identifier: Apache-2.0
// Connections between two subnets that one ACL guards: they cross it twice each way.
//
// A packet from c to s must pass the list out with the remote address s, and the list in with the
// remote address c. So such connections can open in a state in which every connection with one
// remote address fares as before or as after. They break only where one with a remote address
// breaks, too: what works before and after passes every list of both.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "halfopen/apply/packet_cells.hpp"
#include "halfopen/ports/port_set.hpp"

namespace halfopen {

/// Packets of one run of selectors between hosts of two classes: their cells as seen from both.
struct InsideCell {
  std::uint32_t client_cell = 0;  ///< with the client as the remote address
  std::uint32_t server_cell = 0;
  PortRange selectors;
};

/// Which lists the two subnets have: sets of cells that pass.
struct InsideLists {
  const CellBits* client_in = nullptr;
  const CellBits* client_out = nullptr;
  const CellBits* server_in = nullptr;
  const CellBits* server_out = nullptr;

  bool there(const InsideCell& cell) const;  ///< a packet from client to server passes
  bool back(const InsideCell& cell) const;
};

/// A packet of `there` and one of `back` are a connection.
struct InsidePair {
  std::uint32_t client_class = 0;  ///< index into PacketCells::classes()
  std::uint32_t server_class = 0;
  std::uint32_t client_subnet = 0;  ///< index into the list of subnets given
  std::uint32_t server_subnet = 0;
  IpProtocol protocol;
  std::uint16_t protocols = 1;
  bool one_each = false;
  std::vector<InsideCell> there;
  std::vector<InsideCell> back;
};

/// All pairs of classes in different subnets; `cells` must have been cut by the subnets' blocks.
/// `all`: also those that fare like an earlier one, for lists that differ by subnet. Quadratic in
/// the classes within subnets.
std::vector<InsidePair> inside_pairs(const PacketCells& cells, std::span<const AddressSet> subnets,
                                     bool all);

/// True if some connection of the pair passes the lists at hand that works neither with `before`
/// nor with `after`. Linear in the pair's cells.
bool opens_inside(const InsidePair& pair, const InsideLists& before, const InsideLists& after,
                  const InsideLists& now);

/// The same with the selectors: for each combination, what goes there and what comes back.
std::vector<std::pair<PortSet, PortSet>> opened_inside(const InsidePair& pair,
                                                       const InsideLists& before,
                                                       const InsideLists& after,
                                                       const InsideLists& now);

}  // namespace halfopen
