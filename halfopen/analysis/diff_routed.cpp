// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_routed.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/net/icmp.hpp"

namespace halfopen {
namespace {

std::vector<Endpoint> ends_of(std::span<const DiffPlace> places, Endpoint DiffPlace::*side) {
  std::vector<Endpoint> ends;
  for (const DiffPlace& place : places) {
    ends.push_back(place.*side);
    if (place.alone) ends.back().addresses.bits = {};
  }
  return ends;
}

std::vector<IpProtocol> all_of(const std::array<OtherProtocols, 2>& others) {
  std::vector<IpProtocol> protocols;
  for (const OtherProtocols& some : others) {
    protocols.insert(protocols.end(), some.named.begin(), some.named.end());
    if (some.unnamed) protocols.push_back(*some.unnamed);
  }
  return protocols;
}

/// An echo request works with its reply; a reply by itself is no message that anybody sends.
DiffLegs with_echo_joined(DiffLegs legs, IpFamily family) {
  const bool v4 = family == IpFamily::v4;
  const Selector ask = v4 ? 8 << 8 : 128 << 8;
  const Selector tell = v4 ? 0 : 129 << 8;
  const auto fold = [&](PortSet& requests, const PortSet& replies) {
    requests = requests - PortSet(tell, tell);
    if (!replies.contains(tell)) requests = requests - PortSet(ask, ask);
  };
  fold(legs.requests, legs.replies);
  fold(legs.may_arrive, legs.may_return);
  return legs;
}

/// Behind NAT64 every address of a class is another host: nothing is known of all together.
DiffLegs unknown_legs() { return {PortSet(), PortSet(0, 65535), PortSet(), PortSet(0, 65535)}; }

bool is_one(const AddressSet& set) {
  const auto runs = set.bits.intervals();
  return runs.size() == 1 && runs[0].first == runs[0].last;
}

}  // namespace

RoutedDiff::RoutedDiff(CompiledSnapshot& before, CompiledSnapshot& after,
                       std::span<const DiffPlace> places, const Scope& scope)
    : before_(before),
      after_(after),
      places_(places),
      scope_(scope),
      old_ends_(ends_of(places, &DiffPlace::before)),
      new_ends_(ends_of(places, &DiffPlace::after)),
      old_classes_(before, old_ends_, all_of(scope.others)),
      new_classes_(after, new_ends_, all_of(scope.others)) {
  make_groups();
  for (const Group& from : groups_) {
    for (const Group& to : groups_) compare_groups(from, to);
  }
}

/// The hosts of a place whose interfaces are of a kind that has everything tracked.
AddressSet RoutedDiff::tracked_hosts(std::size_t place) const {
  const Endpoint& end = places_[place].before;
  AddressSet found{end.addresses.family, {}};
  if (end.location.kind != Location::Kind::subnet) return found;
  const Snapshot& snapshot = before_.snapshot();
  std::vector<AddressBits> bits;
  for (const NetworkInterface& one : snapshot.objects().interfaces) {
    if (!is_always_tracked(one.kind)) continue;
    if (one.subnet_id != snapshot.subnets()[end.location.index].id) continue;
    for (const NetworkInterface::Address& address : one.addresses) {
      if (address.address.family() == found.family) bits.push_back(address.address.bits());
    }
  }
  std::sort(bits.begin(), bits.end());
  bits.erase(std::unique(bits.begin(), bits.end()), bits.end());
  for (const AddressBits one : bits) found.bits.append(one, one);
  return found;
}

/// The hosts of a place by what they are on both sides.
std::map<RoutedDiff::HostKey, AddressSet> RoutedDiff::parts_of(std::size_t place) {
  std::map<HostKey, AddressSet> parts;
  const auto exempt = scope_.exempt[static_cast<std::size_t>(places_[place].family())];
  const AddressSet tracked = tracked_hosts(place);
  const auto after = new_classes_.parts(new_ends_[place]);
  for (const EndClasses::Part& old_part : old_classes_.parts(old_ends_[place])) {
    for (const EndClasses::Part& new_part : after) {
      const auto both = old_part.addresses.bits & new_part.addresses.bits;
      for (const bool always : {false, true}) {
        AddressSet set{tracked.family, always ? both & tracked.bits : both - tracked.bits};
        // No rule changes anything about a class of nothing but services that are not filtered.
        if (set.empty() || set.bits.is_subset_of(exempt)) continue;
        parts.emplace(HostKey{old_part.id, new_part.id, always}, std::move(set));
      }
    }
  }
  return parts;
}

void RoutedDiff::make_groups() {
  using Key = std::tuple<IpFamily, bool, bool, std::vector<HostKey>>;
  std::map<Key, std::size_t> known;
  for (std::size_t place = 0; place < places_.size(); ++place) {
    if (places_[place].alone) continue;
    auto parts = parts_of(place);
    std::vector<HostKey> keys;
    for (const auto& [key, addresses] : parts) keys.push_back(key);
    const auto [group, is_new] = known.try_emplace(
        {places_[place].family(), places_[place].changed, places_[place].outside, std::move(keys)},
        groups_.size());
    if (is_new) {
      groups_.emplace_back();
      for (const auto& [key, addresses] : parts) groups_.back().parts.push_back({key, {}});
    }
    Group& mine = groups_[group->second];
    mine.places.push_back(place);
    std::size_t part = 0;
    for (auto& [key, addresses] : parts) {
      mine.parts[part++].of_each.push_back(std::move(addresses));
    }
  }
}

void RoutedDiff::compare_groups(const Group& from, const Group& to) {
  if (&from == &to && from.places.size() < 2) return;
  const DiffPlace& a = places_[from.places[0]];
  const DiffPlace& b = places_[to.places[0]];
  if (a.family() != b.family() || (a.outside && b.outside)) return;
  if (!a.changed && !b.changed) return;
  const OtherProtocols& rest = scope_.others[static_cast<std::size_t>(a.family())];
  for (const HostPart& client : from.parts) {
    for (const HostPart& server : to.parts) {
      for (const IpProtocol protocol : {kTcp, kUdp, icmp_of(a.family())}) {
        compare(from, client, to, server, protocol, false);
      }
      for (const IpProtocol protocol : rest.named) {
        compare(from, client, to, server, protocol, false);
      }
      if (rest.unnamed) compare(from, client, to, server, *rest.unnamed, true);
    }
  }
}

void RoutedDiff::compare(const Group& from, const HostPart& client, const Group& to,
                         const HostPart& server, IpProtocol protocol, bool unnamed) {
  const std::size_t other = &from == &to ? 1 : 0;  // two places of one group
  const Some here{from.places[0], client.of_each[0], client.key.tracked};
  const Some there{to.places[other], server.of_each[other], server.key.tracked};
  const auto ends = [&](const Group& group, const HostPart& part, const Some& some) {
    const bool whole =
        group.parts.size() == 1 && part.of_each[0] == places_[group.places[0]].addresses();
    return ChangeEnds{group.places, whole, some.addresses, part.of_each};
  };
  for (const LegChange& change : changes_between(client.key, here, server.key, there, protocol)) {
    ChangePart part;
    part.change = change;
    part.family = here.addresses.family;
    part.protocol = protocol;
    part.unnamed = unnamed;
    part.from = ends(from, client, here);
    part.to = ends(to, server, there);
    part.client_place = here.place;
    part.server_place = there.place;
    parts_.push_back(std::move(part));
  }
}

const std::vector<LegChange>& RoutedDiff::changes_between(const HostKey& client, const Some& from,
                                                          const HostKey& server, const Some& to,
                                                          IpProtocol protocol) {
  const auto [known, is_new] = known_.try_emplace({client, server, protocol.number});
  if (is_new) known->second = judge(from, to, protocol);
  return known->second;
}

std::vector<LegChange> RoutedDiff::judge(const Some& from, const Some& to, IpProtocol protocol) {
  const IpAddress client = from.addresses.first();
  const IpAddress server = to.addresses.first();
  const DiffPlace& a = places_[from.place];
  const DiffPlace& b = places_[to.place];
  const Path old_way = trace_path(before_.snapshot(), a.before.location, client, b.before.location,
                                  server, protocol);
  const Path new_way =
      trace_path(after_.snapshot(), a.after.location, client, b.after.location, server, protocol);
  const auto legs = [&](CompiledSnapshot& model, const Path& way) {
    if (way.embeds_address && !is_one(to.addresses)) return unknown_legs();
    const DiffLegs found = legs_on(model, way, client, server, protocol);
    return is_icmp(protocol) ? with_echo_joined(found, client.family()) : found;
  };
  const DiffLegs old_legs = legs(before_, old_way);
  const DiffLegs new_legs = legs(after_, new_way);
  if (old_legs == new_legs) return {};
  const Survivors left = survivors_of(before_, old_way, after_, new_way, client, server, protocol,
                                      from.tracked || to.tracked);
  return leg_changes(old_legs, new_legs, scope_.asked, is_icmp(protocol), &left);
}

}  // namespace halfopen
