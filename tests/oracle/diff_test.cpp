// SPDX-License-Identifier: Apache-2.0
// What diff says of random changes against brute force: every packet pair at an edge is judged by
// the wording before and after, and must be in exactly the change that tells its fate.
#include "halfopen/analysis/diff.hpp"
#include "cause_faults.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/oracle/small_world.hpp"
#include "tests/oracle/world_edits.hpp"

namespace halfopen::oracle {
namespace {

using MaybeKind = std::optional<ChangeKind>;

/// A kind of hosts: a subnet of both worlds, or outside of both.
struct DiffPlaceTruth {
  std::string label;
  Place before;
  Place after;
  std::vector<IpAddress> hosts;
};

/// The fates of one request and of its reply, before and after.
struct Fates {
  Fate request_before;
  Fate request_after;
  Fate reply_before;
  Fate reply_after;
};

/// How a message that goes one way fares.
MaybeKind kind_of_message(Fate before, Fate after) {
  if (before == after) return std::nullopt;
  if (before == Fate::unknown || after == Fate::unknown) return ChangeKind::unknown;
  return after == Fate::allowed ? ChangeKind::gained : ChangeKind::lost;
}

/// How a request and its reply fare; `asked`: some client picks the port. `nobody`: no client port
/// at all had a reply before.
MaybeKind kind_of_pair(const Fates& f, bool asked, bool nobody) {
  using enum Fate;
  if (f.request_before == denied && f.request_after == denied) return std::nullopt;
  if (f.request_before == f.request_after && f.reply_before == f.reply_after) return std::nullopt;
  const bool one_doubtful = (f.request_before == unknown) != (f.request_after == unknown);
  if (one_doubtful) {
    const bool told = asked || f.reply_before != denied || f.reply_after != denied;
    return told ? MaybeKind(ChangeKind::unknown) : std::nullopt;
  }
  if (f.request_before == denied) {
    if (f.reply_after == unknown) return ChangeKind::unknown;
    if (f.reply_after == allowed) return ChangeKind::gained;
    return asked ? MaybeKind(ChangeKind::half_open) : std::nullopt;
  }
  if (f.request_after == denied) {
    if (f.reply_before == unknown) return ChangeKind::unknown;
    if (f.reply_before == allowed) return ChangeKind::lost;
    return asked && nobody ? MaybeKind(ChangeKind::closed) : std::nullopt;
  }
  const bool sure =
      f.request_before == allowed && f.reply_before != unknown && f.reply_after != unknown;
  if (!sure) {
    return f.reply_before == f.reply_after ? std::nullopt : MaybeKind(ChangeKind::unknown);
  }
  return f.reply_after == allowed ? ChangeKind::healed : ChangeKind::half_open;
}

/// Hosts behind an idle ACL have no known addresses: such a place is told by its name alone.
bool holds(const ChangeSide& side, const std::string& place, const IpAddress& host) {
  const bool named = std::find(side.places.begin(), side.places.end(), place) != side.places.end();
  return named || (!place.starts_with("acl-") && side.rest.bits.contains(host.bits()));
}

/// Two worlds, what diff says of them, and what the wording says.
class Comparison {
 public:
  Comparison(const SmallWorld& before, const SmallWorld& after, const PortRange& asked)
      : before_(before), after_(after), asked_(asked), ports_(edge_ports({&before, &after})) {}

  /// All that is wrong with the changes.
  std::vector<std::string> faults(const SnapshotDiff& found) {
    changes_ = found.changes;
    hits_.assign(changes_.size(), 0);
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
      const auto all = places(family);
      for (const DiffPlaceTruth& from : all) {
        for (const DiffPlaceTruth& to : all) {
          if (meet(from, to)) compare(family, from, to);
        }
      }
    }
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (hits_[i] == 0) wrong("a change without a packet", changes_[i]);
      check_side(changes_[i], changes_[i].from, changes_[i].to);
      check_side(changes_[i], changes_[i].to, changes_[i].from);
    }
    return faults_;
  }

  std::size_t told() const { return told_; }

 private:
  /// Different places; one behind an ACL of which no subnet is loaded meets only hosts outside.
  static bool meet(const DiffPlaceTruth& a, const DiffPlaceTruth& b) {
    const bool alone =
        (a.before && *a.before >= kBehindAcl) || (b.before && *b.before >= kBehindAcl);
    return a.label != b.label && (!alone || !a.before || !b.before);
  }

