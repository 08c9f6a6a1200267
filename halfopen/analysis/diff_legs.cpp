// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_legs.hpp"

#include "halfopen/vpc/crossing.hpp"

namespace halfopen {

DiffLegs legs_between(CompiledSnapshot& model, const Location& client_place,
                      const IpAddress& client, const Location& server_place,
                      const IpAddress& server, IpProtocol protocol) {
  DiffLegs legs;
  for (const Leg leg : {Leg::request, Leg::reply}) {
    PortSet& sure = leg == Leg::request ? legs.requests : legs.replies;
    PortSet& may = leg == Leg::request ? legs.may_arrive : legs.may_return;
    for (const Crossing& crossing : crossings(model.snapshot(), client_place, server_place, leg)) {
      if (!crossing.acl) {
        sure = {};
        continue;
      }
      const bool remote_is_client =
          (crossing.direction == Direction::ingress) == (leg == Leg::request);
      const DecisionMap& map =
          model.acl(*crossing.acl)
              .decisions(crossing.direction, remote_is_client ? client : server, protocol);
      const PortSet allowed = map.selectors(RuleAction::allow);
      sure = sure & allowed;
      may = may & (allowed | map.selectors(RuleAction::unknown));
    }
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

}  // namespace

std::vector<LegChange> leg_changes(const DiffLegs& before, const DiffLegs& after,
                                   const PortSet& asked, bool one_way) {
  std::vector<LegChange> changes;
  const auto add = [&](ChangeKind kind, const PortSet& server_ports, const PortSet& client_ports) {
    if (server_ports.empty() || (!one_way && client_ports.empty())) return;
    changes.push_back({kind, server_ports, one_way ? PortSet() : client_ports});
  };
  if (one_way ? before.requests == after.requests && before.may_arrive == after.may_arrive
              : before == after) {
    return changes;
  }
  const PortSet let_in = after.requests - before.may_arrive;
  const PortSet shut_out = before.requests - after.may_arrive;
  const PortSet both = before.requests & after.requests;
  add(ChangeKind::gained, let_in, after.replies);
  add(ChangeKind::lost, shut_out, before.replies);
  if (!one_way) {
    add(ChangeKind::half_open, let_in, asked - after.may_return);
    add(ChangeKind::half_open, both, before.replies - after.may_return);
    add(ChangeKind::healed, both, after.replies - before.may_return);
    if (before.may_return.empty()) add(ChangeKind::closed, shut_out, asked);
  }
  if (!(before.sure() && after.sure())) {
    add_unknown(before, after, asked, one_way, add);
  }
  return changes;
}

}  // namespace halfopen
