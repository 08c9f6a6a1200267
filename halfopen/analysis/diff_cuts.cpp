// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/diff_cuts.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/analysis/path_judge.hpp"

namespace halfopen {
namespace {

/// Gateways that have all connections through them tracked.
bool tracks_everything(const Path& way) {
  constexpr std::string_view kPrefixes[] = {"nat-", "eigw-", "tgw-", "vpce-"};
  const auto tracks = [&](const LegPath& leg) {
    return std::any_of(leg.hops.begin(), leg.hops.end(), [&](const Hop& hop) {
      return hop.kind == Hop::Kind::gateway &&
             std::any_of(std::begin(kPrefixes), std::end(kPrefixes), [&](std::string_view prefix) {
               return hop.component.starts_with(prefix);
             });
    });
  };
  return std::any_of(way.segments.begin(), way.segments.end(), [&](const PathSegment& segment) {
    return segment.translated || tracks(segment.request) || tracks(segment.reply);
  });
}

bool is_everywhere(const NetworkAclEntry& rule, IpFamily family) {
  return rule.action == RuleAction::allow && rule.cidr.family() == family &&
         rule.cidr.prefix_length() == 0;
}

/// The server ports of connections that the groups let through without tracking them: by a rule for
/// everywhere, where the other direction lets everything back.
PortSet untracked_ports(const NetworkAcl& groups, Direction direction, IpFamily family,
                        IpProtocol protocol) {
  const Direction back = direction == Direction::ingress ? Direction::egress : Direction::ingress;
  const auto answers = groups.entries(back);
  const bool all_back = std::any_of(answers.begin(), answers.end(), [&](const auto& rule) {
    const auto range = matched_selectors(rule, protocol);
    return is_everywhere(rule, family) && range && *range == PortRange{0, 65535};
  });
  PortSet ports;
  if (!all_back) return ports;
  for (const NetworkAclEntry& rule : groups.entries(direction)) {
    const auto range = matched_selectors(rule, protocol);
    if (is_everywhere(rule, family) && range) ports = ports | port_set(*range);
  }
  return ports;
}

/// The groups that judged one end of the old way.
const NetworkAcl* groups_at(const Snapshot& snapshot, const Path& way, Direction direction) {
  for (const PathSegment& segment : way.segments) {
    for (const Crossing& crossing : segment.request.crossings()) {
      if (crossing.groups && crossing.direction == direction) {
        return &snapshot.topology().group_sets()[*crossing.groups].rules();
      }
    }
  }
  return nullptr;
}

PortSet allowed_at(CompiledSnapshot& model, const Crossing& crossing, const IpAddress& sender,
                   const IpAddress& receiver, IpProtocol protocol) {
  const CompiledAcl* rules = model.filter(crossing);
  if (rules == nullptr) return {};
  const IpAddress remote = remote_at(crossing, sender, receiver);
  return rules->decisions(crossing.direction, remote, protocol).selectors(RuleAction::allow);
}

}  // namespace

std::string_view to_string(Cut cut) {
  switch (cut) {
    case Cut::network_acl: return "network-acl";
    case Cut::no_way: return "no-way";
    case Cut::untracked: return "untracked";
    case Cut::tracked: break;
  }
  return "tracked";
}

bool is_always_tracked(std::string_view kind) {
  constexpr std::string_view kKinds[] = {"network_load_balancer",
                                         "vpc_endpoint",
                                         "lambda",
                                         "global_accelerator_managed",
                                         "transit_gateway",
                                         "natGateway",
                                         "nat_gateway",
                                         "gateway_load_balancer",
                                         "gateway_load_balancer_endpoint"};
  return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

Survivors survivors_of(CompiledSnapshot& before, const Path& old_way, CompiledSnapshot& after,
                       const Path& new_way, const IpAddress& client, const IpAddress& server,
                       IpProtocol protocol, bool tracked_host) {
  const bool by_port = protocol == kTcp || protocol == kUdp;
  const bool tracked = tracked_host || !by_port || tracks_everything(old_way);
  const PortSet everything(0, 65535);
  Survivors left;
  for (const PathSegment& segment : new_way.segments) {
    const IpAddress& from = segment.client ? *segment.client : client;
    const IpAddress& to = segment.server ? *segment.server : server;
    left.there = left.there && segment.request.end == LegPath::End::delivered;
    left.back = left.back && segment.reply.end == LegPath::End::delivered;
    for (const Crossing& crossing : segment.request.crossings()) {
      if (crossing.groups && tracked) continue;
      const PortSet allowed = allowed_at(after, crossing, from, to, protocol);
      if (!crossing.groups) {
        left.requests = left.requests & allowed;
        continue;
      }
      const NetworkAcl* old_groups = groups_at(before.snapshot(), old_way, crossing.direction);
      if (old_groups == nullptr) continue;
      const PortSet untracked =
          untracked_ports(*old_groups, crossing.direction, client.family(), protocol);
      left.groups = left.groups & (allowed | (everything - untracked));
    }
    PortSet replies = everything;
    for (const Crossing& crossing : segment.reply.crossings()) {
      replies = replies & allowed_at(after, crossing, to, from, protocol);
    }
    if (segment.translated && by_port) {
      const bool all = port_set(gateway_profile().range).is_subset_of(replies);
      replies = all ? everything : PortSet();
    }
    left.replies = left.replies & replies;
  }
  return left;
}

}  // namespace halfopen
