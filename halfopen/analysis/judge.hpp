// SPDX-License-Identifier: Apache-2.0
// The judgement itself: both legs of a connection between two concrete addresses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"

namespace halfopen {

/// One packet over its crossings. The outcome is `deny` if any crossing denies, else `unknown` if
/// any is unknown, else `allow`.
struct PacketFate {
  RuleAction outcome = RuleAction::allow;
  std::vector<PacketCrossing> crossings;
  std::optional<std::size_t> denied_by;
};
PacketFate judge_packet(CompiledSnapshot& model, std::span<const Crossing> crossings,
                        const Packet& packet);

/// The request leg over these crossings.
RequestLeg judge_request(CompiledSnapshot& model, std::span<const Crossing> crossings,
                         const Service& service, const IpAddress& client, const IpAddress& server);

/// The reply leg for every client port at once: R of the product F x R (docs/semantics.md). Nothing
/// for ICMP messages that nobody answers.
std::optional<ReplyLeg> judge_reply(CompiledSnapshot& model, std::span<const Crossing> crossings,
                                    const Service& service, const IpAddress& client,
                                    const IpAddress& server);

/// The other end's address as a crossing sees it.
IpAddress remote_at(const Crossing& crossing, const IpAddress& source,
                    const IpAddress& destination);

/// How a client with that range fares. For TCP the share of the ports that the client tries first
/// is told, too, where it is known which ones these are and the share is another one.
ProfileShare share_of(const ClientProfile& profile, const ReplyLeg& reply, IpProtocol protocol);

/// The verdict over all the profiles together: works if every port of every profile works,
/// half_open if none does, else partial; unknown if a port in question is unknown.
Verdict verdict_of(const RequestLeg& request, const std::optional<ReplyLeg>& reply,
                   std::span<const ProfileShare> profiles);

}  // namespace halfopen
