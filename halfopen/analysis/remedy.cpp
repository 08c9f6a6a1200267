// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/remedy.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "halfopen/acl/decision_map.hpp"
#include "halfopen/analysis/path_judge.hpp"

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

CidrBlock covering_block(const AddressSet& set) {
  const AddressBits first = set.bits.intervals().front().first;
  const AddressBits last = set.bits.intervals().back().last;
  int length = address_width(set.family);
  while (length > 0 && CidrBlock(IpAddress(set.family, first), length).last() < last) --length;
  return {IpAddress(set.family, first), length};
}

PortRange client_port_span(std::span<const ClientProfile> clients) {
  if (clients.empty()) return {0, 65535};
  PortRange span = clients.front().range;
  for (const ClientProfile& client : clients) {
    span.first = std::min(span.first, client.range.first);
    span.last = std::max(span.last, client.range.last);
  }
  return span;
}

namespace {

/// What a rule at one crossing has to let through.
struct Wanted {
  AddressSet remote;
  PortRange range;
  std::optional<IcmpMessage> icmp;
  std::optional<CidrBlock> wider;  ///< a block to allow in place of the remote addresses
  IpProtocol protocol;
};

/// Gathers a rule for each crossing that stops something wanted.
class Proposer {
 public:
  explicit Proposer(CompiledSnapshot& model) : model_(model) {}

  void propose(const Crossing& crossing, const Wanted& wanted) {
    const CompiledAcl* rules = model_.filter(crossing);
    if (rules == nullptr) {
      sure_ = false;
      return;
    }
    const DecisionMap& decisions =
        rules->decisions(crossing.direction, wanted.remote.first(), wanted.protocol);
    sure_ = sure_ && !touches_unknown(decisions, wanted.range);
    const auto denial = first_denial(*rules, crossing.direction, decisions, wanted.range);
    if (!denial) return;
    if (crossing.groups) {
      sure_ = false;  // no rule of a network ACL helps against a security group
      return;
    }
    RuleProposal proposal;
    proposal.acl = *crossing.acl;
    proposal.direction = crossing.direction;
    proposal.blocked_by = *denial;
    proposal.protocol = wanted.protocol;
    proposal.icmp = wanted.icmp;
    proposal.cidr = wanted.wider.value_or(covering_block(wanted.remote));
    proposal.number =
        free_number(rules->acl(), crossing.direction, proposals_, *crossing.acl, *denial);
    if (filters_ports(wanted.protocol)) proposal.ports = wanted.range;
    if (!covered(proposal)) proposals_.push_back(proposal);
  }

  std::vector<RuleProposal> take() && {
    return sure_ ? std::move(proposals_) : std::vector<RuleProposal>{};
  }

 private:
  /// A rule that is proposed already lets this through as well: two ways may share an edge.
  bool covered(const RuleProposal& wanted) const {
    return std::any_of(proposals_.begin(), proposals_.end(), [&](const RuleProposal& known) {
      const bool ports =
          known.ports == wanted.ports ||
          (known.ports && wanted.ports && known.ports->first <= wanted.ports->first &&
           known.ports->last >= wanted.ports->last);
      return known.acl == wanted.acl && known.direction == wanted.direction && ports &&
             known.protocol == wanted.protocol && known.icmp == wanted.icmp &&
             known.cidr.contains(wanted.cidr);
    });
  }

  CompiledSnapshot& model_;
  std::vector<RuleProposal> proposals_;
  bool sure_ = true;  ///< nothing unknown on the way: only then do the proposals suffice
};

AddressSet end_set(const std::optional<IpAddress>& fixed, const AddressSet& own) {
  return fixed ? AddressSet::of(CidrBlock(*fixed, address_width(fixed->family()))) : own;
}

/// Load balancers change their addresses, and targets come and go: around an address of theirs, the
/// block of its subnet.
std::optional<CidrBlock> subnet_block(const Snapshot& snapshot, const Crossing& crossing) {
  if (!crossing.remote) return std::nullopt;
  for (const std::uint32_t subnet : snapshot.subnets_at(*crossing.remote)) {
    for (const CidrBlock& block : snapshot.subnets()[subnet].cidrs) {
      if (block.contains(*crossing.remote)) return block;
    }
  }
  return std::nullopt;
}

/// One connection, segment by segment.
class SegmentProposer {
 public:
  SegmentProposer(CompiledSnapshot& model, const Connection& connection, const ProposalScope& scope)
      : model_(model), connection_(connection), scope_(scope), proposer_(model) {}

  void request(const PathSegment& segment) {
    const Ends ends = ends_of(segment);
    const Selector asked = selector(request_packet(ends.service, {}, {}, 0));
    for (const Crossing& crossing : segment.request.crossings()) {
      const bool entering = crossing.direction == Direction::ingress;
      proposer_.propose(crossing, {end_set(crossing.remote, entering ? ends.from : ends.to),
                                   {asked, asked},
                                   ends.service.icmp,
                                   wider(crossing),
                                   ends.service.protocol});
    }
  }

  void reply(const PathSegment& segment) {
    const Ends ends = ends_of(segment);
    const auto answer = reply_packet(ends.service, {}, {}, 0);
    if (!answer) return;
    PortRange range = segment.translated ? gateway_profile().range : scope_.client_ports;
    if (ends.service.icmp) range = {selector(*answer), selector(*answer)};
    const auto icmp = ends.service.icmp ? std::optional(answer->icmp) : std::nullopt;
    for (const Crossing& crossing : segment.reply.crossings()) {
      const bool leaving = crossing.direction == Direction::egress;
      const bool own_client = leaving && !crossing.remote && !segment.client;
      proposer_.propose(
          crossing, {end_set(crossing.remote, leaving ? ends.from : ends.to), range, icmp,
                     own_client ? scope_.reply_clients : wider(crossing), ends.service.protocol});
    }
  }

  std::vector<RuleProposal> take() && { return std::move(proposer_).take(); }

 private:
  struct Ends {
    AddressSet from;
    AddressSet to;
    Service service;
  };

  Ends ends_of(const PathSegment& segment) const {
    Ends ends{end_set(segment.client, connection_.from.addresses),
              end_set(segment.server, connection_.to.addresses),
              {}};
    ends.service = service_in_segment(segment, connection_.service, connection_.to.addresses.family,
                                      ends.to.family);
    return ends;
  }

  std::optional<CidrBlock> wider(const Crossing& crossing) const {
    const bool balanced = !connection_.path.ways.empty();
    return balanced ? subnet_block(model_.snapshot(), crossing) : std::nullopt;
  }

  CompiledSnapshot& model_;
  const Connection& connection_;
  const ProposalScope& scope_;
  Proposer proposer_;
};

}  // namespace

std::vector<RuleProposal> propose_rules(CompiledSnapshot& model, const Connection& connection,
                                        const ProposalScope& scope) {
  if (connection.verdict == Verdict::works || connection.verdict == Verdict::unknown ||
      connection.verdict == Verdict::no_route || connection.path.segments.empty()) {
    return {};
  }
  SegmentProposer proposer(model, connection, scope);
  const auto& segments = connection.path.segments;
  for (const PathSegment& segment : segments) proposer.request(segment);
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    proposer.reply(*segment);
  }
  return std::move(proposer).take();
}

std::vector<RuleProposal> remedy_for(CompiledSnapshot& model, const Connection& connection,
                                     std::span<const ClientProfile> clients) {
  return propose_rules(model, connection, {client_port_span(clients), std::nullopt});
}

}  // namespace halfopen
