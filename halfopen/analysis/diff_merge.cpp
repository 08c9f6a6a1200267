// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_merge.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace halfopen {
namespace {

/// Addresses by the place that they stand in.
using Hosts = std::map<std::size_t, AddressSet>;

void add(Hosts& hosts, std::span<const DiffPlace> places, const ChangeEnds& ends) {
  for (std::size_t i = 0; i < ends.places.size(); ++i) {
    const std::size_t place = ends.places[i];
    const AddressSet& all = places[place].addresses();
    const AddressSet& some = ends.of_each.empty() ? ends.addresses : ends.of_each[i];
    const auto [known, is_new] = hosts.try_emplace(place, AddressSet{all.family, {}});
    known->second.bits = known->second.bits | (ends.whole ? all.bits : some.bits);
  }
}

bool less(const PortSet& a, const PortSet& b) {
  return std::lexicographical_compare(
      a.intervals().begin(), a.intervals().end(), b.intervals().begin(), b.intervals().end(),
      [](const auto& x, const auto& y) {
        return x.first != y.first ? x.first < y.first : x.last < y.last;
      });
}

/// What two parts must share to be told in one line.
struct Key {
  ChangeKind kind;
  IpFamily family;
  bool unnamed;
  std::uint8_t protocol;
  std::optional<Cut> cut;
  PortSet server_ports;
  PortSet client_ports;

