// SPDX-License-Identifier: Apache-2.0
// Ports that nothing in a snapshot tells apart.
#pragma once

#include <cstdint>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/net/ip_protocol.hpp"

namespace halfopen::sql {

/// The first ports of the stretches, ascending, from 0 on: bounds of all rules, and for the server
/// also listeners, their targets and services that are exempt.
struct PortStretches {
  std::vector<std::uint16_t> server;
  std::vector<std::uint16_t> client;
};
PortStretches port_stretches(CompiledSnapshot& model, IpProtocol protocol);

/// All network ACLs and sets of groups, compiled.
template <class Look>
void for_each_filter(CompiledSnapshot& model, const Look& look) {
  const Snapshot& snapshot = model.snapshot();
  for (std::uint32_t i = 0; i < snapshot.acls().size(); ++i) look(model.acl(i));
  for (std::uint32_t i = 0; i < snapshot.topology().group_sets().size(); ++i) {
    look(model.groups(i));
  }
}

}  // namespace halfopen::sql
