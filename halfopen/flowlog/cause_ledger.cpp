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

std::vector<FlowCause> CauseLedger::settle(const InterfaceTable& interfaces) const {
  using Settled =
      std::tuple<FlowFate, FlowPlace, std::uint32_t, std::uint8_t, std::uint16_t, FlowBlame>;
  std::map<Settled, FlowCause> sums;
  for (const auto& [key, sum] : rows_) {
    const auto& pair = interfaces.pair(key.interface, key.family);
    const FlowPlace place = key.hint.resolve(pair ? pair->own() : std::uint8_t{0});
    FlowBlame blame;
    if (key.bpa) {
      blame.kind = FlowBlame::Kind::bpa;
    } else if (place != FlowPlace::unknown) {
      blame = place == FlowPlace::server ? key.if_server : key.if_client;
    }
    add(sums[{key.fate, place, key.interface, key.protocol, key.server_port, blame}], sum);
  }
  std::vector<FlowCause> causes;
  causes.reserve(sums.size());
  for (auto& [key, sum] : sums) {
    FlowCause& cause = causes.emplace_back(std::move(sum));
    cause.fate = std::get<0>(key);
    cause.place = std::get<1>(key);
    cause.interface_id = interfaces.id(std::get<2>(key));
    cause.protocol = IpProtocol{std::get<3>(key)};
    cause.server_port = std::get<4>(key);
    cause.blame = std::get<5>(key);
  }
  sort_causes(causes);
  return causes;
}

}  // namespace halfopen
