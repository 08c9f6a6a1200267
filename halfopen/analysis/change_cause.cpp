// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/change_cause.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/analysis/path_judge.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/vpc/path.hpp"

namespace halfopen {
namespace {

/// A filter on the way, and the selectors that matter there.
struct Station {
  Leg leg = Leg::request;
  Crossing crossing;
  const CompiledAcl* rules = nullptr;  ///< null: nobody knows them
  DecisionMap map;
  PortSet asked;
};

/// One side of the change.
struct Side {
  CompiledSnapshot& model;
  Path path;
  std::vector<Station> stations;
};

Selector selector_of(const IcmpMessage& message) {
  return static_cast<Selector>((message.type << 8) | message.code);
}

/// What of the replies is asked: the client's ports, or those that a gateway picks.
PortSet reply_selectors(const CauseQuestion& question, const PathSegment& segment,
                        IpProtocol carried) {
  if (is_icmp(question.protocol)) {
    const IpFamily family = question.client.family();
    const Selector echo = selector_of(echo_request(family));
    if (!question.echo_joined || !question.server_ports.contains(echo)) return {};
    const Selector answer = carried == kIcmp ? 0 : Selector{129} << 8;
    return PortSet(answer, answer);
  }
  if (segment.translated && has_ports(question.protocol)) {
    return port_set(gateway_profile().range);
  }
  return question.client_ports;
}

void add_stations(CompiledSnapshot& model, const LegPath& way, Leg leg, const IpAddress& sender,
                  const IpAddress& receiver, IpProtocol protocol, const PortSet& asked,
                  std::vector<Station>& stations) {
  if (asked.empty()) return;
  for (const Crossing& crossing : way.crossings()) {
    Station station;
    station.leg = leg;
    station.crossing = crossing;
    station.rules = model.filter(crossing);
    if (station.rules != nullptr) {
      station.map = station.rules->decisions(crossing.direction,
                                             remote_at(crossing, sender, receiver), protocol);
    }
    station.asked = asked;
    stations.push_back(std::move(station));
  }
}

Side walk(CompiledSnapshot& model, const Location& from, const Location& to,
          const CauseQuestion& question) {
  Side side{
      model,
      trace_path(model.snapshot(), from, question.client, to, question.server, question.protocol),
      {}};
  for (const PathSegment& segment : side.path.segments) {
    const IpAddress& client = segment.client ? *segment.client : question.client;
    const IpAddress& server = segment.server ? *segment.server : question.server;
    const bool nat64 = question.server.family() == IpFamily::v6 && server.family() == IpFamily::v4;
    const IpProtocol carried = nat64 && question.protocol == kIcmpV6 ? kIcmp : question.protocol;
    add_stations(model, segment.request, Leg::request, client, server, carried,
                 question.server_ports, side.stations);
    add_stations(model, segment.reply, Leg::reply, server, client, carried,
                 reply_selectors(question, segment, carried), side.stations);
  }
  return side;
}

/// What decides at a station, as a person would look for it.
DecidingRule deciding(const Side& side, const Station& station, const DecisionSegment& segment) {
  const Snapshot& snapshot = side.model.snapshot();
  DecidingRule rule;
  rule.component = filter_id(snapshot, station.crossing);
  rule.direction = station.crossing.direction;
  if (station.rules == nullptr) {
    rule.action = RuleAction::unknown;
    return rule;
  }
  const Decision decision = station.rules->decision(station.crossing.direction, segment);
  rule.action = decision.action;
  rule.rule = rule_label(decision);
  rule.origin = decision.entry != nullptr ? decision.entry->origin : station.rules->acl().origin();
  if (!station.crossing.groups) return rule;
  rule.kind = DecidingRule::Kind::security_group;
  const GroupSet& groups = snapshot.topology().group_sets()[*station.crossing.groups];
  if (decision.entry != nullptr) {
    rule.component = groups.owner(station.crossing.direction, decision.entry->number);
    rule.rule.clear();
    return rule;
  }
  for (const SecurityGroup& group : snapshot.objects().security_groups) {
    if (!groups.group_ids().empty() && group.id == groups.group_ids()[0]) {
      rule.origin = group.origin;
    }
  }
  return rule;
}

void add(std::vector<ChangeCause>& causes, ChangeCause cause) {
  if (std::find(causes.begin(), causes.end(), cause) == causes.end()) {
    causes.push_back(std::move(cause));
  }
}

/// Which filter of the other side stands in this one's place: the same subnet or id, else the next
/// of its kind in the order of travel.
class Pairing {
 public:
  Pairing(const Side& before, const Side& after)
      : before_(before), after_(after), partner_(before.stations.size()) {
    taken_.resize(after.stations.size(), false);
    for (const bool exact : {true, false}) {
      for (std::size_t i = 0; i < partner_.size(); ++i) {
        for (std::size_t j = 0; j < taken_.size() && !partner_[i]; ++j) {
          if (taken_[j] || !fit(before.stations[i], after.stations[j], exact)) continue;
          partner_[i] = j;
          taken_[j] = true;
        }
      }
    }
  }

