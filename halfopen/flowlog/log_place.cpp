// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_place.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/flowlog/interface_table.hpp"
#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

bool holds(const Subnet& subnet, const IpAddress& address) {
  return std::any_of(subnet.cidrs.begin(), subnet.cidrs.end(), [&](const CidrBlock& block) {
    return block.family() == address.family() && block.contains(address);
  });
}

/// Places that are remembered at once; own addresses are few.
constexpr std::size_t kMostRemembered = 100'000;

std::optional<std::uint32_t> subnet_of(const Snapshot& snapshot, const NetworkInterface* interface,
                                       const IpAddress& own) {
  if (interface != nullptr) {
    if (const auto at = snapshot.topology().subnet(interface->subnet_id)) return at;
  }
  std::optional<std::uint32_t> found;
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (!holds(snapshot.subnets()[i], own)) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

/// The address by which the account knows the host: an interface keeps its security groups,
/// whatever addresses it forwards or got later.
const IpAddress& host_address(const NetworkInterface* interface, const IpAddress& own) {
  if (interface == nullptr || interface->addresses.empty()) return own;
  const auto is_own = [&](const auto& known) { return known.address == own; };
  const auto& all = interface->addresses;
  return std::any_of(all.begin(), all.end(), is_own) ? own : all.front().address;
}

}  // namespace

LogPlaces::LogPlaces(const Snapshot& snapshot) : snapshot_(snapshot) {
  for (const NetworkInterface& interface : snapshot.topology().objects().interfaces) {
    if (!interface.id.empty()) interfaces_.try_emplace(interface.id, &interface);
  }
}

const NetworkInterface* LogPlaces::interface(std::string_view id) const {
  const auto at = interfaces_.find(id);
  return at == interfaces_.end() ? nullptr : at->second;
}

const std::optional<LogPlace>& LogPlaces::find(std::string_view interface_id,
                                               const IpAddress& own) {
  const NetworkInterface* known = interface(interface_id);
  const auto at = found_.find({known, own});
  if (at != found_.end()) return at->second;
  if (found_.size() >= kMostRemembered) found_.clear();
  return found_.emplace(std::pair(known, own), look(known, own)).first->second;
}

std::optional<LogPlace> LogPlaces::look(const NetworkInterface* interface,
                                        const IpAddress& own) const {
  LogPlace place;
  place.subnet = subnet_of(snapshot_, interface, own);
  if (!place.subnet) {
    if (!snapshot_.subnets().empty() || snapshot_.acls().size() != 1) return std::nullopt;
    place.acl = 0;
    return place;
  }
  place.acl = guarding_acl(snapshot_, {Location::Kind::subnet, *place.subnet});
  place.groups = snapshot_.topology().host(*place.subnet, host_address(interface, own)).groups;
  return place;
}

std::optional<bool> LogPlaces::stands_at(std::string_view interface_id, const IpAddress& address,
                                         const IpAddress& other) const {
  const NetworkInterface* known = interface(interface_id);
  if (known == nullptr) return std::nullopt;
  bool one = false;
  bool two = false;
  for (const NetworkInterface::Address& own : known->addresses) {
    one = one || own.address == address;
    two = two || own.address == other;
  }
  if (one != two) return one;
  const bool gateway = known->kind == "nat_gateway" && !one;
  if (!gateway || is_private(address) == is_private(other)) return std::nullopt;
  return is_private(other);
}

PlaceHint place_hint(const InterfaceTable& interfaces, const LogPlaces* places,
                     const ServedEnds& ends, const InterfaceView& view) {
  PlaceHint hint;
  const auto place = [](bool at_server) {
    return at_server ? FlowPlace::server : FlowPlace::client;
  };
  if (view.own_ends == 1 || view.own_ends == 2) {
    hint.fallback = place((view.own_ends == 1) == ends.a_serves);
    return hint;
  }
  // The account knows more than the log: an interface may have many addresses and one peer.
  if (places != nullptr) {
    const auto own = places->stands_at(interfaces.id(view.interface), ends.server, ends.client);
    if (own) {
      hint.fallback = place(*own);
      return hint;
    }
  }
  if (const auto& pair = interfaces.pair(view.interface, ends.server.family())) {
    hint.server_slot = pair->slot(ends.server);
    hint.client_slot = pair->slot(ends.client);
  }
  if (view.interface != 0 && is_private(ends.server) != is_private(ends.client)) {
    hint.fallback = place(is_private(ends.server));
  }
  return hint;
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
