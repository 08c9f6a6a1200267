// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_legs.hpp"

#include "halfopen/analysis/path_judge.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {

namespace {

/// Lays what one leg of one segment lets through over what is left so far.
void take_leg(CompiledSnapshot& model, const LegPath& leg, const IpAddress& sender,
              const IpAddress& receiver, IpProtocol protocol, PortSet& sure, PortSet& may) {
  if (leg.end != LegPath::End::delivered) sure = {};
  if (leg.end == LegPath::End::no_route) may = {};
  for (const Crossing& crossing : leg.crossings()) {
    const CompiledAcl* rules = model.filter(crossing);
    if (rules == nullptr) {
      sure = {};
      continue;
    }
    const DecisionMap& map =
        rules->decisions(crossing.direction, remote_at(crossing, sender, receiver), protocol);
    const PortSet allowed = map.selectors(RuleAction::allow);
    sure = sure & allowed;
    may = may & (allowed | map.selectors(RuleAction::unknown));
  }
}

}  // namespace

DiffLegs legs_between(CompiledSnapshot& model, const Location& client_place,
                      const IpAddress& client, const Location& server_place,
                      const IpAddress& server, IpProtocol protocol) {
  return legs_on(model,
                 trace_path(model.snapshot(), client_place, client, server_place, server, protocol),
                 client, server, protocol);
}

DiffLegs legs_on(CompiledSnapshot& model, const Path& path, const IpAddress& client,
                 const IpAddress& server, IpProtocol protocol) {
  DiffLegs legs;
  for (const PathSegment& segment : path.segments) {
    const IpAddress& from = segment.client ? *segment.client : client;
    const IpAddress& to = segment.server ? *segment.server : server;
    const IpProtocol carried =
        server.family() == IpFamily::v6 && to.family() == IpFamily::v4 && protocol == kIcmpV6
            ? kIcmp
            : protocol;
    take_leg(model, segment.request, from, to, carried, legs.requests, legs.may_arrive);
    PortSet replies(0, 65535);
    PortSet may(0, 65535);
    take_leg(model, segment.reply, to, from, carried, replies, may);
    if (segment.translated && has_ports(protocol)) {
      // The gateway picks the ports: for the client's own, all of them pass, or none surely.
      const PortSet asked = port_set(gateway_profile().range);
      replies = asked.is_subset_of(replies) ? PortSet(0, 65535) : PortSet();
      may = (asked & may).empty() ? PortSet() : PortSet(0, 65535);
    }
    legs.replies = legs.replies & replies;
    legs.may_return = legs.may_return & may;
  }
  return legs;
}

namespace {

/// In one of the two, but not in both.
PortSet either(const PortSet& a, const PortSet& b) { return (a - b) | (b - a); }

/// What rests on rows that could not be read. What is unknown alike on both sides is taken to be
/// the same rows.
template <class Add>
void add_unknown(const DiffLegs& before, const DiffLegs& after, const PortSet& asked, bool one_way,
                 const Add& add) {
  const PortSet old_doubt = before.may_arrive - before.requests;
  const PortSet new_doubt = after.may_arrive - after.requests;
  const PortSet doubtful = either(old_doubt, new_doubt);
  add(ChangeKind::unknown, doubtful, asked | before.may_return | after.may_return);
  if (one_way) return;
  const PortSet old_back = before.may_return - before.replies;
  const PortSet new_back = after.may_return - after.replies;
  add(ChangeKind::unknown, after.requests - before.may_arrive, new_back);
  add(ChangeKind::unknown, before.requests - after.may_arrive, old_back);
  add(ChangeKind::unknown, before.requests & after.requests, either(old_back, new_back));
  add(ChangeKind::unknown, old_doubt & new_doubt,
      either(before.replies, after.replies) | either(before.may_return, after.may_return));
}

/// Connections that are denied now, by what becomes of those that are established.
template <class Add>
void add_lost(const PortSet& servers, const PortSet& clients, bool one_way, const Survivors* left,
              const Add& add) {
  if (left == nullptr) {
    add(ChangeKind::lost, servers, clients, Cut::network_acl);
    return;
  }
  if (!left->there || (!left->back && !one_way)) {
    add(ChangeKind::lost, servers, clients, Cut::no_way);
    return;
  }
  const PortSet kept = servers & left->requests;
  const PortSet answered = one_way ? clients : clients & left->replies;
  add(ChangeKind::lost, servers - kept, clients, Cut::network_acl);
  if (!one_way) add(ChangeKind::lost, kept, clients - answered, Cut::network_acl);
  add(ChangeKind::lost, kept - left->groups, answered, Cut::untracked);
  add(ChangeKind::lost, kept & left->groups, answered, Cut::tracked);
}

}  // namespace

std::vector<LegChange> leg_changes(const DiffLegs& before, const DiffLegs& after,
                                   const PortSet& asked, bool one_way, const Survivors* left) {
  std::vector<LegChange> changes;
  const auto add = [&](ChangeKind kind, const PortSet& server_ports, const PortSet& client_ports,
                       std::optional<Cut> cut = std::nullopt) {
    if (server_ports.empty() || (!one_way && client_ports.empty())) return;
    changes.push_back({kind, server_ports, one_way ? PortSet() : client_ports, cut});
  };
  if (one_way ? before.requests == after.requests && before.may_arrive == after.may_arrive
              : before == after) {
    return changes;
  }
  const PortSet let_in = after.requests - before.may_arrive;
  const PortSet shut_out = before.requests - after.may_arrive;
  const PortSet both = before.requests & after.requests;
  add(ChangeKind::gained, let_in, after.replies);
  add_lost(shut_out, before.replies, one_way, left, add);
  if (!one_way) {
    add(ChangeKind::half_open, let_in, asked - after.may_return);
    const bool no_way = left != nullptr && !left->back;
    add(ChangeKind::half_open, both, before.replies - after.may_return,
        no_way ? Cut::no_way : Cut::network_acl);
    add(ChangeKind::healed, both, after.replies - before.may_return);
    if (before.may_return.empty()) add(ChangeKind::closed, shut_out, asked);
  }
  if (!(before.sure() && after.sure())) {
    add_unknown(before, after, asked, one_way, add);
  }
  return changes;
}

}  // namespace halfopen
