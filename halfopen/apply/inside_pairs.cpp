// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/inside_pairs.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace halfopen {
namespace {

/// The cells of a class and protocol; the cell of the rest if the class does not name it.
CellRange cells_for(const PacketCells& cells, std::uint32_t address_class, IpProtocol protocol) {
  CellRange range{0, 0};
  CellRange rest{0, 0};
  for (std::uint32_t i = 0; i < cells.cells().size(); ++i) {
    const PacketCell& cell = cells.cells()[i];
    if (cell.addresses != address_class) continue;
    CellRange& found = cell.protocols > 1 ? rest : range;
    if (cell.protocols == 1 && !(cell.protocol == protocol)) continue;
    if (found.last == 0) found.first = i;
    found.last = i + 1;
  }
  return range.last != 0 ? range : rest;
}

/// The runs that neither class cuts, within the selectors given.
std::vector<InsideCell> aligned(const PacketCells& cells, CellRange client, CellRange server,
                                const PortRange& within) {
  std::vector<InsideCell> found;
  for (std::uint32_t c = client.first; c < client.last; ++c) {
    for (std::uint32_t s = server.first; s < server.last; ++s) {
      const PortRange& a = cells.cells()[c].selectors;
      const PortRange& b = cells.cells()[s].selectors;
      const auto first = std::max({a.first, b.first, within.first});
      const auto last = std::min({a.last, b.last, within.last});
      if (first <= last) found.push_back({c, s, {first, last}});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const auto& x, const auto& y) { return x.selectors.first < y.selectors.first; });
  return found;
}

PortRange span_of(const PacketCells& cells, const CellRange& range) {
  return {cells.cells()[range.first].selectors.first, cells.cells()[range.last - 1].selectors.last};
}

/// Everything that the pairs of two classes are made of.
class PairMaker {
 public:
  PairMaker(const PacketCells& cells, const InsidePair& ends, std::vector<InsidePair>& pairs)
      : cells_(cells), ends_(ends), pairs_(pairs) {}

  void make() {
    std::set<std::uint8_t> named;
    std::size_t rest = 0;
    for (const PacketCell& cell : cells_.cells()) {
      if (cell.addresses != ends_.client_class && cell.addresses != ends_.server_class) continue;
      if (cell.protocols == 1) named.insert(cell.protocol.number);
    }
    rest = 256 - named.size();
    for (const std::uint8_t number : named) make(IpProtocol{number}, 1);
    for (std::uint32_t number = 0; number < 256 && rest > 0; ++number) {
      if (named.contains(static_cast<std::uint8_t>(number))) continue;
      make(IpProtocol{static_cast<std::uint8_t>(number)}, static_cast<std::uint16_t>(rest));
      return;
    }
  }

 private:
  void make(IpProtocol protocol, std::uint16_t protocols) {
    const CellRange client = cells_for(cells_, ends_.client_class, protocol);
    const CellRange server = cells_for(cells_, ends_.server_class, protocol);
    if (client.last == 0 || server.last == 0) return;
    const IpFamily family = cells_.classes()[ends_.client_class].family;
    InsidePair pair = ends_;
    pair.protocol = protocol;
    pair.protocols = protocols;
    if (is_icmp(protocol) && has_selectors(protocol, family)) {
      make_messages(pair, client, server);
      return;
    }
    const std::vector<InsideCell> cells = aligned(cells_, client, server, {0, 65535});
    pair.there = pair.back = cells;
    if (filters_ports(protocol)) {
      pairs_.push_back(std::move(pair));
      return;
    }
    pair.one_each = true;
    for (const InsideCell& cell : cells) {
      pair.there = pair.back = {cell};
      pairs_.push_back(pair);
    }
  }

  /// Requests and replies as the client's class has them: see PacketCells.
  void make_messages(const InsidePair& base, CellRange client, CellRange server) {
    for (const ConnectionClass& connection : cells_.connections()) {
      if (connection.in.first < client.first || connection.in.last > client.last) continue;
      const auto there = aligned(cells_, client, server, span_of(cells_, connection.in));
      const auto back = aligned(cells_, client, server, span_of(cells_, connection.out));
      InsidePair pair = base;
      if (!connection.one_each) {
        pair.there = there;
        pair.back = back;
        pairs_.push_back(std::move(pair));
        continue;
      }
      // Echo: cuts within the codes are the same on both sides, so the runs belong together.
      for (std::size_t i = 0; i < there.size() && i < back.size(); ++i) {
        pair.one_each = true;
        pair.there = {there[i]};
        pair.back = {back[i]};
        pairs_.push_back(pair);
      }
    }
  }

