// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/diagnose.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/flowlog/log_place.hpp"

namespace halfopen {
namespace {

FlowFate fate_of(const LegCounts& request, const LegCounts& reply) {
  if (!request.seen()) return FlowFate::reply_only;
  if (request.accepted == 0) return FlowFate::denied;
  if (reply.accepted != 0) return FlowFate::works;
  return reply.rejected != 0 ? FlowFate::half_open : FlowFate::unanswered;
}

}  // namespace

std::string_view to_string(FlowFate fate) {
  switch (fate) {
    case FlowFate::works: return "works";
    case FlowFate::half_open: return "half-open";
    case FlowFate::denied: return "denied";
    case FlowFate::unanswered: return "unanswered";
    case FlowFate::reply_only: return "reply-only";
  }
  return "unanswered";
}

std::string_view to_string(FlowPlace place) {
  switch (place) {
    case FlowPlace::unknown: return "unknown";
    case FlowPlace::server: return "server";
    case FlowPlace::client: return "client";
  }
  return "unknown";
}

std::string_view to_string(FlowBlame::Kind kind) {
  switch (kind) {
    case FlowBlame::Kind::none: return "none";
    case FlowBlame::Kind::acl: return "network-acl";
    case FlowBlame::Kind::groups: return "security-group";
    case FlowBlame::Kind::bpa: return "block-public-access";
    case FlowBlame::Kind::contradicts: return "contradicts-snapshot";
    case FlowBlame::Kind::unknown: return "unknown";
  }
  return "none";
}

bool LogDiagnosis::has_findings() const {
  return std::any_of(causes.begin(), causes.end(),
                     [](const FlowCause& cause) { return cause.fate != FlowFate::unanswered; });
}

Diagnoser::Diagnoser(CompiledSnapshot* snapshot, ConversationLimits limits)
    : snapshot_(snapshot),
      table_(interfaces_, limits,
             [this](const ConversationKey& key, const Conversation& conversation) {
               close(key, conversation);
             }),
      profiles_(default_client_profiles()) {}

void Diagnoser::close(const ConversationKey& key, const Conversation& conversation) {
  const bool a_serves = server_side(key, conversation) == ServerSide::a;
  const Ends ends = {a_serves ? key.b : key.a,
                     a_serves ? key.a : key.b,
                     a_serves ? key.b_port : key.a_port,
                     a_serves ? key.a_port : key.b_port,
                     &conversation.legs[a_serves ? 1 : 0],
                     &conversation.legs[a_serves ? 0 : 1]};
  const FlowFate fate = fate_of(*ends.request, *ends.reply);
  ++sum_.fates[fate];
  if (fate == FlowFate::works || fate == FlowFate::reply_only) {
    // Packets behind the end of a connection are rejected as well (VPC User Guide, flow logs).
    const std::uint64_t late = ends.request->rejected + ends.reply->rejected;
    sum_.late_rejects += late;
    sum_.late_conversations += late != 0 ? 1U : 0U;
    return;
  }
  auto own = interfaces_.is_own(key.interface, ends.server, ends.client);
  if (!own && snapshot_ != nullptr) {
    own =
        has_address(snapshot_->snapshot(), interfaces_.id(key.interface), ends.server, ends.client);
  }
  const FlowPlace place = !own ? FlowPlace::unknown : *own ? FlowPlace::server : FlowPlace::client;
  count(fate, place, key, ends, conversation.blocked_by_bpa);
}

void Diagnoser::count(FlowFate fate, FlowPlace place, const ConversationKey& key, const Ends& ends,
                      bool bpa) {
  FlowBlame why;
  if (fate != FlowFate::unanswered) {
    why = bpa ? FlowBlame{FlowBlame::Kind::bpa, "", ""} : blame(fate, place, key, ends);
  }
  FlowCause& cause =
      causes_[{fate, place, key.interface, key.protocol.number, ends.server_port, why}];
  const LegCounts& dying = fate == FlowFate::half_open ? *ends.reply : *ends.request;
  const std::int64_t first = dying.first();
  if (cause.conversations == 0 ||
      std::tie(first, ends.client, ends.client_port, ends.server) <
          std::tie(cause.first, cause.client, cause.client_port, cause.server)) {
    cause.client = ends.client;
    cause.server = ends.server;
    cause.client_port = ends.client_port;
  }
  cause.first = cause.conversations == 0 ? first : std::min(cause.first, first);
  cause.last = cause.conversations == 0 ? dying.last() : std::max(cause.last, dying.last());
  ++cause.conversations;
  cause.packets += fate == FlowFate::unanswered ? dying.accepted : dying.rejected;
  cause.bytes += dying.bytes;
  if (!filters_ports(key.protocol)) return;
  for (const ClientProfile& profile : profiles_) {
    if (profile.range.contains(ends.client_port)) ++cause.clients[profile.name];
  }
}

FlowBlame Diagnoser::blame(FlowFate fate, FlowPlace place, const ConversationKey& key,
                           const Ends& ends) {
  if (snapshot_ == nullptr || place == FlowPlace::unknown) return {};
  const bool at_server = place == FlowPlace::server;
  const IpAddress& own = at_server ? ends.server : ends.client;
  const auto at = find_log_place(snapshot_->snapshot(), interfaces_.id(key.interface), own);
  if (!at) return {FlowBlame::Kind::unknown, "", ""};
  const bool reply = fate == FlowFate::half_open;
  Packet packet = {ends.client, ends.server, key.protocol, ends.client_port, ends.server_port, {}};
  if (is_icmp(key.protocol)) packet.icmp = echo_request(ends.server.family());
  if (reply) {
    packet = reversed(packet);
    if (is_icmp(key.protocol)) {
      packet.icmp = ends.server.family() == IpFamily::v4 ? IcmpMessage{0, 0} : IcmpMessage{129, 0};
    }
  }
  // The request enters at the server and leaves at the client; the reply the other way round.
  const Direction direction = at_server != reply ? Direction::ingress : Direction::egress;
  return blame_at(*snapshot_, *at, direction, packet, !reply);
}

LogDiagnosis Diagnoser::finish() {
  table_.finish();
  sum_.closed_early = table_.closed_early();
  sum_.first = table_.first();
  sum_.last = table_.last();
  sum_.interfaces = interfaces_.size() - 1;
  for (auto& [key, cause] : causes_) {
    cause.fate = std::get<0>(key);
    cause.place = std::get<1>(key);
    cause.interface_id = interfaces_.id(std::get<2>(key));
    cause.protocol = IpProtocol{std::get<3>(key)};
    cause.server_port = std::get<4>(key);
    cause.blame = std::get<5>(key);
    sum_.causes.push_back(std::move(cause));
  }
  causes_.clear();
  const auto rank = [](const FlowCause& cause) {
    return std::tuple(cause.fate == FlowFate::unanswered, cause.fate == FlowFate::denied,
                      ~cause.conversations, ~cause.packets, cause.interface_id,
                      cause.protocol.number, cause.server_port, cause.place, cause.blame);
  };
  std::sort(sum_.causes.begin(), sum_.causes.end(),
            [&](const FlowCause& x, const FlowCause& y) { return rank(x) < rank(y); });
  return std::move(sum_);
}

}  // namespace halfopen