  void wrong(const std::string& what, const ConnectionChange& change) {
    std::string places;
    for (const ChangeSide* side : {&change.from, &change.to}) {
      for (const std::string& place : side->places) places += place + ' ';
      places += to_string(side->rest) + (side == &change.from ? " -> " : "");
    }
    faults_.push_back(what + ": " + std::string(to_string(change.kind)) + ' ' + places +
                      " protocol " + (change.protocol ? to_string(*change.protocol) : "other") +
                      " ports " + to_string(change.server_ports) + " clients " +
                      to_string(change.client_ports));
  }

  std::vector<DiffPlaceTruth> places(IpFamily family) const {
    const auto edges = edge_addresses({&before_, &after_}, family);
    std::vector<DiffPlaceTruth> all;
    for (std::size_t i = 0; i < before_.subnets.size(); ++i) {
      for (std::size_t j = 0; j < after_.subnets.size(); ++j) {
        if (before_.subnets[i].id != after_.subnets[j].id) continue;
        DiffPlaceTruth place{before_.subnets[i].id, i, j, addresses_at(before_, i, edges)};
        if (!place.hosts.empty()) all.push_back(place);
      }
    }
    for (std::size_t i = 0; i < before_.acls.size(); ++i) {
      if (!is_idle(before_, i) || !is_idle(after_, i)) continue;
      all.push_back({"acl-" + std::to_string(i), kBehindAcl + i, kBehindAcl + i, edges});
    }
    DiffPlaceTruth outside{"outside", std::nullopt, std::nullopt, {}};
    for (const IpAddress& host : addresses_at(before_, std::nullopt, edges)) {
      const auto also = addresses_at(after_, std::nullopt, {host});
      outside.hosts.insert(outside.hosts.end(), also.begin(), also.end());
    }
    all.push_back(outside);
    return all;
  }

  /// TCP and UDP, both kinds of ICMP, one protocol that rules name, and one that none does.
  void compare(IpFamily family, const DiffPlaceTruth& from, const DiffPlaceTruth& to) {
    for (const IpAddress& client : from.hosts) {
      for (const IpAddress& server : to.hosts) {
        for (const IpProtocol protocol :
             {kTcp, kUdp, kIcmp, kIcmpV6, IpProtocol{47}, IpProtocol{253}}) {
          const auto mine = near(family, protocol, from, to, client, server);
          if (is_icmp(protocol) && is_named(protocol, family)) {
            messages(from, to, client, server, protocol, mine);
          } else {
            pairs(from, to, client, server, protocol, mine);
          }
        }
      }
    }
  }

  bool is_named(IpProtocol protocol, IpFamily family) const {
    for (const SmallWorld* world : {&before_, &after_}) {
      for (const Rows& rows : world->acls) {
        for (const NetworkAclEntry& row : rows) {
          if (row.protocol == protocol.number && row.cidr.family() == family) return true;
        }
      }
    }
    return filters_ports(protocol) || protocol == (family == IpFamily::v4 ? kIcmp : kIcmpV6);
  }

