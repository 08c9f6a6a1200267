// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/path_mtu.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/net/icmp.hpp"

namespace halfopen {
namespace {

Selector too_big(IpFamily family) {
  return icmp_selector(family == IpFamily::v4 ? IcmpMessage{3, 4} : IcmpMessage{2, 0});
}

/// The routers that may send the message to an end: the other host itself where both are loaded,
/// else whatever lies beyond.
AddressSet routers(const Snapshot& snapshot, const Connection& connection, bool to_client) {
  const Endpoint& own = to_client ? connection.from : connection.to;
  const Endpoint& other = to_client ? connection.to : connection.from;
  const bool both_inside = own.location.kind != Location::Kind::outside &&
                           other.location.kind != Location::Kind::outside;
  if (both_inside) return other.addresses;
  const IpFamily family = other.addresses.family;
  if (is_internet(other.addresses.first())) return internet_addresses(family);
  AddressSet beyond = AddressSet::of(CidrBlock::all(family));
  beyond.bits = beyond.bits - snapshot.topology().loaded(family).bits;
  return beyond;
}

/// Gathers what the crossings of one direction do to the message.
class Messages {
 public:
  explicit Messages(CompiledSnapshot& model) : model_(model) {}

  void meet(const Crossing& crossing, const AddressSet& remotes) {
    const CompiledAcl* rules = model_.filter(crossing);
    if (crossing.groups || remotes.empty()) return;
    any_ = true;
    if (rules == nullptr) {
      fate_.outcome = fate_.outcome == RuleAction::deny ? fate_.outcome : RuleAction::unknown;
      return;
    }
    bool some = false;
    for (const auto& interval : remotes.bits.intervals()) {
      some = judge_interval(*rules, crossing, remotes.family, interval) || some;
    }
    fate_.some = fate_.some && some;
  }

  bool any() const { return any_; }
  const PathMtu::Fate& fate() const { return fate_; }

 private:
  /// True if the message passes from some address of the interval.
  bool judge_interval(const CompiledAcl& rules, const Crossing& crossing, IpFamily family,
                      const Interval<AddressBits>& interval) {
    const auto runs = rules.boundaries(crossing.direction, family);
    auto run = std::upper_bound(runs.begin(), runs.end(), interval.first,
                                [](AddressBits at, const auto& r) { return at < r.first; });
    AddressBits at = interval.first;
    bool some = false;
    for (;;) {
      some = judge(rules, crossing, IpAddress(family, at)) || some;
      if (run == runs.end() || run->first > interval.last) return some;
      at = run->first;
      ++run;
    }
  }

  bool judge(const CompiledAcl& rules, const Crossing& crossing, const IpAddress& remote) {
    const DecisionMap& map = rules.decisions(crossing.direction, remote, icmp_of(remote.family()));
    const Decision decision = rules.decision(crossing.direction, map.at(too_big(remote.family())));
    if (decision.action == RuleAction::deny) {
      if (!fate_.denied_by) fate_.denied_by = PacketCrossing{crossing, decision};
      fate_.outcome = RuleAction::deny;
    } else if (decision.action == RuleAction::unknown && fate_.outcome == RuleAction::allow) {
      fate_.outcome = RuleAction::unknown;
    }
    return decision.action == RuleAction::allow;
  }

  CompiledSnapshot& model_;
  PathMtu::Fate fate_;
  bool any_ = false;
};

/// The messages towards one end travel the way of what the other end sends.
std::optional<PathMtu::Fate> towards(CompiledSnapshot& model, const Connection& connection,
                                     bool to_client) {
  Messages messages(model);
  const AddressSet from = routers(model.snapshot(), connection, to_client);
  for (const PathSegment& segment : connection.path.segments) {
    if (segment.server_port) continue;  // behind a load balancer: a connection of its own
    const LegPath& leg = to_client ? segment.reply : segment.request;
    const auto& fixed = to_client ? segment.client : segment.server;
    const AddressSet& own = to_client ? connection.from.addresses : connection.to.addresses;
    for (const Crossing& crossing : leg.crossings()) {
      if (crossing.direction == Direction::ingress) {
        // A gateway's own address at the other end is no router's.
        messages.meet(crossing, from);
        continue;
      }
      const auto remote = crossing.remote ? crossing.remote : fixed;
      messages.meet(
          crossing,
          remote ? AddressSet::of(CidrBlock(*remote, address_width(remote->family()))) : own);
    }
  }
  if (!messages.any()) return std::nullopt;
  return messages.fate();
}

}  // namespace

std::optional<PathMtu> path_mtu(CompiledSnapshot& model, const Connection& connection) {
  const bool carries =
      connection.verdict == Verdict::works || connection.verdict == Verdict::partial;
  if (!carries || !filters_ports(connection.service.protocol)) return std::nullopt;
  if (connection.path.embeds_address) return std::nullopt;  // two families on one way
  PathMtu answer;
  answer.to_client = towards(model, connection, true);
  answer.to_server = towards(model, connection, false);
  if (!answer.to_client && !answer.to_server) return std::nullopt;
  return answer;
}

}  // namespace halfopen
