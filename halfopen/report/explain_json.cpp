// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/explain_json.hpp"

#include "halfopen/report/check_json.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/diagnostic_text.hpp"

namespace halfopen {
namespace {

/// An end whose address is not known goes by its name.
std::string end_text(const Endpoint& end, const IpAddress& address) {
  return end.addresses_known ? to_string(address) : end.label;
}

JsonValue packet_json(const Explanation& walk, const LegTrace& leg) {
  const Packet& packet = leg.packet;
  const bool there = leg.leg == Leg::request;
  JsonValue item = JsonValue::object();
  item.set("source", end_text(there ? walk.from : walk.to, packet.source));
  item.set("destination", end_text(there ? walk.to : walk.from, packet.destination));
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
  if (!trace.crossing.acl) return item;
  item.set("rule", rule_label(trace.decision));
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
    legs.push(std::move(leg_item));
  }
  item.set("legs", std::move(legs));
  item.set("assumptions", assumptions_json(walk.assumptions));
  return item;
}

}  // namespace

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
