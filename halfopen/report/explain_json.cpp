// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/explain_json.hpp"

#include "halfopen/report/check_json.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/diagnostic_text.hpp"

namespace halfopen {
namespace {

JsonValue packet_json(const Explanation& walk, const LegTrace& leg) {
  const Packet& packet = leg.packet;
  const bool there = leg.leg == Leg::request;
  JsonValue item = JsonValue::object();
  item.set("source", address_or_name(there ? walk.from : walk.to, packet.source));
  item.set("destination", address_or_name(there ? walk.to : walk.from, packet.destination));
  item.set("protocol", to_string(packet.protocol));
  if (is_icmp(packet.protocol)) {
    JsonValue icmp = JsonValue::object();
    icmp.set("type", int{packet.icmp.type}).set("code", int{packet.icmp.code});
    item.set("icmp", std::move(icmp));
  } else if (has_ports(packet.protocol)) {
    item.set("source_port", packet.source_port);
    item.set("destination_port", packet.destination_port);
  }
  return item;
}

JsonValue crossing_json(const Snapshot& snapshot, const CrossingTrace& trace, const Packet& packet,
                        const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  set_crossing(item, snapshot, trace.crossing);
  item.set("remote", to_string(trace.remote));
  item.set("action", to_string(trace.decision.action));
  if (!trace.crossing.acl && !trace.crossing.groups) return item;
  if (trace.crossing.acl) item.set("rule", rule_label(trace.decision));
  JsonValue looks = JsonValue::array();
  for (const RuleLook& look : trace.looks) {
    JsonValue rule = JsonValue::object();
    rule.set("rule", rule_label(*look.entry));
    rule.set("action", to_string(look.entry->action));
    rule.set("matches", entry_text(*look.entry) + ' ' + to_string(look.entry->cidr));
    rule.set("matched", !look.mismatch.has_value());
    rule.set("why", describe(look, packet, trace.remote));
    rule.set("place", sources.place(look.entry->origin));
    looks.push(std::move(rule));
  }
  item.set("looked_at", std::move(looks));
  item.set("not_reached", static_cast<std::int64_t>(trace.not_reached));
  return item;
}

/// The ladder: everything that the packet met, with its addresses as they look from there on.
JsonValue hops_json(const Snapshot& snapshot, const Explanation& walk, const LegTrace& leg,
                    const SourceNames& sources) {
  JsonValue list = JsonValue::array();
  const bool there = leg.leg == Leg::request;
  std::string source = address_or_name(there ? walk.from : walk.to, leg.packet.source);
  std::string destination = address_or_name(there ? walk.to : walk.from, leg.packet.destination);
  for (const HopTrace& hop : leg.hops) {
    JsonValue item = JsonValue::object();
    if (hop.crossing) {
      const CrossingTrace& trace = leg.crossings[*hop.crossing];
      item.set("kind", trace.crossing.groups ? "security_groups" : "network_acl");
      item.set("component", filter_id(snapshot, trace.crossing));
      item.set("direction", to_string(trace.crossing.direction));
      item.set("action", to_string(trace.decision.action));
    } else {
      item.set("kind", hop.hop.kind == Hop::Kind::route ? "route" : "gateway");
      item.set("component", hop.hop.component).set("text", hop.hop.text);
      const std::string place = sources.place(hop.hop.origin);
      if (hop.hop.kind == Hop::Kind::route && !place.empty()) item.set("place", place);
    }
    if (hop.hop.source) source = to_string(*hop.hop.source);
    if (hop.hop.destination) destination = to_string(*hop.hop.destination);
    item.set("source", source).set("destination", destination);
    list.push(std::move(item));
  }
  return list;
}

JsonValue walk_json(const Snapshot& snapshot, const Explanation& walk, const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  set_question(item, snapshot, walk.from, walk.to, walk.service);
  if (walk.client_port) {
    item.set("client_port", *walk.client_port).set("client_port_reason", walk.port_reason);
  }
  item.set("verdict", to_string(walk.verdict));
  JsonValue legs = JsonValue::array();
  for (const LegTrace& leg : walk.legs) {
    JsonValue leg_item = JsonValue::object();
    leg_item.set("leg", to_string(leg.leg));
    leg_item.set("packet", packet_json(walk, leg));
    leg_item.set("outcome", to_string(leg.outcome));
    JsonValue crossings = JsonValue::array();
    for (const CrossingTrace& trace : leg.crossings) {
      crossings.push(crossing_json(snapshot, trace, leg.packet, sources));
    }
    leg_item.set("crossings", std::move(crossings));
    if (!leg.segment.empty()) leg_item.set("segment", leg.segment);
    if (!leg.via.empty()) leg_item.set("via", leg.via);
    leg_item.set("hops", hops_json(snapshot, walk, leg, sources));
    if (leg.stop) {
      JsonValue stop = JsonValue::object();
      stop.set("code", leg.stop->code).set("text", leg.stop->text);
      if (!leg.stop->place.empty()) stop.set("decided_by", leg.stop->place);
      leg_item.set(leg.stop->unknown ? "not_modelled" : "no_route", std::move(stop));
    }
    legs.push(std::move(leg_item));
  }
  item.set("legs", std::move(legs));
  item.set("assumptions", assumptions_json(walk.assumptions));
  return item;
}

}  // namespace

std::string address_or_name(const Endpoint& end, const IpAddress& address) {
  return end.addresses_known ? to_string(address) : end.label;
}

std::string explain_json(const Snapshot& snapshot, std::span<const Explanation> walks,
                         const SourceNames& sources, const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.explain/1");
  JsonValue list = JsonValue::array();
  for (const Explanation& walk : walks) list.push(walk_json(snapshot, walk, sources));
  document.set("walks", std::move(list));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
