// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/check_text.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "halfopen/report/number_text.hpp"
#include "halfopen/report/port_ruler.hpp"

namespace halfopen {
namespace {

/// A port set of which only the beginning is shown when it is long.
std::string short_ports(const PortSet& set) {
  constexpr std::size_t kMost = 6;
  if (set.empty()) return "none";
  PortSet shown;
  for (const auto& interval : set.intervals().first(std::min(kMost, set.intervals().size()))) {
    shown.append(interval.first, interval.last);
  }
  std::string text = to_string(shown);
  if (set.intervals().size() > kMost) {
    text += " and " + std::to_string(set.intervals().size() - kMost) + " more ranges";
  }
  return text;
}

std::string packet_line(const Snapshot& snapshot, std::string_view leg, RuleAction outcome,
                        std::span<const PacketCrossing> crossings,
                        std::optional<std::size_t> denied_by, const SourceNames& sources,
                        const Style& style) {
  std::string text = "  " + std::string(leg);
  text.resize(11, ' ');
  if (crossings.empty()) return text + "passes   no filter is asked\n";
  if (denied_by) {
    const PacketCrossing& packet = crossings[*denied_by];
    return text + style.paint("dies", Tone::bad) + "     " +
           rule_text(snapshot, packet.crossing, packet.decision, sources) + '\n';
  }
  const bool sure = outcome == RuleAction::allow;
  text += sure ? style.paint("passes", Tone::good) + "   "
               : style.paint("unknown", Tone::doubtful) + "  ";
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    if (i > 0) text += "; ";
    text += rule_text(snapshot, crossings[i].crossing, crossings[i].decision, sources);
  }
  return text + '\n';
}

/// One line for each rule that kills replies, with the client ports that it kills.
std::string deaths(const Snapshot& snapshot, const PortCrossing& crossing,
                   const SourceNames& sources, const Style& style) {
  std::vector<std::pair<std::uint32_t, PortSet>> dead;
  if (crossing.decisions == nullptr) return "";
  for (const DecisionSegment& segment : crossing.decisions->segments()) {
    if (segment.action != RuleAction::deny) continue;
    auto known = std::find_if(dead.begin(), dead.end(),
                              [&](const auto& d) { return d.first == segment.entry; });
    if (known == dead.end()) known = dead.insert(dead.end(), {segment.entry, {}});
    known->second.append(segment.first, segment.last);
  }
  std::string text;
  for (const auto& [entry, ports] : dead) {
    const Decision decision = crossing.acl->decision(
        crossing.crossing.direction, crossing.decisions->at(ports.intervals().front().first));
    text += "           " + style.paint("dies", Tone::bad) + "     " +
            rule_text(snapshot, crossing.crossing, decision, sources) + " for client ports " +
            short_ports(ports) + '\n';
  }
  return text;
}

/// "none", "1 in 14,116", "74.38 %", "all".
std::string share_text(std::uint32_t part, std::uint32_t whole) {
  if (part == 0) return "none";
  if (part == whole) return "all";
  return part <= whole / 10 ? one_in(part, whole) : percent(part, whole);
}

/// Where the ports that a client tries first fare otherwise than all of its ports.
std::string first_choice_text(std::span<const ProfileShare> profiles) {
  std::string text;
  for (const ProfileShare& share : profiles) {
    if (!share.first_choice) continue;
    const FirstChoice& first = *share.first_choice;
    if (!differs_clearly(first, share.open, share.total)) continue;
    const std::string_view parity = share.profile.range.first % 2 == 0 ? "even" : "odd";
    text += "  first choice   " + share.profile.name + " connect() tries the " +
            grouped(first.total) + ' ' + std::string(parity) +
            " ports first; until they are taken, connections that hang: " +
            share_text(first.total - first.open, first.total) +
            " (ports that are closed: " + share_text(share.total - share.open, share.total) + ")\n";
  }
  return text;
}

std::string reply_text(const Snapshot& snapshot, const ReplyLeg& reply, const Service& service,
                       std::span<const ProfileShare> profiles, const SourceNames& sources,
                       const Style& style) {
  if (reply.one_packet) {
    return packet_line(snapshot, "reply", reply.outcome, reply.packets, reply.denied_by, sources,
                       style);
  }
  if (reply.crossings.empty()) return "  reply    passes   no network ACL is asked\n";
  const std::uint32_t open = count(reply.open);
  std::string text = "  reply    ";
  if (!has_ports(service.protocol)) {
    text += open == 0 ? "does not pass\n" : style.paint("passes", Tone::good) + '\n';
  } else {
    text += open == 0 ? "passes   to no client port"
                      : "passes   to client ports " + short_ports(reply.open);
    if (open != 65536 && open != 0) text += " (" + grouped(open) + " of 65,536)";
    text += '\n';
  }
  for (const PortCrossing& crossing : reply.crossings) {
    text += deaths(snapshot, crossing, sources, style);
  }
  if (!profiles.empty()) {
    text += '\n' + port_ruler(reply, profiles, style) + first_choice_text(profiles);
  }
  return text;
}

std::string proposal_text(const Snapshot& snapshot, const RuleProposal& proposal, bool is_reply) {
  std::string text = "add to " + snapshot.acls()[proposal.acl].id() + ' ' +
                     std::string(to_string(proposal.direction)) + ": ";
  text += proposal.number ? std::to_string(*proposal.number)
                          : std::string("(no number is free before the blocking rule; renumber)");
  text += " allow " + to_string(proposal.protocol);
  if (proposal.ports) text += ' ' + to_string(*proposal.ports);
  if (proposal.icmp) text += ' ' + to_string(*proposal.icmp);
  text += proposal.direction == Direction::ingress ? " from " : " to ";
  text += to_string(proposal.cidr);
  const bool narrow = proposal.ports && proposal.ports->first > 1024;
  if (narrow && proposal.direction == Direction::egress && is_reply) {
    text += " (1024-65535 if an address translator stands between)";
  }
  return text;
}

std::string remedy_text(const Snapshot& snapshot, const Connection& connection) {
  if (connection.remedy.empty()) return "";
  std::string text = "\n  remedy   ";
  for (std::size_t i = 0; i < connection.remedy.size(); ++i) {
    if (i > 0) text += "; ";
    const RuleProposal& proposal = connection.remedy[i];
    const std::uint16_t server_port = connection.service.port.value_or(0);
    text += proposal_text(snapshot, proposal,
                          proposal.ports != std::optional(PortRange{server_port, server_port}));
  }
  return text + '\n';
}

/// The messages of path MTU discovery, where they do not get through.
std::string path_mtu_text(const Snapshot& snapshot, const Connection& connection,
                          const SourceNames& sources, const Style& style) {
  const bool v6 = connection.from.addresses.family == IpFamily::v6;
  std::string text;
  const auto add = [&](std::string_view end, const std::optional<PathMtu::Fate>& fate) {
    if (!fate || !fate->denied_by) return;
    text += "  path MTU " + style.paint("dies", Tone::doubtful) + "     " +
            (v6 ? "ICMPv6 2/0" : "ICMP 3/4") + (fate->some ? " of some routers" : "") + " to the " +
            std::string(end) + ", at " +
            rule_text(snapshot, fate->denied_by->crossing, fate->denied_by->decision, sources) +
            ": large packets may be lost for good\n";
  };
  add("client", connection.path_mtu->to_client);
  add("server", connection.path_mtu->to_server);
  return text.empty() ? text : '\n' + text;
}

std::string request_line(const Snapshot& snapshot, const Connection& connection,
                         const SourceNames& sources, const Style& style) {
  const RequestLeg& request = connection.request;
  const std::size_t ways = connection.path.ways.size();
  if (ways > 1 && !request.denied_by && request.outcome == RuleAction::allow) {
    return "  request  " + style.paint("passes", Tone::good) + "   all filters on " +
           grouped(ways) + " ways\n";
  }
  // Where there is no way, the filters are told all the same, but nothing passes.
  const bool no_way = connection.stop && connection.stop->leg == Leg::request;
  if (no_way && request.outcome == RuleAction::allow) {
    return "  filters  would let it pass\n";
  }
  return packet_line(snapshot, "request", request.outcome, request.crossings, request.denied_by,
                     sources, style);
}

/// Why a leg does not arrive, filters aside.
std::string stop_line(const PathStop& stop, const Style& style) {
  std::string text = "  " + std::string(to_string(stop.leg));
  text.resize(11, ' ');
  text += style.paint(stop.unknown ? "unknown" : "no route", Tone::bad) +
          (stop.unknown ? "  " : " ") + stop.text;
  return text + (stop.place.empty() ? "" : " (" + stop.place + ')') + ", " + stop.code + '\n';
}

/// One segment or way: a line if it works, else what its packets met.
std::string segment_text(const Snapshot& snapshot, const SegmentAnswer& segment,
                         const SourceNames& sources, const Style& style) {
  std::string text = "  " + style.verdict(segment.verdict) + "  ";
  text += segment.name.empty() ? "" : segment.name;
  if (!segment.via.empty()) {
    text += (segment.name.empty() ? "by way of " : ", by way of ") + segment.via;
  }
  text += ", " + to_string(segment.service) + '\n';
  if (segment.verdict == Verdict::works) return text;
  if (segment.stop) text += stop_line(*segment.stop, style);
  text += packet_line(snapshot, "request", segment.request.outcome, segment.request.crossings,
                      segment.request.denied_by, sources, style);
  const bool arrives = segment.verdict == Verdict::half_open ||
                       segment.verdict == Verdict::partial || segment.verdict == Verdict::unknown;
  if (!segment.reply || !arrives) return text;
  text += reply_text(snapshot, *segment.reply, segment.service, {}, sources, style);
  for (const ProfileShare& share : segment.profiles) {
    if (!segment.translated) break;
    text += "           of the ports " + to_string(share.profile.range) +
            " that it picks itself, " + grouped(share.open) + " of " + grouped(share.total) +
            " get their replies\n";
  }
  return text;
}

/// Several segments or ways, the failing ones first in full.
std::string segments_text(const Snapshot& snapshot, const Connection& connection,
                          const SourceNames& sources, const Style& style) {
  constexpr std::size_t kMost = 8;
  std::string text;
  std::size_t shown = 0;
  std::size_t working = 0;
  for (const SegmentAnswer& segment : connection.segments) {
    const bool works = segment.verdict == Verdict::works;
    working += works ? 1 : 0;
    if (++shown <= kMost) text += segment_text(snapshot, segment, sources, style);
  }
  if (shown > kMost) {
    text += "  and " + grouped(shown - kMost) + " more; of all " + grouped(shown) + ", " +
            grouped(working) + " work\n";
  }
  return text;
}

std::string connection_text(const Snapshot& snapshot, const Connection& connection,
                            const SourceNames& sources, const Style& style) {
  std::string text = style.verdict(connection.verdict) + "  " + endpoint_text(connection.from) +
                     " -> " + endpoint_text(connection.to) + "  " +
                     style.paint(to_string(connection.service), Tone::strong) + "\n\n";
  if (connection.segments.size() > 1) {
    text += segments_text(snapshot, connection, sources, style);
  } else {
    if (connection.stop) text += stop_line(*connection.stop, style);
    text += request_line(snapshot, connection, sources, style);
    const bool no_way = connection.verdict == Verdict::no_route;
    if (connection.reply && !no_way) {
      text += reply_text(snapshot, *connection.reply, connection.service, connection.profiles,
                         sources, style);
    }
  }
  if (connection.path_mtu) text += path_mtu_text(snapshot, connection, sources, style);
  return text + remedy_text(snapshot, connection) + '\n';
}

std::string summary(std::span<const Connection> connections) {
  if (connections.size() < 2) return "";
  std::string text = grouped(connections.size()) + " connections:";
  bool first = true;
  for (const Verdict verdict : kVerdicts) {
    const auto hits = std::count_if(connections.begin(), connections.end(),
                                    [&](const Connection& c) { return c.verdict == verdict; });
    if (hits == 0) continue;
    text += (first ? " " : ", ") + grouped(static_cast<std::uint64_t>(hits)) + ' ' +
            std::string(to_string(verdict));
    first = false;
  }
  return text + '\n';
}

}  // namespace

