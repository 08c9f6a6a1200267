// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/remedy.hpp"

#include <algorithm>
#include <set>

#include "halfopen/acl/decision_map.hpp"

namespace halfopen {
namespace {

/// A free number before `blocking` (none: the default deny, so anywhere), with the rules that are
/// proposed already counted as there. Preferred: in the middle of the gap before the blocking rule,
/// or the next hundred; else the highest free one.
std::optional<RuleNumber> free_number(const NetworkAcl& acl, Direction direction,
                                      std::span<const RuleProposal> proposed,
                                      std::uint32_t acl_index, std::optional<RuleNumber> blocking) {
  const RuleNumber limit = blocking.value_or(kLastUserRuleNumber + 1);
  std::set<RuleNumber> used{0};
  for (const NetworkAclEntry& entry : acl.entries(direction)) {
    if (entry.number < limit) used.insert(entry.number);
  }
  for (const RuleProposal& other : proposed) {
    const bool same_list = other.acl == acl_index && other.direction == direction;
    if (same_list && other.number && *other.number < limit) used.insert(*other.number);
  }
  const RuleNumber before = *used.rbegin();
  if (blocking && before + 1 < limit) return before + (limit - before) / 2;
  const RuleNumber next_hundred = (before / 100 + 1) * 100;
  if (!blocking && next_hundred < limit) return next_hundred;
  RuleNumber free = limit;
  while (--free > 0) {
    if (!used.contains(free)) return free;
  }
  return std::nullopt;
}

/// The smallest block that holds every address of the set.
CidrBlock covering_block(const AddressSet& set) {
  const AddressBits first = set.bits.intervals().front().first;
  const AddressBits last = set.bits.intervals().back().last;
  int length = address_width(set.family);
  while (length > 0 && CidrBlock(IpAddress(set.family, first), length).last() < last) --length;
  return {IpAddress(set.family, first), length};
}

/// The lowest-numbered rule that denies a selector of the range; outer none: nothing denies, inner
/// none: only the default deny does.
std::optional<std::optional<RuleNumber>> first_denial(const CompiledAcl& acl, Direction direction,
                                                      const DecisionMap& decisions,
                                                      const PortRange& range) {
  std::optional<std::optional<RuleNumber>> found;
  for (const DecisionSegment& segment : decisions.segments()) {
    if (segment.action != RuleAction::deny) continue;
    if (segment.last < range.first || segment.first > range.last) continue;
    const Decision decision = acl.decision(direction, segment);
    if (!found) found.emplace(std::nullopt);
    if (decision.entry != nullptr && (!*found || decision.entry->number < **found)) {
      *found = decision.entry->number;
    }
  }
  return found;
}

bool touches_unknown(const DecisionMap& decisions, const PortRange& range) {
  return std::any_of(decisions.segments().begin(), decisions.segments().end(),
                     [&](const DecisionSegment& segment) {
                       return segment.action == RuleAction::unknown &&
                              segment.first <= range.last && range.first <= segment.last;
                     });
}

}  // namespace

PortRange client_port_span(std::span<const ClientProfile> clients) {
  if (clients.empty()) return {0, 65535};
  PortRange span = clients.front().range;
  for (const ClientProfile& client : clients) {
    span.first = std::min(span.first, client.range.first);
    span.last = std::max(span.last, client.range.last);
  }
  return span;
}

std::vector<RuleProposal> propose_rules(CompiledSnapshot& model, const Connection& connection,
                                        const ProposalScope& scope) {
  if (connection.verdict == Verdict::works || connection.verdict == Verdict::unknown) return {};
  std::vector<RuleProposal> proposals;
  bool sure = true;  // nothing unknown on the way: only then do the proposals suffice
  const Service& service = connection.service;
  const auto propose = [&](const Crossing& crossing, const AddressSet& remote,
                           const PortRange& range, std::optional<IcmpMessage> icmp,
                           std::optional<CidrBlock> wider = std::nullopt) {
    if (!crossing.acl) {
      sure = false;
      return;
    }
    const CompiledAcl& acl = model.acl(*crossing.acl);
    const DecisionMap& decisions =
        acl.decisions(crossing.direction, remote.first(), service.protocol);
    sure = sure && !touches_unknown(decisions, range);
    const auto denial = first_denial(acl, crossing.direction, decisions, range);
    if (!denial) return;
    RuleProposal proposal;
    proposal.acl = *crossing.acl;
    proposal.direction = crossing.direction;
    proposal.blocked_by = *denial;
    proposal.protocol = service.protocol;
    proposal.icmp = icmp;
    proposal.cidr = wider.value_or(covering_block(remote));
    proposal.number = free_number(acl.acl(), crossing.direction, proposals, *crossing.acl, *denial);
    if (filters_ports(service.protocol)) proposal.ports = range;
    proposals.push_back(proposal);
  };
  const auto request = request_packet(service, {}, {}, 0);
  for (const PacketCrossing& packet : connection.request.crossings) {
    const bool entering = packet.crossing.direction == Direction::ingress;
    const Selector wanted = selector(request);
    propose(packet.crossing, entering ? connection.from.addresses : connection.to.addresses,
            {wanted, wanted}, service.icmp);
  }
  const auto answer = reply_packet(service, {}, {}, 0);
  if (!answer) return sure ? proposals : std::vector<RuleProposal>{};
  const auto back =
      crossings(model.snapshot(), connection.from.location, connection.to.location, Leg::reply);
  for (const Crossing& crossing : back) {
    const bool leaving = crossing.direction == Direction::egress;
    PortRange range = scope.client_ports;
    std::optional<IcmpMessage> icmp;
    if (service.icmp) {
      icmp = answer->icmp;
      range = {selector(*answer), selector(*answer)};
    }
    propose(crossing, leaving ? connection.from.addresses : connection.to.addresses, range, icmp,
            leaving ? scope.reply_clients : std::nullopt);
  }
  if (!sure) proposals.clear();
  return proposals;
}

std::vector<RuleProposal> remedy_for(CompiledSnapshot& model, const Connection& connection,
                                     std::span<const ClientProfile> clients) {
  return propose_rules(model, connection, {client_port_span(clients), std::nullopt});
}

}  // namespace halfopen
