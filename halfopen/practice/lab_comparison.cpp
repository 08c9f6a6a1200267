// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/lab_comparison.hpp"

#include <algorithm>

#include "halfopen/analysis/diff.hpp"

namespace halfopen {
namespace {

constexpr PortRange kPicked{1024, 65535};
constexpr std::uint16_t kSsh = 22;           // the port that says most as an example
constexpr const char* kOutside = "outside";  // as `diff` calls it

using Party = std::optional<std::size_t>;

/// Who stands where: the hosts of each subnet, and everybody else.
class LabParties {
 public:
  explicit LabParties(const PracticeScene& scene) : scene_(scene) {}

  AddressSet hosts(const Party& party, IpFamily family) const {
    if (party) return in_subnet(scene_.subnets[*party], family);
    AddressSet rest = AddressSet::of(CidrBlock::all(family));
    for (const PracticeSubnet& subnet : scene_.subnets) {
      rest.bits = rest.bits - in_subnet(subnet, family).bits;
    }
    return rest;
  }

  /// One side of a change as addresses.
  AddressSet hosts(const ChangeSide& side, IpFamily family) const {
    AddressSet all{family, side.rest.bits};
    for (std::size_t i = 0; i < scene_.subnets.size(); ++i) {
      if (names(side, scene_.subnets[i].id)) all.bits = all.bits | hosts(Party(i), family).bits;
    }
    if (names(side, kOutside)) all.bits = all.bits | hosts(Party(), family).bits;
    return all;
  }

  /// Every subnet, then outside.
  std::vector<Party> all() const {
    std::vector<Party> parties;
    for (std::size_t i = 0; i < scene_.subnets.size(); ++i) parties.emplace_back(i);
    parties.emplace_back();
    return parties;
  }

 private:
  static AddressSet in_subnet(const PracticeSubnet& subnet, IpFamily family) {
    AddressSet hosts{family, {}};
    for (const CidrBlock& block : subnet.cidrs) {
      if (block.family() == family) hosts.bits = hosts.bits | AddressSet::of(block).bits;
    }
    return hosts;
  }

  static bool names(const ChangeSide& side, const std::string& place) {
    return std::find(side.places.begin(), side.places.end(), place) != side.places.end();
  }

