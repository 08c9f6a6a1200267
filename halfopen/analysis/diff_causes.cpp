// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_causes.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

/// "*" behind every number, in the order of evaluation.
std::tuple<std::size_t, std::string> rule_order(const std::string& rule) {
  return {rule == "*" ? std::string::npos : rule.size(), rule};
}

using CauseOrder = std::tuple<bool, std::string, std::optional<Direction>,
                              std::tuple<std::size_t, std::string>, std::uint32_t, std::uint32_t>;

CauseOrder order_of(const std::optional<DecidingRule>& rule) {
  if (!rule) return {};
  return {true,
          rule->component,
          rule->direction,
          rule_order(rule->rule),
          rule->origin.source,
          rule->origin.line};
}

}  // namespace

/// One host behind each network ACL, the chosen one first.
std::vector<CauseFinder::Host> CauseFinder::hosts_of(const ChangeEnds& ends,
                                                     const Host& chosen) const {
  using Guards = std::pair<std::optional<std::uint32_t>, std::optional<std::uint32_t>>;
  const auto guards = [&](std::size_t index) {
    const DiffPlace& place = found_.places[index];
    return Guards(guarding_acl(before_.snapshot(), place.before.location),
                  guarding_acl(after_.snapshot(), place.after.location));
  };
  std::vector<Host> hosts{chosen};
  std::set<Guards> known{guards(chosen.place)};
  for (std::size_t i = 0; i < ends.places.size(); ++i) {
    const std::size_t place = ends.places[i];
    if (!known.insert(guards(place)).second) continue;
    const AddressSet& all = found_.places[place].addresses();
    const AddressSet& some = ends.whole             ? all
                             : ends.of_each.empty() ? ends.addresses
                                                    : ends.of_each[i];
    if (!some.empty()) hosts.push_back({place, some.first()});
  }
  return hosts;
}

bool CauseFinder::ask(ConnectionChange& change, const ChangePart& part, const Host& client,
                      const Host& server) {
  if (walks_ >= kWalks || walks_of_one_ >= kWalksOfChange) {
    change.more_causes = true;
    return false;
  }
  ++walks_;
  ++walks_of_one_;
  const DiffPlace& a = found_.places[client.place];
  const DiffPlace& b = found_.places[server.place];
  const CauseQuestion question{a.before.location,
                               b.before.location,
                               a.after.location,
                               b.after.location,
                               client.address,
                               server.address,
                               part.protocol,
                               part.change.server_ports,
                               part.change.client_ports,
                               change.kind == ChangeKind::half_open,
                               found_.routed};
  add_causes(before_, after_, question, change.causes);
  return true;
}

void CauseFinder::find(MergedChange& merged) {
  ConnectionChange& change = merged.change;
  walks_of_one_ = 0;
  if (walks_ == kWalks) --walks_;  // the witness of every change is looked at
  for (const ChangePart* part : merged.parts) {
    const Host client{part->client_place, part->from.addresses.first()};
    const Host server{part->server_place, part->to.addresses.first()};
    if (!ask(change, *part, client, server)) break;
    const auto clients = hosts_of(part->from, client);
    for (std::size_t i = 1; i < clients.size(); ++i) {
      if (clients[i].place == server.place) continue;
      if (!ask(change, *part, clients[i], server)) break;
    }
    const auto servers = hosts_of(part->to, server);
    for (std::size_t i = 1; i < servers.size(); ++i) {
      if (servers[i].place == client.place) continue;
      if (!ask(change, *part, client, servers[i])) break;
    }
  }
  std::stable_sort(change.causes.begin(), change.causes.end(),
                   [](const ChangeCause& a, const ChangeCause& b) {
                     return std::tuple(a.leg, order_of(a.after), order_of(a.before)) <
                            std::tuple(b.leg, order_of(b.after), order_of(b.before));
                   });
}

}  // namespace halfopen