std::string rule_text(const Snapshot& snapshot, const Crossing& crossing, const Decision& decision,
                      const SourceNames& sources) {
  std::string text;
  if (crossing.subnet) text += snapshot.subnets()[*crossing.subnet].id + ", ";
  if (crossing.groups) {
    text += std::string(filter_id(snapshot, crossing)) + ' ' +
            std::string(to_string(crossing.direction));
    if (decision.entry == nullptr) return text + ": no rule allows it";
    const GroupSet& set = snapshot.topology().group_sets()[*crossing.groups];
    if (set.group_ids().size() > 1) {
      text += " by " + std::string(set.owner(crossing.direction, decision.entry->number));
    }
    const std::string place = sources.place(decision.entry->origin);
    return place.empty() ? text : text + " (" + place + ')';
  }
  if (!crossing.acl) {
    return text + std::string(to_string(crossing.direction)) + ": the network ACL is not known";
  }
  text += snapshot.acls()[*crossing.acl].id() + ' ' + std::string(to_string(crossing.direction)) +
          " rule " + rule_label(decision);
  if (decision.entry != nullptr) {
    const std::string place = sources.place(decision.entry->origin);
    if (!place.empty()) text += " (" + place + ')';
  }
  return text;
}

std::string endpoint_text(const Endpoint& end) {
  constexpr std::size_t kMost = 3;
  const bool whole = end.addresses == AddressSet::of(CidrBlock::all(end.addresses.family));
  if (!end.addresses_known && whole) return end.label;
  if (end.single) {
    const std::string address = to_string(end.addresses);
    const bool plain = end.label == address || end.label.starts_with(address + '@') ||
                       end.location.kind == Location::Kind::load_balancer;
    return plain ? end.label : end.label + " [" + address + ']';
  }
  AddressSet shown{end.addresses.family, {}};
  const auto intervals = end.addresses.bits.intervals();
  for (const auto& interval : intervals.first(std::min(kMost, intervals.size()))) {
    shown.bits.append(interval.first, interval.last);
  }
  std::string text = to_string(shown);
  if (text == end.label) return text;
  if (intervals.size() > kMost) {
    text += " and " + std::to_string(intervals.size() - kMost) + " more ranges";
  }
  return end.label + " [" + text + ']';
}