  const PacketCells& cells_;
  const InsidePair& ends_;
  std::vector<InsidePair>& pairs_;
};

/// The subnet whose addresses hold a class.
std::optional<std::uint32_t> subnet_of(const AddressSet& addresses,
                                       std::span<const AddressSet> subnets) {
  for (std::uint32_t i = 0; i < subnets.size(); ++i) {
    if (subnets[i].family != addresses.family) continue;
    if (addresses.bits.is_subset_of(subnets[i].bits)) return i;
  }
  return std::nullopt;
}

unsigned kind_of(bool before, bool after) { return (before ? 1U : 0U) | (after ? 2U : 0U); }

}  // namespace

bool InsideLists::there(const InsideCell& cell) const {
  return has(*client_out, cell.server_cell) && has(*server_in, cell.client_cell);
}

bool InsideLists::back(const InsideCell& cell) const {
  return has(*server_out, cell.client_cell) && has(*client_in, cell.server_cell);
}

std::vector<InsidePair> inside_pairs(const PacketCells& cells, std::span<const AddressSet> subnets,
                                     bool all) {
  std::vector<InsidePair> pairs;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> inside;  // class, subnet
  for (std::uint32_t i = 0; i < cells.classes().size(); ++i) {
    if (const auto subnet = subnet_of(cells.classes()[i], subnets)) inside.emplace_back(i, *subnet);
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> known;
  for (std::size_t c = 0; c < inside.size(); ++c) {
    for (std::size_t s = c + 1; s < inside.size(); ++s) {
      if (inside[c].second == inside[s].second) continue;
      if (cells.classes()[inside[c].first].family != cells.classes()[inside[s].first].family) {
        continue;
      }
      const std::uint32_t x = cells.like(inside[c].first);
      const std::uint32_t y = cells.like(inside[s].first);
      if (!all && !known.insert({std::min(x, y), std::max(x, y)}).second) continue;
      const InsidePair ends{inside[c].first,
                            inside[s].first,
                            inside[c].second,
                            inside[s].second,
                            {},
                            1,
                            false,
                            {},
                            {}};
      PairMaker(cells, ends, pairs).make();
    }
  }
  return pairs;
}

bool opens_inside(const InsidePair& pair, const InsideLists& before, const InsideLists& after,
                  const InsideLists& now) {
  unsigned there = 0;
  unsigned back = 0;
  for (const InsideCell& cell : pair.there) {
    if (now.there(cell)) there |= 1U << kind_of(before.there(cell), after.there(cell));
  }
  if (there == 0) return false;
  for (const InsideCell& cell : pair.back) {
    if (now.back(cell)) back |= 1U << kind_of(before.back(cell), after.back(cell));
  }
  for (unsigned x = 0; x < 4; ++x) {
    for (unsigned y = 0; y < 4; ++y) {
      if ((there >> x & 1U) != 0 && (back >> y & 1U) != 0 && (x & y) == 0) return true;
    }
  }
  return false;
}

std::vector<std::pair<PortSet, PortSet>> opened_inside(const InsidePair& pair,
                                                       const InsideLists& before,
                                                       const InsideLists& after,
                                                       const InsideLists& now) {
  std::array<PortSet, 4> there;
  std::array<PortSet, 4> back;
  for (const InsideCell& cell : pair.there) {
    if (!now.there(cell)) continue;
    there[kind_of(before.there(cell), after.there(cell))].append(cell.selectors.first,
                                                                 cell.selectors.last);
  }
  for (const InsideCell& cell : pair.back) {
    if (!now.back(cell)) continue;
    back[kind_of(before.back(cell), after.back(cell))].append(cell.selectors.first,
                                                              cell.selectors.last);
  }
  std::vector<std::pair<PortSet, PortSet>> opened;
  for (unsigned x = 0; x < 4; ++x) {
    PortSet answers;
    for (unsigned y = 0; y < 4; ++y) {
      if ((x & y) == 0) answers = answers | back[y];
    }
    if (!there[x].empty() && !answers.empty()) opened.emplace_back(there[x], answers);
  }
  return opened;
}

}  // namespace halfopen