  const Station* of(std::size_t i) const {
    return partner_[i] ? &after_.stations[*partner_[i]] : nullptr;
  }
  bool has_partner(std::size_t j) const { return taken_[j]; }

 private:
  static std::string_view subnet_id(const Side& side, const Station& station) {
    const auto& subnet = station.crossing.subnet;
    return subnet ? std::string_view(side.model.snapshot().subnets()[*subnet].id)
                  : std::string_view();
  }

  bool fit(const Station& a, const Station& b, bool exact) const {
    if (a.leg != b.leg || a.crossing.direction != b.crossing.direction ||
        a.crossing.groups.has_value() != b.crossing.groups.has_value()) {
      return false;
    }
    if (!exact) return true;
    const auto here = subnet_id(before_, a);
    const auto there = subnet_id(after_, b);
    if (!here.empty() || !there.empty()) return here == there;
    return filter_id(before_.model.snapshot(), a.crossing) ==
           filter_id(after_.model.snapshot(), b.crossing);
  }

  const Side& before_;
  const Side& after_;
  std::vector<std::optional<std::size_t>> partner_;
  std::vector<bool> taken_;
};

/// Unknown rules decide about every selector alike.
std::vector<DecisionSegment> segments_of(const Station& station) {
  if (station.rules == nullptr) {
    return {{0, 65535, DecisionSegment::kDefaultDeny, RuleAction::unknown}};
  }
  const auto segments = station.map.segments();
  return {segments.begin(), segments.end()};
}

/// Where the default deny decides now because the rule that decided before was changed, that rule
/// is what a person looks for.
void point_to_changed_rule(const Station& old_one, const DecisionSegment& old_segment,
                           const Station& new_one, DecidingRule& now) {
  if (now.rule != "*" || old_one.rules == nullptr || new_one.crossing.groups) return;
  const Direction direction = new_one.crossing.direction;
  const Decision was = old_one.rules->decision(direction, old_segment);
  if (was.entry == nullptr) return;
  for (const NetworkAclEntry& entry : new_one.rules->acl().entries(direction)) {
    if (entry.number != was.entry->number || entry.cidr.family() != was.entry->cidr.family()) {
      continue;
    }
    now.origin = entry.origin;
    now.gave_way = rule_label(entry);
  }
}

/// Lays the decisions of both sides over each other.
void compare(const Side& before, const Station& old_one, const Side& after, const Station& new_one,
             bool name_denials, std::vector<ChangeCause>& causes) {
  const auto old_segments = segments_of(old_one);
  const auto new_segments = segments_of(new_one);
  const PortSet asked = old_one.asked | new_one.asked;
  for (std::size_t i = 0, j = 0; i < old_segments.size() && j < new_segments.size();) {
    const DecisionSegment& a = old_segments[i];
    const DecisionSegment& b = new_segments[j];
    const bool meets =
        !(asked & PortSet(std::max(a.first, b.first), std::min(a.last, b.last))).empty();
    if (meets && a.action != b.action) {
      DecidingRule now = deciding(after, new_one, b);
      point_to_changed_rule(old_one, a, new_one, now);
      add(causes, {old_one.leg, deciding(before, old_one, a), std::move(now)});
    } else if (meets && name_denials && b.action == RuleAction::deny) {
      add(causes, {old_one.leg, std::nullopt, deciding(after, new_one, b)});
    }
    if (a.last <= b.last) ++i;
    if (b.last <= a.last) ++j;
  }
}

/// What a filter that stands on one side only does not let through.
void add_obstacles(const Side& side, const Station& station, bool is_before,
                   std::vector<ChangeCause>& causes) {
  for (const DecisionSegment& segment : segments_of(station)) {
    if (segment.action == RuleAction::allow) continue;
    if ((station.asked & PortSet(segment.first, segment.last)).empty()) continue;
    ChangeCause cause{station.leg, std::nullopt, std::nullopt};
    (is_before ? cause.before : cause.after) = deciding(side, station, segment);
    add(causes, std::move(cause));
  }
}

/// Where an object of the account stands in the input.
Origin origin_of(const CloudObjects& objects, std::string_view id) {
  const auto in = [&](const auto& list) -> const Origin* {
    for (const auto& object : list) {
      if (object.id == id) return &object.origin;
    }
    return nullptr;
  };
  for (const Origin* found :
       {in(objects.route_tables), in(objects.gateways), in(objects.nat_gateways),
        in(objects.peerings), in(objects.transit_gateways)}) {
    if (found != nullptr) return *found;
  }
  return {};
}

/// The route that carries the packets on, or the end of their way.
std::optional<DecidingRule> deciding_route(const Side& side, const LegPath& leg,
                                           std::string_view table) {
  DecidingRule rule;
  rule.kind = DecidingRule::Kind::route;
  if (leg.end != LegPath::End::delivered) {
    rule.action = leg.end == LegPath::End::no_route ? RuleAction::deny : RuleAction::unknown;
    const std::size_t slash = leg.place.find('/');
    rule.component = leg.place.substr(0, slash);
    if (slash != std::string::npos) rule.rule = leg.place.substr(slash + 1);
    if (rule.component.empty()) rule.component = leg.code;
  }
  const Hop* chosen = nullptr;
  for (const Hop& hop : leg.hops) {
    if (hop.kind != Hop::Kind::route) continue;
    const std::string_view wanted = table.empty() ? std::string_view(rule.component) : table;
    if (chosen == nullptr || hop.component == wanted) chosen = &hop;
  }
  if (leg.end == LegPath::End::delivered) {
    if (chosen == nullptr) return std::nullopt;
    rule.action = RuleAction::allow;
    rule.component = chosen->component;
    rule.rule = chosen->text.substr(0, chosen->text.find(' '));
  }
  const bool same = chosen != nullptr && chosen->component == rule.component;
  rule.origin = same && chosen->origin.line > 0
                    ? chosen->origin
                    : origin_of(side.model.snapshot().objects(), rule.component);
  return rule;
}

/// Legs that end elsewhere.
void compare_ends(const Side& before, const Side& after, bool replies_die,
                  std::vector<ChangeCause>& causes) {
  const auto end_of = [](const Side& side, Leg leg) -> const LegPath* {
    const LegPath* last = nullptr;
    for (const PathSegment& segment : side.path.segments) {
      const LegPath& one = leg == Leg::request ? segment.request : segment.reply;
      if (last == nullptr || last->end == LegPath::End::delivered) last = &one;
    }
    return last;
  };
  for (const Leg leg : {Leg::request, Leg::reply}) {
    const LegPath* was = end_of(before, leg);
    const LegPath* is = end_of(after, leg);
    if (was == nullptr || is == nullptr) continue;
    if (was->end == is->end) {
      const bool dies = replies_die && leg == Leg::reply && is->end == LegPath::End::no_route;
      if (dies) add(causes, {leg, std::nullopt, deciding_route(after, *is, "")});
      continue;
    }
    const bool dead_before = was->end != LegPath::End::delivered;
    const auto dead = deciding_route(dead_before ? before : after, dead_before ? *was : *is, "");
    auto other = deciding_route(dead_before ? after : before, dead_before ? *is : *was,
                                dead ? std::string_view(dead->component) : std::string_view());
    if (dead_before) {
      add(causes, {leg, dead, std::move(other)});
    } else {
      add(causes, {leg, std::move(other), dead});
    }
  }
}

}  // namespace

std::string to_string(const DecidingRule& rule) {
  std::string text = rule.component;
  if (rule.direction) text += '/' + std::string(to_string(*rule.direction));
  return rule.rule.empty() ? text : text + '/' + rule.rule;
}

void add_causes(CompiledSnapshot& before, CompiledSnapshot& after, const CauseQuestion& question,
                std::vector<ChangeCause>& causes) {
  const Side was = walk(before, question.client_before, question.server_before, question);
  const Side is = walk(after, question.client_after, question.server_after, question);
  compare_ends(was, is, question.replies_die, causes);
  const Pairing pairs(was, is);
  for (std::size_t i = 0; i < was.stations.size(); ++i) {
    const Station& old_one = was.stations[i];
    if (const Station* new_one = pairs.of(i)) {
      const bool denials = question.replies_die && old_one.leg == Leg::reply;
      compare(was, old_one, is, *new_one, denials, causes);
    } else {
      add_obstacles(was, old_one, true, causes);
    }
  }
  for (std::size_t j = 0; j < is.stations.size(); ++j) {
    if (!pairs.has_partner(j)) add_obstacles(is, is.stations[j], false, causes);
  }
}

}  // namespace halfopen
