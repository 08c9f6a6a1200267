// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/port_stretches.hpp"

#include <set>
#include <utility>

#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen::sql {
namespace {

void add_bounds(const CompiledAcl& rules, IpProtocol protocol, std::set<std::uint32_t>& bounds) {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      for (const auto& run : rules.boundaries(direction, family)) {
        const auto& map = rules.decisions(direction, IpAddress(family, run.first), protocol);
        for (const DecisionSegment& segment : map.segments()) bounds.insert(segment.first);
      }
    }
  }
}

std::vector<IpAddress> exempt_at(const Snapshot& snapshot, IpProtocol protocol,
                                 std::uint16_t port) {
  std::vector<IpAddress> all;
  const auto add = [&](const Location& client) {
    for (const IpFamily family : kIpFamilies) {
      const auto some = exempt_addresses(snapshot, client, family, protocol, port);
      all.insert(all.end(), some.begin(), some.end());
    }
  };
  add({});
  if (!snapshot.subnets().empty()) add({Location::Kind::subnet, 0});
  return all;
}

}  // namespace

PortStretches port_stretches(CompiledSnapshot& model, IpProtocol protocol) {
  PortStretches stretches;
  std::set<std::uint32_t> bounds = {0};
  for_each_filter(model, [&](const CompiledAcl& rules) { add_bounds(rules, protocol, bounds); });
  stretches.client.assign(bounds.begin(), bounds.end());
  const auto one = [&](std::uint32_t port) {
    bounds.insert(port);
    if (port < 65535) bounds.insert(port + 1);
  };
  for (const Listener& listener : model.snapshot().objects().listeners) {
    one(listener.port);
    if (listener.instance_port) one(*listener.instance_port);
  }
  std::vector<IpAddress> exempt;
  for (std::uint32_t port = 0; port <= 65535; ++port) {
    auto here = exempt_at(model.snapshot(), protocol, static_cast<std::uint16_t>(port));
    if (here == exempt) continue;
    bounds.insert(port);
    exempt = std::move(here);
  }
  stretches.server.assign(bounds.begin(), bounds.end());
  return stretches;
}

}  // namespace halfopen::sql