  friend bool operator<(const Key& a, const Key& b) {
    const auto head = [](const Key& k) {
      return std::tuple(k.kind, k.family, k.unnamed, k.protocol, k.cut);
    };
    if (head(a) != head(b)) return head(a) < head(b);
    if (!(a.server_ports == b.server_ports)) return less(a.server_ports, b.server_ports);
    return less(a.client_ports, b.client_ports);
  }
};

/// Parts of one key: who asks whom.
struct Joined {
  Hosts from;
  Hosts to;
  std::vector<const ChangePart*> parts;
};

std::vector<Joined> join(std::span<const DiffPlace> places,
                         const std::vector<const ChangePart*>& parts) {
  std::vector<Joined> by_server;
  for (const ChangePart* part : parts) {
    Hosts to;
    add(to, places, part->to);
    auto known = std::find_if(by_server.begin(), by_server.end(),
                              [&](const Joined& j) { return j.to == to; });
    if (known == by_server.end()) known = by_server.insert(by_server.end(), {{}, to, {}});
    add(known->from, places, part->from);
    known->parts.push_back(part);
  }
  std::vector<Joined> joined;
  for (Joined& one : by_server) {
    auto known = std::find_if(joined.begin(), joined.end(),
                              [&](const Joined& j) { return j.from == one.from; });
    if (known == joined.end()) {
      joined.push_back(std::move(one));
      continue;
    }
    known->parts.insert(known->parts.end(), one.parts.begin(), one.parts.end());
    for (auto& [place, addresses] : one.to) {
      auto& all = known->to.try_emplace(place, AddressSet{addresses.family, {}}).first->second;
      all.bits = all.bits | addresses.bits;
    }
  }
  return joined;
}

/// Whether the hosts are all that the other side can meet. ACLs without a loaded subnet count only
/// where some of the hosts stand behind one: then all of them must.
bool covers_all(std::span<const DiffPlace> places, const Hosts& hosts, const Hosts& others) {
  const IpFamily family = hosts.begin()->second.family;
  const bool other_alone = places[others.begin()->first].alone;
  const bool some_alone = std::any_of(hosts.begin(), hosts.end(),
                                      [&](const auto& host) { return places[host.first].alone; });
  for (std::size_t i = 0; i < places.size(); ++i) {
    const DiffPlace& place = places[i];
    if (place.family() != family || (place.alone && !some_alone)) continue;
    if (other_alone && !place.outside) continue;
    if (others.size() == 1 && others.begin()->first == i) continue;
    const auto mine = hosts.find(i);
    if (mine == hosts.end() || !(mine->second == place.addresses())) return false;
  }
  return places[hosts.begin()->first].outside || hosts.size() > 1;
}

ChangeSide side_of(std::span<const DiffPlace> places, const Hosts& hosts, const Hosts& others) {
  ChangeSide side;
  side.rest.family = hosts.begin()->second.family;
  side.anywhere = covers_all(places, hosts, others);
  for (const auto& [index, addresses] : hosts) {
    const DiffPlace& place = places[index];
    if (addresses == place.addresses()) {
      side.places.push_back(place.before.label);
    } else {
      side.rest.bits = side.rest.bits | addresses.bits;
    }
  }
  return side;
}

/// A member that looks like a host's address: one of the usual examples, or one a little above a
/// block's bound.
IpAddress telling_address(const AddressSet& set, bool outside) {
  constexpr AddressBits kOutside = 0xc6336407;                          // 198.51.100.7
  constexpr AddressBits kInside = 0x0a00000a;                           // 10.0.0.10
  constexpr AddressBits kOutside6 = AddressBits{0x20010db8} << 96 | 7;  // 2001:db8::7
  constexpr AddressBits kInside6 = AddressBits{0x20010db8} << 96 | 10;  // 2001:db8::a
  const bool v4 = set.family == IpFamily::v4;
  const AddressBits usual[] = {v4 ? kOutside : kOutside6, v4 ? kInside : kInside6};
  for (const AddressBits bits : {usual[outside ? 0 : 1], usual[outside ? 1 : 0]}) {
    if (set.bits.contains(bits)) return {set.family, bits};
  }
  const auto& run = set.bits.intervals().front();
  constexpr AddressBits kAbove = 10;
  return {set.family, run.last - run.first > kAbove ? run.first + kAbove : run.first};
}

/// A port that people know, if there is one.
std::uint16_t telling_port(const PortSet& ports) {
  constexpr std::uint16_t kKnown[] = {443, 80, 22, 53, 3306, 5432, 3389};
  for (const std::uint16_t known : kKnown) {
    if (ports.contains(known)) return known;
  }
  return ports.intervals().front().first;
}

void put_witness(std::span<const DiffPlace> places, ConnectionChange& change,
                 const ChangePart& part) {
  ChangeWitness& witness = change.witness;
  witness.client = telling_address(part.from.addresses, places[part.client_place].outside);
  witness.server = telling_address(part.to.addresses, places[part.server_place].outside);
  witness.service.protocol = part.protocol;
  const auto lowest = part.change.server_ports.intervals().front().first;
  if (is_icmp(part.protocol)) {
    witness.service.icmp = IcmpMessage{static_cast<std::uint8_t>(lowest >> 8),
                                       static_cast<std::uint8_t>(lowest & 0xff)};
  } else if (has_ports(part.protocol)) {
    witness.service.port = telling_port(part.change.server_ports);
  }
  // The highest run of client ports: ephemeral ones rather than privileged ones.
  if (!part.change.client_ports.empty() && has_ports(part.protocol)) {
    witness.client_port = part.change.client_ports.intervals().back().last;
  }
}

}  // namespace

std::vector<MergedChange> merged_changes(std::span<const DiffPlace> places,
                                         std::span<const ChangePart> parts) {
  std::map<Key, std::vector<const ChangePart*>> by_key;
  for (const ChangePart& part : parts) {
    by_key[{part.change.kind, part.family, part.unnamed, part.protocol.number, part.change.cut,
            part.change.server_ports, part.change.client_ports}]
        .push_back(&part);
  }
  std::vector<MergedChange> changes;
  for (const auto& [key, same] : by_key) {
    for (Joined& joined : join(places, same)) {
      const ChangePart& first = *joined.parts.front();
      MergedChange merged{{}, first.client_place, first.server_place, std::move(joined.parts)};
      ConnectionChange& change = merged.change;
      change.kind = key.kind;
      change.family = key.family;
      if (!key.unnamed) change.protocol = IpProtocol{key.protocol};
      change.from = side_of(places, joined.from, joined.to);
      change.to = side_of(places, joined.to, joined.from);
      change.cut = key.cut;
      change.server_ports = key.server_ports;
      change.client_ports = key.client_ports;
      put_witness(places, change, first);
      changes.push_back(std::move(merged));
    }
  }
  return changes;
}

}  // namespace halfopen