  const PracticeScene& scene_;
};

AddressSet both(const AddressSet& a, const AddressSet& b) { return {a.family, a.bits & b.bits}; }

/// A member that looks like a host's address: an address of the internet if there is one, of a
/// block for documents rather, and a little above a bound.
IpAddress example_of(const AddressSet& set) {
  constexpr AddressBits kTeller = 0xc633644dU;                                // 198.51.100.77
  constexpr AddressBits kTeller6 = (AddressBits{0x20010db8U} << 96U) | 0x4d;  // 2001:db8::4d
  const AddressBits usual = set.family == IpFamily::v4 ? kTeller : kTeller6;
  if (set.bits.contains(usual)) return {set.family, usual};
  const AddressSet reachable = both(set, internet_addresses(set.family));
  const auto& run = (reachable.empty() ? set : reachable).bits.intervals().front();
  constexpr AddressBits kAbove = 10;
  return {set.family, run.last - run.first > kAbove ? run.first + kAbove : run.first};
}

/// Requests that get further than in the account compared with.
struct Opened {
  std::optional<IpProtocol> protocol;
  AddressSet from;
  AddressSet to;
  PortSet ports;
  PortSet clients;  ///< whose replies get back; every port where only the request counts
};

/// Requests that are let in (`arrives`), or that get their replies.
std::vector<Opened> opened_by(const SnapshotDiff& difference, const LabParties& parties,
                              bool arrives) {
  std::vector<Opened> found;
  for (const ConnectionChange& change : difference.changes) {
    // Half-open without a cut: the request was denied before.
    const bool let_in =
        change.kind == ChangeKind::gained || (change.kind == ChangeKind::half_open && !change.cut);
    const bool answered = change.kind == ChangeKind::gained || change.kind == ChangeKind::healed;
    if (arrives ? !let_in : !answered) continue;
    const PortSet clients = arrives ? PortSet(0, 65535) : change.client_ports & port_set(kPicked);
    if (clients.empty()) continue;
    found.push_back({change.protocol, parties.hosts(change.from, change.family),
                     parties.hosts(change.to, change.family), change.server_ports, clients});
  }
  return found;
}

/// What is in both: first what has ports, which says most as an example.
std::vector<Opened> opened_in_both(const std::vector<Opened>& a, const std::vector<Opened>& b) {
  std::vector<Opened> found;
  for (const Opened& x : a) {
    for (const Opened& y : b) {
      if (x.protocol != y.protocol || x.from.family != y.from.family) continue;
      Opened shared{x.protocol, both(x.from, y.from), both(x.to, y.to), x.ports & y.ports,
                    x.clients & y.clients};
      const bool none = shared.from.empty() || shared.to.empty() || shared.ports.empty() ||
                        shared.clients.empty();
      if (!none) found.push_back(std::move(shared));
    }
  }
  std::stable_partition(found.begin(), found.end(),
                        [](const Opened& one) { return one.protocol && has_ports(*one.protocol); });
  return found;
}

void add_services(LabServices& services, const Opened& opened) {
  for (auto& [protocol, ports] : services) {
    if (protocol != opened.protocol) continue;
    ports = ports | opened.ports;
    return;
  }
  services.emplace_back(opened.protocol, opened.ports);
}

/// What is opened between one pair of parties; nothing if nothing is.
std::optional<LabOpening> opening_between(const LabParties& parties,
                                          const std::vector<Opened>& opened, const Party& from,
                                          std::size_t to, bool arrives) {
  LabOpening opening;
  opening.from = from;
  opening.to = to;
  opening.arrives = arrives;
  for (const Opened& one : opened) {
    const AddressSet clients = both(one.from, parties.hosts(from, one.from.family));
    const AddressSet servers = both(one.to, parties.hosts(Party(to), one.to.family));
    if (clients.empty() || servers.empty()) continue;
    if (opening.services.empty()) {
      opening.client = example_of(clients);
      opening.server = example_of(servers);
      opening.port = one.ports.contains(kSsh) ? kSsh : one.ports.intervals().front().first;
    }
    add_services(opening.services, one);
  }
  if (opening.services.empty()) return std::nullopt;
  return opening;
}

std::vector<LabOpening> openings_of(const LabParties& parties, const SnapshotDiff& from_sound,
                                    const SnapshotDiff& from_broken) {
  std::vector<LabOpening> openings;
  const auto shared = [&](bool arrives) {
    return opened_in_both(opened_by(from_sound, parties, arrives),
                          opened_by(from_broken, parties, arrives));
  };
  const std::vector<Opened> arriving = shared(true);
  const std::vector<Opened> answered = shared(false);
  for (const Party& from : parties.all()) {
    for (const Party& to : parties.all()) {
      if (!to || from == to) continue;
      auto found = opening_between(parties, arriving, from, *to, true);
      if (!found) found = opening_between(parties, answered, from, *to, false);
      if (found) openings.push_back(std::move(*found));
    }
  }
  return openings;
}

/// Whether the change takes a connection away that is like the probe's: then example hosts.
std::optional<LabLoss> loss_of(const LabParties& parties, const PracticeProbe& probe,
                               const ConnectionChange& change) {
  const bool took =
      change.kind == ChangeKind::lost || (change.kind == ChangeKind::half_open && change.cut);
  const IpFamily family = probe.client.address.family();
  if (!took || change.family != family || change.protocol != probe.service.protocol) {
    return std::nullopt;
  }
  if (!change.server_ports.contains(*probe.service.port)) return std::nullopt;
  if ((change.client_ports & port_set(probe.profile.range)).empty()) return std::nullopt;
  const AddressSet clients =
      both(parties.hosts(change.from, family), parties.hosts(probe.client.subnet, family));
  const AddressSet servers =
      both(parties.hosts(change.to, family), parties.hosts(probe.server.subnet, family));
  if (clients.empty() || servers.empty()) return std::nullopt;
  return LabLoss{0, example_of(clients), example_of(servers)};
}

std::vector<LabLoss> losses_of(const BrokenLab& lab, const LabParties& parties,
                               const SnapshotDiff& from_sound) {
  std::vector<LabLoss> losses;
  for (std::size_t i = 0; i < lab.sound.probes.size(); ++i) {
    if (!lab.sound.probes[i].must_work) continue;
    for (const ConnectionChange& change : from_sound.changes) {
      auto loss = loss_of(parties, lab.sound.probes[i], change);
      if (!loss) continue;
      loss->probe = i;
      losses.push_back(*loss);
      break;
    }
  }
  return losses;
}

}  // namespace

LabComparison compare_lab(const BrokenLab& lab, CompiledSnapshot& account) {
  const Snapshot sound = snapshot_of(lab.sound);
  const Snapshot broken = snapshot_of(lab.broken);
  CompiledSnapshot sound_model(sound);
  CompiledSnapshot broken_model(broken);
  const SnapshotDiff from_sound = diff(sound_model, account, {});
  const SnapshotDiff from_broken = diff(broken_model, account, {});
  const LabParties parties(lab.sound);
  LabComparison comparison;
  comparison.openings = openings_of(parties, from_sound, from_broken);
  comparison.losses = losses_of(lab, parties, from_sound);
  comparison.unknown = std::any_of(
      from_sound.changes.begin(), from_sound.changes.end(),
      [](const ConnectionChange& change) { return change.kind == ChangeKind::unknown; });
  comparison.not_compared = from_sound.not_compared;
  return comparison;
}

}  // namespace halfopen