std::string entry_text(const NetworkAclEntry& entry) {
  if (entry.protocol == NetworkAclEntry::kEveryProtocol) return "all traffic";
  const IpProtocol protocol{static_cast<std::uint8_t>(entry.protocol)};
  std::string text = to_string(protocol);
  if (filters_ports(protocol)) return text + ' ' + to_string(entry.ports);
  if (is_icmp(protocol)) {
    if (entry.icmp_type == NetworkAclEntry::kEveryIcmp) return text + " all types";
    text += " type " + std::to_string(entry.icmp_type);
    if (entry.icmp_code != NetworkAclEntry::kEveryIcmp) {
      text += " code " + std::to_string(entry.icmp_code);
    }
    return text;
  }
  return is_icmp(protocol) || has_ports(protocol) ? text : "protocol " + text;
}

std::string assumptions_text(std::span<const Assumption> assumptions, const Style& style) {
  if (assumptions.empty()) return "";
  std::string text = style.paint("assumed:", Tone::quiet) + '\n';
  for (const Assumption& assumption : assumptions) {
    text += "  " + assumption.code + ": " + assumption.text + '\n';
  }
  return text;
}

std::string check_text(const Snapshot& snapshot, std::span<const Connection> connections,
                       const SourceNames& sources, const Style& style) {
  std::string text;
  std::vector<Assumption> assumptions;
  for (const Connection& connection : connections) {
    text += connection_text(snapshot, connection, sources, style);
    for (const Assumption& assumption : connection.assumptions) {
      if (std::find(assumptions.begin(), assumptions.end(), assumption) == assumptions.end()) {
        assumptions.push_back(assumption);
      }
    }
  }
  text += summary(connections);
  return text + assumptions_text(assumptions, style);
}

}  // namespace halfopen