  /// The changes that hold packets between these hosts.
  std::vector<std::size_t> near(IpFamily family, IpProtocol protocol, const DiffPlaceTruth& from,
                                const DiffPlaceTruth& to, const IpAddress& client,
                                const IpAddress& server) const {
    std::vector<std::size_t> found;
    const bool named = is_named(protocol, family);
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const ConnectionChange& change = changes_[i];
      const bool same = change.protocol ? named && *change.protocol == protocol : !named;
      if (change.family == family && same && holds(change.from, from.label, client) &&
          holds(change.to, to.label, server)) {
        found.push_back(i);
      }
    }
    return found;
  }

  void demand(const std::vector<std::size_t>& mine, MaybeKind kind, IpProtocol protocol,
              std::uint16_t port, std::optional<std::uint16_t> client_port,
              const std::pair<IpAddress, IpAddress>& hosts) {
    std::vector<std::size_t> in;
    for (const std::size_t i : mine) {
      const ConnectionChange& change = changes_[i];
      // A protocol that no rule names has no messages.
      const bool any_port = !change.protocol;
      if (!any_port && !change.server_ports.contains(port)) continue;
      if (client_port && !change.client_ports.contains(*client_port)) continue;
      in.push_back(i);
      ++hits_[i];
    }
    told_ += kind ? 1U : 0U;
    const bool right = kind ? in.size() == 1 && changes_[in[0]].kind == *kind : in.empty();
    if (right) return;
    std::string text = to_string(hosts.first) + " -> " + to_string(hosts.second) + ' ' +
                       to_string(protocol) + '/' + std::to_string(port) + " from " +
                       (client_port ? std::to_string(*client_port) : "-") + ": " +
                       (kind ? std::string(to_string(*kind)) : "no change") + ", but told:";
    for (const std::size_t i : in) text += ' ' + std::string(to_string(changes_[i].kind));
    faults_.push_back(text);
  }

  void messages(const DiffPlaceTruth& from, const DiffPlaceTruth& to, const IpAddress& client,
                const IpAddress& server, IpProtocol protocol,
                const std::vector<std::size_t>& mine) {
    for (const unsigned type : {0U, 3U, 8U, 13U, 128U, 129U}) {
      for (const unsigned code : {0U, 3U, 4U, 255U}) {
        const auto message = static_cast<std::uint16_t>(type << 8 | code);
        const Packet packet = packet_to(client, server, protocol, message);
        demand(mine,
               kind_of_message(fate_of(before_, from.before, to.before, packet),
                               fate_of(after_, from.after, to.after, packet)),
               protocol, message, std::nullopt, {client, server});
      }
    }
  }

  void pairs(const DiffPlaceTruth& from, const DiffPlaceTruth& to, const IpAddress& client,
             const IpAddress& server, IpProtocol protocol, const std::vector<std::size_t>& mine) {
    std::map<std::uint16_t, std::pair<Fate, Fate>> there;
    std::map<std::uint16_t, std::pair<Fate, Fate>> back;
    bool nobody = true;
    for (const std::uint16_t port : ports_) {
      const Packet request = packet_to(client, server, protocol, port);
      const Packet reply = packet_to(server, client, protocol, port);
      there[port] = {fate_of(before_, from.before, to.before, request),
                     fate_of(after_, from.after, to.after, request)};
      back[port] = {fate_of(before_, to.before, from.before, reply),
                    fate_of(after_, to.after, from.after, reply)};
      nobody = nobody && back[port].first == Fate::denied;
    }
    for (const auto& [port, request] : there) {
      for (const auto& [client_port, reply] : back) {
        const Fates fates{request.first, request.second, reply.first, reply.second};
        demand(mine, kind_of_pair(fates, asked_.contains(client_port), nobody), protocol, port,
               client_port, {client, server});
      }
    }
  }

  static bool names_idle(const ChangeSide& side) {
    return std::any_of(side.places.begin(), side.places.end(),
                       [](const std::string& label) { return label.starts_with("acl-"); });
  }

  /// "Anywhere" must be true: every place that some place of the other side meets stands whole,
  /// those behind idle ACLs only if one of them does.
  void check_side(const ConnectionChange& change, const ChangeSide& side, const ChangeSide& other) {
    if (!side.anywhere) return;
    const auto all = places(change.family);
    for (const DiffPlaceTruth& place : all) {
      const bool met = std::any_of(all.begin(), all.end(), [&](const DiffPlaceTruth& one) {
        const bool there = std::any_of(one.hosts.begin(), one.hosts.end(), [&](const auto& host) {
          return holds(other, one.label, host);
        });
        return there && meet(one, place);
      });
      const bool whole =
          std::find(side.places.begin(), side.places.end(), place.label) != side.places.end();
      const bool alone = place.before && *place.before >= kBehindAcl;
      if (met && !whole && (!alone || names_idle(side)))
        wrong("not anywhere, " + place.label + " is missing", change);
    }
  }

  const SmallWorld& before_;
  const SmallWorld& after_;
  PortRange asked_;
  std::vector<std::uint16_t> ports_;
  std::vector<ConnectionChange> changes_;
  std::vector<std::size_t> hits_;
  std::vector<std::string> faults_;
  std::size_t told_ = 0;
};

struct Outcome {
  std::vector<std::string> faults;
  std::size_t told = 0;
  std::size_t changes = 0;
};

constexpr PortRange kUsualClients{1024, 65535};

