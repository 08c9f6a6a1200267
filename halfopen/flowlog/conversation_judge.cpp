// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/conversation_judge.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/flowlog/saturated_sum.hpp"

namespace halfopen {

FlowFate fate_of(IpProtocol protocol, const LegCounts& request, const LegCounts& reply) {
  if (!request.seen()) return FlowFate::reply_only;
  if (protocol == kTcp && request.accepted == 0 && is_under_way(request)) {
    return FlowFate::reply_only;
  }
  // A reply that was let through answers a request that the log does not show.
  if (request.accepted == 0) return reply.accepted != 0 ? FlowFate::reply_only : FlowFate::denied;
  if (reply.accepted != 0) return FlowFate::works;
  return reply.rejected != 0 ? FlowFate::half_open : FlowFate::unanswered;
}

void FateCounts::add(const FateCounts& more) {
  for (const auto& [fate, count] : more.fates) fates[fate] += count;
  explained += more.explained;
  late_rejects = saturated_sum(late_rejects, more.late_rejects);
  late_conversations += more.late_conversations;
}

ConversationJudge::ConversationJudge(CompiledSnapshot* snapshot, const InterfaceTable& interfaces)
    : snapshot_(snapshot), interfaces_(interfaces), profiles_(default_client_profiles()) {
  if (snapshot != nullptr) places_.emplace(snapshot->snapshot());
}

void ConversationJudge::judge(const ConversationKey& key, std::span<const InterfaceView> views) {
  const bool a_serves = server_side(key, joined_legs(views)) == ServerSide::a;
  const Ends ends = {a_serves ? key.b : key.a, a_serves ? key.a : key.b,
                     a_serves ? key.b_port : key.a_port, a_serves ? key.a_port : key.b_port,
                     a_serves};
  const auto fate_at = [&](const InterfaceView& view) {
    return fate_of(key.protocol, view.legs[a_serves ? 1 : 0], view.legs[a_serves ? 0 : 1]);
  };
  const bool rejected = std::any_of(views.begin(), views.end(), [&](const InterfaceView& view) {
    const FlowFate fate = fate_at(view);
    return fate == FlowFate::half_open || fate == FlowFate::denied;
  });
  for (const InterfaceView& view : views) {
    const FlowFate fate = fate_at(view);
    ++counts_.fates[fate];
    if (fate == FlowFate::works || fate == FlowFate::reply_only) {
      // Packets behind the end of a connection are rejected as well (VPC User Guide, flow logs).
      const std::uint64_t late = saturated_sum(view.legs[0].rejected, view.legs[1].rejected);
      counts_.late_rejects = saturated_sum(counts_.late_rejects, late);
      counts_.late_conversations += late != 0 ? 1U : 0U;
    } else if (fate == FlowFate::unanswered && rejected) {
      ++counts_.explained;
    } else {
      book(fate, key, ends, view);
    }
  }
}

void ConversationJudge::book(FlowFate fate, const ConversationKey& key, const Ends& ends,
                             const InterfaceView& view) {
  LedgerKey row;
  row.fate = fate;
  row.family = ends.server.family();
  row.interface = view.interface;
  row.hint = place_hint(interfaces_, places_ ? &*places_ : nullptr,
                        {ends.server, ends.client, ends.a_serves}, view);
  row.protocol = key.protocol.number;
  row.server_port = ends.server_port;
  row.bpa = view.blocked_by_bpa && fate != FlowFate::unanswered;
  if (snapshot_ != nullptr && fate != FlowFate::unanswered && !row.bpa) {
    const auto& pair = interfaces_.pair(view.interface, row.family);
    const std::uint8_t alive = pair ? pair->alive : std::uint8_t{0};
    if (row.hint.may_be(FlowPlace::server, alive)) {
      row.if_server =
          ledger_.number(blame(fate, FlowPlace::server, key.protocol, view.interface, ends));
    }
    if (row.hint.may_be(FlowPlace::client, alive)) {
      row.if_client =
          ledger_.number(blame(fate, FlowPlace::client, key.protocol, view.interface, ends));
    }
  }
  const bool reply_dies = fate == FlowFate::half_open;
  const LegCounts& dying = view.legs[reply_dies == ends.a_serves ? 0 : 1];
  FlowSum one;
  one.conversations = 1;
  one.packets = fate == FlowFate::unanswered ? dying.accepted : dying.rejected;
  one.bytes = dying.bytes;
  one.first = dying.first();
  one.last = dying.last();
  one.client = ends.client;
  one.server = ends.server;
  one.client_port = ends.client_port;
  if (filters_ports(key.protocol)) {
    for (std::size_t i = 0; i < std::min(profiles_.size(), kMostProfiles); ++i) {
      one.by_profile[i] = profiles_[i].range.contains(ends.client_port) ? 1U : 0U;
    }
  }
  ledger_.add(row, one);
}

FlowBlame ConversationJudge::blame(FlowFate fate, FlowPlace place, IpProtocol protocol,
                                   std::uint32_t interface, const Ends& ends) {
  const bool at_server = place == FlowPlace::server;
  const IpAddress& own = at_server ? ends.server : ends.client;
  const IpAddress& remote = at_server ? ends.client : ends.server;
  const auto& at = places_->find(interfaces_.id(interface), own);
  if (!at) return {FlowBlame::Kind::unknown, "", ""};
  const bool reply = fate == FlowFate::half_open;
  Packet packet = {ends.client, ends.server, protocol, ends.client_port, ends.server_port, {}};
  if (is_icmp(protocol)) packet.icmp = echo_request(ends.server.family());
  if (reply) {
    packet = reversed(packet);
    if (is_icmp(protocol)) {
      packet.icmp = ends.server.family() == IpFamily::v4 ? IcmpMessage{0, 0} : IcmpMessage{129, 0};
    }
  }
  // The request enters at the server and leaves at the client; the reply the other way round.
  const Direction direction = at_server != reply ? Direction::ingress : Direction::egress;
  return blame_at(*snapshot_, *at, direction, remote, packet, !reply);
}

}  // namespace halfopen
