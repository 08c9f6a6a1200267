// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_place.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

bool holds(const Subnet& subnet, const IpAddress& address) {
  return std::any_of(subnet.cidrs.begin(), subnet.cidrs.end(), [&](const CidrBlock& block) {
    return block.family() == address.family() && block.contains(address);
  });
}

std::optional<std::uint32_t> subnet_of(const Snapshot& snapshot, std::string_view interface_id,
                                       const IpAddress& own) {
  for (const NetworkInterface& interface : snapshot.topology().objects().interfaces) {
    if (interface.id == interface_id && !interface_id.empty()) {
      if (const auto at = snapshot.topology().subnet(interface.subnet_id)) return at;
    }
  }
  std::optional<std::uint32_t> found;
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (!holds(snapshot.subnets()[i], own)) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

}  // namespace

std::optional<LogPlace> find_log_place(const Snapshot& snapshot, std::string_view interface_id,
                                       const IpAddress& own) {
  LogPlace place;
  place.subnet = subnet_of(snapshot, interface_id, own);
  if (!place.subnet) {
    if (!snapshot.subnets().empty() || snapshot.acls().size() != 1) return std::nullopt;
    place.acl = 0;
    return place;
  }
  place.acl = guarding_acl(snapshot, {Location::Kind::subnet, *place.subnet});
  place.groups = snapshot.topology().host(*place.subnet, own).groups;
  return place;
}

std::optional<bool> has_address(const Snapshot& snapshot, std::string_view interface_id,
                                const IpAddress& address, const IpAddress& other) {
  if (interface_id.empty()) return std::nullopt;
  for (const NetworkInterface& interface : snapshot.topology().objects().interfaces) {
    if (interface.id != interface_id) continue;
    bool one = false;
    bool two = false;
    for (const NetworkInterface::Address& own : interface.addresses) {
      one = one || own.address == address;
      two = two || own.address == other;
    }
    if (one != two) return one;
  }
  return std::nullopt;
}

FlowBlame blame_at(CompiledSnapshot& model, const LogPlace& place, Direction direction,
                   const IpAddress& remote, const Packet& packet, bool is_request) {
  Crossing acl;
  acl.subnet = place.subnet;
  acl.acl = place.acl;
  acl.direction = direction;
  Crossing groups = acl;
  groups.groups = place.groups;
  std::vector<Crossing> way;
  const bool inside = place.subnet && holds(model.snapshot().subnets()[*place.subnet], remote);
  if (!inside) way.push_back(acl);
  if (is_request && place.groups) {
    way.insert(direction == Direction::ingress ? way.end() : way.begin(), groups);
  }
  const PacketFate fate = judge_packet(model, way, packet);
  if (fate.outcome == RuleAction::allow) return {FlowBlame::Kind::contradicts, "", ""};
  if (!fate.denied_by) return {FlowBlame::Kind::unknown, "", ""};
  const PacketCrossing& by = fate.crossings[*fate.denied_by];
  const bool group = by.crossing.groups.has_value();
  return {group ? FlowBlame::Kind::groups : FlowBlame::Kind::acl,
          std::string(filter_id(model.snapshot(), by.crossing)),
          group ? "*" : rule_label(by.decision)};
}

}  // namespace halfopen