/// diff of two worlds, judged by what happens between two others.
Outcome outcome_of(const SmallWorld& before, const SmallWorld& after, const SmallWorld& true_before,
                   const SmallWorld& true_after, const PortRange& asked) {
  const auto old_state = loaded(before);
  const auto new_state = loaded(after);
  CompiledSnapshot old_model(old_state.snapshot);
  CompiledSnapshot new_model(new_state.snapshot);
  const std::vector<ClientProfile> clients{{"asked", asked}};
  const SnapshotDiff found = diff(old_model, new_model, clients);
  Comparison comparison(true_before, true_after, asked);
  Outcome outcome{comparison.faults(found), comparison.told(), found.changes.size()};
  for (const std::string& sentence : found.not_compared) {
    // Lists with rows of one number that contradict each other are told to hide what changes.
    if (sentence.find("others of them are unknown") != std::string::npos) continue;
    outcome.faults.push_back("not compared: " + sentence);
  }
  if (const auto wrong = wrong_cause(found)) outcome.faults.push_back(*wrong);
  return outcome;
}

TEST_CASE("diff: exactly the packets that fare otherwise are told, each once and rightly") {
  std::size_t quiet = 0;
  std::size_t told = 0;
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    SmallWorld before = random_small_world(dice, {seed % 2 == 0, seed % 3 == 0, 7});
    if (seed % 5 == 0) before.subnets.clear();
    const SmallWorld after = changed_world(dice, before);
    const PortRange asked = seed % 4 == 0 ? PortRange{49152, 65535} : kUsualClients;
    const Outcome outcome = outcome_of(before, after, before, after, asked);
    CAPTURE(json_text(before));
    CAPTURE(json_text(after));
    REQUIRE_MESSAGE(outcome.faults.empty(), outcome.faults.front());
    REQUIRE((outcome.told == 0) == (outcome.changes == 0));
    quiet += outcome.changes == 0 ? 1U : 0U;
    told += outcome.told;
  }
  CHECK(quiet > 1);
  CHECK(told > 10'000);
}

TEST_CASE("diff: rewriting that keeps every packet's fate is no change") {
  std::size_t rewritten = 0;
  for (std::uint32_t seed = 500; seed <= 516; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const SmallWorld before = random_small_world(dice, {true, false, 7});
    const SmallWorld after = rewritten_world(dice, before);
    const Outcome outcome = outcome_of(before, after, before, after, kUsualClients);
    CAPTURE(json_text(before));
    CAPTURE(json_text(after));
    REQUIRE_MESSAGE(outcome.faults.empty(), outcome.faults.front());
    CHECK(outcome.told == 0);
    CHECK(outcome.changes == 0);
    rewritten += json_text(before) == json_text(after) ? 0U : 1U;
  }
  CHECK(rewritten > 10);
}

TEST_CASE("diff: the comparison with brute force can fail") {
  std::size_t noticed = 0;
  for (std::uint32_t seed = 1; seed <= 7; ++seed) {
    Dice dice(seed);
    const SmallWorld before = random_small_world(dice, {});
    const SmallWorld after = changed_world(dice, before);
    const SmallWorld spoiled = changed_world(dice, after);
    noticed += outcome_of(before, after, before, spoiled, kUsualClients).faults.empty() ? 0U : 1U;
    noticed += outcome_of(before, after, after, before, kUsualClients).faults.empty() ? 0U : 1U;
  }
  CHECK(noticed > 6);
}

TEST_CASE("diff: a wrong cause is noticed") {
  Dice dice(1);
  const SmallWorld before = random_small_world(dice, {false, false, 7});
  const auto old_state = loaded(before);
  const auto new_state = loaded(changed_world(dice, before));
  CompiledSnapshot old_model(old_state.snapshot);
  CompiledSnapshot new_model(new_state.snapshot);
  const SnapshotDiff good = diff(old_model, new_model, {});
  REQUIRE_FALSE(good.changes.empty());
  CHECK_FALSE(wrong_cause(good));
  SnapshotDiff none = good;
  none.changes[0].causes.clear();
  CHECK(wrong_cause(none));
  SnapshotDiff swapped = good;
  for (ConnectionChange& change : swapped.changes) {
    for (ChangeCause& cause : change.causes) std::swap(cause.before, cause.after);
  }
  CHECK(wrong_cause(swapped));
}

}  // namespace
}  // namespace halfopen::oracle
