// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/packet_simulator.hpp"

#include <algorithm>

namespace halfopen::oracle {
namespace {

/// The type that answers an ICMP message (RFC 792, 950, 1256, 4443, 4861, 4620); none for messages
/// that nobody answers.
std::optional<IcmpMessage> answer_to(IpProtocol protocol, IcmpMessage request) {
  struct Pair {
    std::uint8_t protocol, asks, answers;
  };
  constexpr Pair kPairs[] = {{1, 8, 0},      {1, 10, 9},     {1, 13, 14},
                             {1, 15, 16},    {1, 17, 18},    {58, 128, 129},
                             {58, 133, 134}, {58, 135, 136}, {58, 139, 140}};
  for (const Pair& pair : kPairs) {
    if (pair.protocol != protocol.number || pair.asks != request.type) continue;
    return IcmpMessage{pair.answers, request.code};
  }
  return std::nullopt;
}

bool is_icmp_number(IpProtocol protocol) { return protocol.number == 1 || protocol.number == 58; }

Packet packet_there(const SimulatedQuestion& asked) {
  return {asked.client,      asked.server,      asked.protocol,
          asked.client_port, asked.server_port, asked.icmp};
}

std::optional<Packet> packet_back(const SimulatedQuestion& asked) {
  Packet packet{asked.server,      asked.client,      asked.protocol,
                asked.server_port, asked.client_port, {}};
  if (is_icmp_number(asked.protocol)) {
    const auto answer = answer_to(asked.protocol, asked.icmp);
    if (!answer) return std::nullopt;
    packet.icmp = *answer;
  }
  return packet;
}

/// Request without way: no-route. Request denied: denied. Reply without way: no-route. Reply
/// denied: half-open. In this order, and unknown where none of them is sure.
std::string verdict_of(const SimulatedLeg& request, const std::optional<SimulatedLeg>& reply) {
  if (request.outcome == LegOutcome::no_route) return "no-route";
  if (request.outcome == LegOutcome::deny) return "denied";
  if (request.outcome == LegOutcome::unknown) return "unknown";
  if (!reply) return "works";
  if (reply->outcome == LegOutcome::no_route) return "no-route";
  if (reply->outcome == LegOutcome::deny) return "half-open";
  return reply->outcome == LegOutcome::unknown ? "unknown" : "works";
}

/// How many choices the two legs had.
struct Picks {
  std::size_t request = 1;
  std::size_t reply = 1;
};

SimulatedConnection run(const SnapshotDraft& draft, const SimulatedQuestion& asked,
                        const SimulatorOptions& options, std::size_t request_pick,
                        std::size_t reply_pick, Picks& picks) {
  const Host client{find_subnet(draft, asked.client_subnet), asked.client};
  const Host server{find_subnet(draft, asked.server_subnet), asked.server};
  SimulatedConnection answer;
  answer.verdict = "unknown";
  if (client.subnet == nullptr && server.subnet == nullptr) return answer;
  Journey there(draft, {options.nat_port, options.fault, request_pick});
  there.request(client, server, packet_there(asked));
  picks.request = std::max(picks.request, there.most_picks());
  answer.request = there.leg();
  answer.way = there.way();
  const auto packet = packet_back(asked);
  const bool arrives = answer.request.outcome == LegOutcome::allow;
  if (arrives && packet && options.fault != PlantedFault::reply_leg_ignored) {
    Journey back(draft, {options.nat_port, options.fault, reply_pick});
    back.reply(there, server, client, *packet);
    picks.reply = std::max(picks.reply, back.most_picks());
    answer.reply = back.leg();
    answer.way_back = back.way();
  }
  answer.verdict = verdict_of(answer.request, answer.reply);
  return answer;
}

}  // namespace

SimulatedConnection simulate(const SnapshotDraft& draft, const SimulatedQuestion& question,
                             const SimulatorOptions& options) {
  Picks picks;
  SimulatedConnection first = run(draft, question, options, 0, 0, picks);
  for (std::size_t i = 0; i < picks.request; ++i) {
    for (std::size_t k = 0; k < picks.reply; ++k) {
      if (run(draft, question, options, i, k, picks).verdict != first.verdict) {
        first.verdict = "unknown";
        return first;
      }
    }
  }
  return first;
}

}  // namespace halfopen::oracle
