// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/check_json.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/report/diagnostic_text.hpp"

namespace halfopen {
namespace {

/// Which rule decided. Security groups have no numbers: the group that allowed is named, if one
/// did.
void set_rule(JsonValue& object, const Snapshot& snapshot, const Crossing& crossing,
              const Decision& decision) {
  if (crossing.groups) {
    const GroupSet& set = snapshot.topology().group_sets()[*crossing.groups];
    if (decision.entry != nullptr) {
      object.set("decided_by_group", set.owner(crossing.direction, decision.entry->number));
    }
    object.set("action", to_string(decision.action));
    return;
  }
  const bool no_acl = decision.entry == nullptr && decision.action == RuleAction::unknown;
  if (!no_acl) object.set("rule", rule_label(decision));
  object.set("action", to_string(decision.action));
}

JsonValue packet_crossings(const Snapshot& snapshot, std::span<const PacketCrossing> crossings) {
  JsonValue list = JsonValue::array();
  for (const PacketCrossing& packet : crossings) {
    JsonValue item = JsonValue::object();
    set_crossing(item, snapshot, packet.crossing);
    set_rule(item, snapshot, packet.crossing, packet.decision);
    list.push(std::move(item));
  }
  return list;
}

/// What denied, with the place of the rule in the input.
JsonValue denied_by(const Snapshot& snapshot, const PacketCrossing& packet,
                    const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  set_crossing(item, snapshot, packet.crossing);
  if (!packet.crossing.groups) item.set("rule", rule_label(packet.decision));
  if (packet.decision.entry != nullptr) {
    item.set("place", sources.place(packet.decision.entry->origin));
  }
  return item;
}

JsonValue request_json(const Snapshot& snapshot, const RequestLeg& request,
                       const SourceNames& sources) {
  JsonValue leg = JsonValue::object();
  if (request.outcome != RuleAction::unknown) {
    leg.set("allowed", request.outcome == RuleAction::allow);
  }
  if (request.denied_by) {
    leg.set("denied_by", denied_by(snapshot, request.crossings[*request.denied_by], sources));
  }
  leg.set("crossings", packet_crossings(snapshot, request.crossings));
  return leg;
}

/// The rules that decide at one crossing, in the order of evaluation, each with its client ports.
JsonValue port_decisions(const Snapshot& snapshot, const PortCrossing& crossing) {
  std::vector<std::pair<std::uint32_t, PortSet>> by_entry;
  for (const DecisionSegment& segment : crossing.decisions->segments()) {
    auto known = std::find_if(by_entry.begin(), by_entry.end(),
                              [&](const auto& e) { return e.first == segment.entry; });
    if (known == by_entry.end()) known = by_entry.insert(by_entry.end(), {segment.entry, {}});
    known->second.append(segment.first, segment.last);
  }
  std::sort(by_entry.begin(), by_entry.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  JsonValue list = JsonValue::array();
  for (const auto& [entry, ports] : by_entry) {
    const DecisionSegment& segment = crossing.decisions->at(ports.intervals().front().first);
    JsonValue item = JsonValue::object();
    item.set("client_ports", to_string(ports));
    set_rule(item, snapshot, crossing.crossing,
             crossing.acl->decision(crossing.crossing.direction, segment));
    list.push(std::move(item));
  }
  return list;
}

JsonValue reply_json(const Snapshot& snapshot, const ReplyLeg& reply, const SourceNames& sources) {
  JsonValue leg = JsonValue::object();
  if (reply.one_packet) {
    if (reply.outcome != RuleAction::unknown) {
      leg.set("allowed", reply.outcome == RuleAction::allow);
    }
    if (reply.denied_by) {
      leg.set("denied_by", denied_by(snapshot, reply.packets[*reply.denied_by], sources));
    }
    leg.set("crossings", packet_crossings(snapshot, reply.packets));
    return leg;
  }
  leg.set("open_client_ports", to_string(reply.open));
  if (!reply.unknown.empty()) leg.set("unknown_client_ports", to_string(reply.unknown));
  JsonValue crossings = JsonValue::array();
  for (const PortCrossing& crossing : reply.crossings) {
    JsonValue item = JsonValue::object();
    set_crossing(item, snapshot, crossing.crossing);
    if (crossing.decisions != nullptr) {
      item.set("decisions", port_decisions(snapshot, crossing));
    } else {
      item.set("action", to_string(RuleAction::unknown));
    }
    crossings.push(std::move(item));
  }
  leg.set("crossings", std::move(crossings));
  return leg;
}

JsonValue profiles_json(std::span<const ProfileShare> profiles) {
  JsonValue list = JsonValue::array();
  for (const ProfileShare& share : profiles) {
    JsonValue item = JsonValue::object();
    item.set("name", share.profile.name);
    item.set("range", to_string(share.profile.range));
    item.set("open", share.open);
    item.set("total", share.total);
    if (share.unknown != 0) item.set("unknown", share.unknown);
    if (share.first_choice) {
      JsonValue first = JsonValue::object();
      first.set("open", share.first_choice->open).set("total", share.first_choice->total);
      item.set("first_choice", std::move(first));
    }
    list.push(std::move(item));
  }
  return list;
}

JsonValue remedy_json(const Snapshot& snapshot, std::span<const RuleProposal> remedy) {
  JsonValue list = JsonValue::array();
  for (const RuleProposal& proposal : remedy) {
    JsonValue item = JsonValue::object();
    item.set("acl", snapshot.acls()[proposal.acl].id());
    item.set("direction", to_string(proposal.direction));
    if (proposal.number) item.set("rule", std::to_string(*proposal.number));
    item.set("protocol", to_string(proposal.protocol));
    if (proposal.ports) item.set("ports", to_string(*proposal.ports));
    if (proposal.icmp) {
      JsonValue icmp = JsonValue::object();
      icmp.set("type", int{proposal.icmp->type}).set("code", int{proposal.icmp->code});
      item.set("icmp", std::move(icmp));
    }
    item.set("cidr", to_string(proposal.cidr));
    item.set("action", to_string(RuleAction::allow));
    list.push(std::move(item));
  }
  return list;
}

std::string_view stop_key(const PathStop& stop) {
  return stop.unknown ? "not_modelled" : "no_route";
}

JsonValue stop_json(const PathStop& stop) {
  JsonValue item = JsonValue::object();
  item.set("leg", to_string(stop.leg)).set("code", stop.code).set("text", stop.text);
  if (!stop.place.empty()) item.set("decided_by", stop.place);
  return item;
}

JsonValue path_mtu_json(const Snapshot& snapshot, const PathMtu& path_mtu,
                        const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  const auto set = [&](std::string_view key, const std::optional<PathMtu::Fate>& fate) {
    if (!fate) return;
    JsonValue end = JsonValue::object();
    end.set("action", to_string(fate->outcome));
    if (fate->outcome == RuleAction::deny) end.set("from_some_routers", fate->some);
    if (fate->denied_by) end.set("denied_by", denied_by(snapshot, *fate->denied_by, sources));
    item.set(key, std::move(end));
  };
  set("to_client", path_mtu.to_client);
  set("to_server", path_mtu.to_server);
  return item;
}

/// One segment: the keys of a connection, for its own ends.
JsonValue segment_json(const Snapshot& snapshot, const Connection& whole,
                       const SegmentAnswer& segment, const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  if (!segment.name.empty()) item.set("name", segment.name);
  if (!segment.via.empty()) item.set("via", segment.via);
  item.set("from", segment.client ? to_string(*segment.client) : whole.from.label);
  item.set("to", segment.server ? to_string(*segment.server) : whole.to.label);
  item.set("protocol", to_string(segment.service.protocol));
  if (segment.service.port) item.set("server_port", *segment.service.port);
  item.set("verdict", to_string(segment.verdict));
  item.set("request", request_json(snapshot, segment.request, sources));
  if (segment.reply) item.set("reply", reply_json(snapshot, *segment.reply, sources));
  if (segment.stop) item.set(stop_key(*segment.stop), stop_json(*segment.stop));
  if (!segment.profiles.empty()) item.set("profiles", profiles_json(segment.profiles));
  return item;
}

JsonValue connection_json(const Snapshot& snapshot, const Connection& connection,
                          const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  set_question(item, snapshot, connection.from, connection.to, connection.service);
  item.set("verdict", to_string(connection.verdict));
  item.set("request", request_json(snapshot, connection.request, sources));
  if (connection.reply) item.set("reply", reply_json(snapshot, *connection.reply, sources));
  if (connection.stop) item.set(stop_key(*connection.stop), stop_json(*connection.stop));
  if (!connection.profiles.empty()) item.set("profiles", profiles_json(connection.profiles));
  if (connection.path_mtu) {
    item.set("path_mtu", path_mtu_json(snapshot, *connection.path_mtu, sources));
  }
  if (connection.segments.size() > 1) {
    JsonValue segments = JsonValue::array();
    for (const SegmentAnswer& segment : connection.segments) {
      segments.push(segment_json(snapshot, connection, segment, sources));
    }
    item.set("segments", std::move(segments));
  }
  if (!connection.remedy.empty()) item.set("remedy", remedy_json(snapshot, connection.remedy));
  item.set("assumptions", assumptions_json(connection.assumptions));
  return item;
}

}  // namespace

JsonValue assumptions_json(std::span<const Assumption> assumptions) {
  JsonValue list = JsonValue::array();
  for (const Assumption& assumption : assumptions) {
    JsonValue item = JsonValue::object();
    item.set("code", assumption.code).set("text", assumption.text);
    list.push(std::move(item));
  }
  return list;
}

namespace {

/// Of ADDRESS@SUBNET and of load balancers the label says enough.
bool is_address_known(const Endpoint& end) {
  return !end.single || (end.label.find('@') == std::string::npos &&
                         end.location.kind != Location::Kind::load_balancer);
}

}  // namespace

void set_crossing(JsonValue& object, const Snapshot& snapshot, const Crossing& crossing) {
  if (crossing.subnet) object.set("subnet", snapshot.subnets()[*crossing.subnet].id);
  if (crossing.acl) object.set("acl", snapshot.acls()[*crossing.acl].id());
  if (crossing.groups) {
    JsonValue groups = JsonValue::array();
    for (const std::string& id : snapshot.topology().group_sets()[*crossing.groups].group_ids()) {
      groups.push(JsonValue(id));
    }
    object.set("security_groups", std::move(groups));
  }
  object.set("direction", to_string(crossing.direction));
}

void set_question(JsonValue& object, const Snapshot& snapshot, const Endpoint& from,
                  const Endpoint& to, const Service& service) {
  object.set("from", from.label).set("to", to.label);
  // A single address speaks for itself; a name does not say which of its addresses is meant.
  const auto told = [](const Endpoint& end) {
    return (end.single && to_string(end.addresses) == end.label) || !is_address_known(end);
  };
  if (!told(from)) object.set("from_set", to_string(from.addresses));
  if (!told(to)) object.set("to_set", to_string(to.addresses));
  const auto subnet_of = [&](const Endpoint& end) {
    return end.location.kind == Location::Kind::subnet ? snapshot.subnets()[end.location.index].id
                                                       : std::string();
  };
  if (!subnet_of(from).empty()) object.set("from_subnet", subnet_of(from));
  if (!subnet_of(to).empty()) object.set("to_subnet", subnet_of(to));
  object.set("protocol", to_string(service.protocol));
  if (service.port) object.set("server_port", *service.port);
  if (service.icmp) {
    JsonValue icmp = JsonValue::object();
    icmp.set("type", int{service.icmp->type}).set("code", int{service.icmp->code});
    object.set("icmp", std::move(icmp));
  }
}

std::string check_json(const Snapshot& snapshot, std::span<const Connection> connections,
                       const SourceNames& sources, const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.check/1");
  JsonValue list = JsonValue::array();
  for (const Connection& connection : connections) {
    list.push(connection_json(snapshot, connection, sources));
  }
  document.set("connections", std::move(list));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
