// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/explain_text.hpp"

#include "halfopen/report/check_text.hpp"

namespace halfopen {
namespace {

/// An end of a packet; an end whose address is not known goes by its name.
std::string with_port(const Endpoint& end, const IpAddress& address, const Packet& packet,
                      std::uint16_t port) {
  std::string text = end.addresses_known ? to_string(address) : end.label;
  if (is_icmp(packet.protocol) || !has_ports(packet.protocol)) return text;
  const bool bracketed = end.addresses_known && address.family() == IpFamily::v6;
  return (bracketed ? '[' + text + ']' : text) + ':' + std::to_string(port);
}

std::string packet_text(const Explanation& walk, const LegTrace& leg) {
  const Packet& packet = leg.packet;
  const bool there = leg.leg == Leg::request;
  std::string text = to_string(packet.protocol);
  if (is_icmp(packet.protocol)) text += " message " + to_string(packet.icmp);
  return text + ' ' +
         with_port(there ? walk.from : walk.to, packet.source, packet, packet.source_port) +
         " -> " +
         with_port(there ? walk.to : walk.from, packet.destination, packet,
                   packet.destination_port);
}

std::string outcome_text(RuleAction outcome, const Style& style) {
  switch (outcome) {
    case RuleAction::allow: return style.paint("passes", Tone::good);
    case RuleAction::deny: return style.paint("dies", Tone::bad);
    case RuleAction::unknown: return style.paint("unknown", Tone::doubtful);
  }
  return "";
}

std::string look_line(const RuleLook& look, const CrossingTrace& trace, const Packet& packet,
                      const SourceNames& sources, const Style& style) {
  std::string text = "      " + rule_label(*look.entry);
  text.resize(12, ' ');
  text += std::string(to_string(look.entry->action)) + ' ' + entry_text(*look.entry) + ' ' +
          to_string(look.entry->cidr);
  text.resize(std::max<std::size_t>(text.size(), 52), ' ');
  const std::string why = describe(look, packet, trace.remote);
  text += look.mismatch ? "  no: " + why : "  " + style.paint("decides", Tone::strong);
  const std::string place = sources.place(look.entry->origin);
  return text + (place.empty() ? "" : "  (" + place + ')') + '\n';
}

std::string crossing_text(const Snapshot& snapshot, const CrossingTrace& trace,
                          const Packet& packet, const SourceNames& sources, const Style& style) {
  std::string text = "    ";
  if (trace.crossing.subnet) text += snapshot.subnets()[*trace.crossing.subnet].id + ' ';
  text += std::string(to_string(trace.crossing.direction)) + ", ";
  if (!trace.crossing.acl && !trace.crossing.groups) {
    return text + "the network ACL is not known: unknown\n";
  }
  text += std::string(filter_id(snapshot, trace.crossing)) + ", " +
          (trace.crossing.direction == Direction::ingress ? "source " : "destination ") +
          to_string(trace.remote) + ": " + outcome_text(trace.decision.action, style) + '\n';
  for (const RuleLook& look : trace.looks) text += look_line(look, trace, packet, sources, style);
  if (trace.decision.entry == nullptr) {
    text += (trace.crossing.groups ? std::string("      no rule allows it  ")
                                   : "      *     deny all traffic: no rule matched  ") +
            style.paint("decides", Tone::strong) + '\n';
  } else if (trace.not_reached != 0) {
    text += "      (" + std::to_string(trace.not_reached) + " later " +
            (trace.not_reached == 1 ? "rule is" : "rules are") + " not reached)\n";
  }
  return text;
}

/// A route or a gateway on the ladder.
std::string hop_text(const Hop& hop, const SourceNames& sources) {
  std::string text = "    " + hop.component + ": " + hop.text;
  const std::string place = hop.kind == Hop::Kind::route ? sources.place(hop.origin) : "";
  return text + (place.empty() ? "" : "  (" + place + ')') + '\n';
}

std::string walk_text(const Snapshot& snapshot, const Explanation& walk, const SourceNames& sources,
                      const Style& style) {
  std::string text = style.verdict(walk.verdict) + "  " + endpoint_text(walk.from) + " -> " +
                     endpoint_text(walk.to) + "  " +
                     style.paint(to_string(walk.service), Tone::strong) + '\n';
  if (walk.client_port) {
    text += "  client port " + std::to_string(*walk.client_port) + ": " + walk.port_reason + '\n';
  }
  for (const LegTrace& leg : walk.legs) {
    text += "\n  " + std::string(to_string(leg.leg)) + ": " + packet_text(walk, leg) + ": " +
            (leg.stop && leg.outcome == RuleAction::allow
                 ? style.paint(leg.stop->unknown ? "unknown" : "no route", Tone::bad)
                 : outcome_text(leg.outcome, style)) +
            '\n';
    if (!leg.segment.empty()) text += "    on the way from " + leg.segment + '\n';
    if (!leg.via.empty()) text += "    by way of " + leg.via + '\n';
    if (leg.crossings.empty()) text += "    no filter is asked\n";
    for (const HopTrace& hop : leg.hops) {
      text += hop.crossing ? crossing_text(snapshot, leg.crossings[*hop.crossing], leg.packet,
                                           sources, style)
                           : hop_text(hop.hop, sources);
    }
    if (leg.stop) {
      text += "    " + style.paint(leg.stop->unknown ? "unknown" : "ends here", Tone::bad) + ": " +
              leg.stop->text + " (" + leg.stop->code + ")\n";
    }
  }
  return text + '\n' + assumptions_text(walk.assumptions, style);
}

}  // namespace

std::string explain_text(const Snapshot& snapshot, std::span<const Explanation> walks,
                         const SourceNames& sources, const Style& style) {
  std::string text;
  for (const Explanation& walk : walks) {
    if (!text.empty()) text += '\n';
    text += walk_text(snapshot, walk, sources, style);
  }
  return text;
}

}  // namespace halfopen
