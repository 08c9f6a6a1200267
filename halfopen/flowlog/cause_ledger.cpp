// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/cause_ledger.hpp"

#include <tuple>

namespace halfopen {

FlowPlace PlaceHint::resolve(std::uint8_t own) const {
  if (own != 0 && (server_slot == own) != (client_slot == own)) {
    return server_slot == own ? FlowPlace::server : FlowPlace::client;
  }
  return fallback;
}

bool PlaceHint::may_be(FlowPlace place, std::uint8_t alive) const {
  const std::uint8_t slot = place == FlowPlace::server ? server_slot : client_slot;
  return fallback == place || (slot & alive) != 0;
}

std::uint32_t CauseLedger::number(const FlowBlame& blame) {
  const auto [at, is_new] = numbers_.try_emplace(blame, static_cast<std::uint32_t>(blames_.size()));
  if (is_new) blames_.push_back(blame);
  return at->second;
}

void CauseLedger::add(const LedgerKey& key, const FlowSum& more) {
  const auto at = rows_.find(key);
  if (at != rows_.end()) return halfopen::add(at->second, more);
  std::size_t& causes = causes_[key.fate];
  if (causes >= kMostCauses) {
    untold_ += more.conversations;
  } else {
    ++causes;
    rows_.emplace(key, more);
  }
}

std::vector<FlowCause> CauseLedger::settle(const InterfaceTable& interfaces) const {
  using Settled = std::tuple<FlowFate, FlowPlace, std::uint32_t, std::uint8_t, std::uint16_t,
                             FlowBlame::Kind, std::uint32_t>;
  std::map<Settled, FlowSum> sums;
  for (const auto& [key, sum] : rows_) {
    const auto& pair = interfaces.pair(key.interface, key.family);
    const FlowPlace place = key.hint.resolve(pair ? pair->own() : std::uint8_t{0});
    std::uint32_t by = 0;
    if (place == FlowPlace::server) by = key.if_server;
    if (place == FlowPlace::client) by = key.if_client;
    if (key.bpa) by = 0;
    const FlowBlame::Kind kind = key.bpa ? FlowBlame::Kind::bpa : blames_[by].kind;
    halfopen::add(sums[{key.fate, place, key.interface, key.protocol, key.server_port, kind, by}],
                  sum);
  }
  std::vector<FlowCause> causes;
  causes.reserve(sums.size());
  for (auto at = sums.begin(); at != sums.end(); at = sums.erase(at)) {
    const auto& [fate, place, interface, protocol, server_port, kind, by] = at->first;
    FlowCause& cause = causes.emplace_back();
    static_cast<FlowSum&>(cause) = at->second;
    cause.fate = fate;
    cause.place = place;
    cause.interface_id = interfaces.id(interface);
    cause.protocol = IpProtocol{protocol};
    cause.server_port = server_port;
    cause.blame = blames_[by];
    cause.blame.kind = kind;
  }
  sort_causes(causes);
  return causes;
}

}  // namespace halfopen
