// SPDX-License-Identifier: Apache-2.0
// Journeys that start in a loaded subnet, but for transit gateways (packet_transit.cpp) and what
// comes from outside (packet_entry.cpp).
#include "tests/oracle/packet_journey.hpp"

namespace halfopen::oracle {

std::string to_string(LegOutcome outcome) {
  switch (outcome) {
    case LegOutcome::allow: return "allow";
    case LegOutcome::unknown: return "unknown";
    case LegOutcome::deny: return "deny";
    case LegOutcome::no_route: break;
  }
  return "no-route";
}

void Journey::note(LegOutcome outcome, const std::string& text) {
  if (lost_) return;
  leg_.trace.push_back(text + " " + to_string(outcome));
  if (outcome <= leg_.outcome) {
    if (leg_.outcome == LegOutcome::allow) leg_.decided_by = text;
    return;
  }
  leg_.outcome = outcome;
  leg_.decided_by = text;
}

bool Journey::no_way(const std::string& text) {
  note(LegOutcome::no_route, text);
  way_ = Way::none;
  return false;
}

void Journey::cross(const Subnet& subnet, Direction direction, const Packet& packet) {
  const FilterResult result = acl_result(draft_, subnet, direction, packet, options_.fault);
  note(result.action == "allow"  ? LegOutcome::allow
       : result.action == "deny" ? LegOutcome::deny
                                 : LegOutcome::unknown,
       result.decided_by);
}

void Journey::group(const Host& host, Direction direction, const Packet& packet) {
  if (host.subnet == nullptr) return;
  if (direction == Direction::egress && options_.fault == PlantedFault::group_egress_ignored) {
    return;
  }
  const FilterResult result =
      group_result(draft_, *host.subnet, host.address, direction, packet, options_.fault);
  if (result.decided_by.empty()) return;
  note(result.action == "allow"  ? LegOutcome::allow
       : result.action == "deny" ? LegOutcome::deny
                                 : LegOutcome::unknown,
       result.decided_by);
}

void Journey::request(const Host& client, const Host& server, const Packet& packet) {
  group(client, Direction::egress, packet);
  if (client.subnet != nullptr) {
    leave(client, server, packet, nullptr);
  } else {
    enter(client, server, packet);
  }
  group(server, Direction::ingress, packet);
}

void Journey::reply(const Journey& request, const Host& server, const Host& client,
                    const Packet& packet) {
  if (server.subnet != nullptr) {
    leave(server, client, packet, &request);
  } else {
    come_back(request, server, client, packet);
  }
}

/// Network ACLs are asked at the edges of subnets, never within one (VPC User Guide, network ACL
/// basics). Without any route table of the VPC, the edges are all that is known.
void Journey::leave(const Host& from, const Host& to, const Packet& packet, const Journey* back) {
  if (to.subnet != nullptr && to.subnet->id == from.subnet->id) {
    way_ = Way::same_subnet;
    return;
  }
  if (!has_route_tables(draft_, from.subnet->vpc_id)) {
    deliver(Way::edges, from, to, packet);
    return;
  }
  const ChosenRoute chosen = choose_route(draft_, *from.subnet, to.address, options_.fault);
  if (!chosen.known) {
    cross(*from.subnet, Direction::egress, packet);
    note(LegOutcome::unknown, chosen.text);
    return;
  }
  leg_.trace.push_back(chosen.text);
  if (!chosen.leads()) {
    no_way(chosen.text);
    return;
  }
  follow(chosen, from, to, packet, back);
}

void Journey::follow(const ChosenRoute& chosen, const Host& from, const Host& to,
                     const Packet& packet, const Journey* back) {
  const RouteTarget target = chosen.route->target;
  switch (target) {
    case RouteTarget::vpc_endpoint:
    case RouteTarget::network_interface:
    case RouteTarget::local_gateway:
    case RouteTarget::carrier_gateway:
    case RouteTarget::core_network:
    case RouteTarget::other:
      cross(*from.subnet, Direction::egress, packet);
      note(LegOutcome::unknown, chosen.text);
      return;
    default: break;
  }
  // A client on the internet knows only the address that the internet gateway shows it.
  if (back != nullptr && back->way() == Way::internet && to.subnet == nullptr &&
      is_internet(draft_, to.address) && target != RouteTarget::internet_gateway) {
    no_way(chosen.text);
    return;
  }
  switch (target) {
    case RouteTarget::local: go_local(chosen, from, to, packet); return;
    case RouteTarget::internet_gateway: go_internet(chosen, from, to, packet, back); return;
    case RouteTarget::egress_only_internet_gateway:
      go_egress_only(chosen, from, to, packet, back);
      return;
    case RouteTarget::nat_gateway: go_nat(chosen, from, to, packet, back); return;
    case RouteTarget::vpn_gateway: go_vpn(chosen, from, to, packet); return;
    case RouteTarget::vpc_peering: go_peering(chosen, from, to, packet); return;
    default: go_transit(chosen, from, to, packet); return;
  }
}

/// Out of the sender's subnet, into the receiver's.
void Journey::deliver(Way way, const Host& from, const Host& to, const Packet& packet) {
  way_ = way;
  cross(*from.subnet, Direction::egress, packet);
  if (to.subnet != nullptr) cross(*to.subnet, Direction::ingress, packet);
}

/// The local route: whoever has the address in this VPC gets the packet.
void Journey::go_local(const ChosenRoute& chosen, const Host& from, const Host& to,
                       const Packet& packet) {
  const Subnet* holder = subnet_holding(draft_, from.subnet->vpc_id, to.address);
  const bool meant = holder == nullptr ? to.subnet == nullptr
                                       : to.subnet != nullptr && holder->id == to.subnet->id;
  if (!meant) {
    no_way(chosen.text);
    return;
  }
  deliver(Way::local, from, to, packet);
}

bool Journey::has_public_address(const Host& host) const {
  if (options_.fault == PlantedFault::public_address_ignored) return true;
  const NetworkInterface* interface = interface_at(draft_, *host.subnet, host.address);
  if (interface == nullptr) return true;  // not loaded: assumed to have one
  for (const NetworkInterface::Address& one : interface->addresses) {
    if (one.address == host.address) return one.public_ip.has_value();
  }
  return false;
}

/// The far end of a way over the internet: an internet host, or, as IPv6 addresses are the same
/// everywhere, a loaded VPC with an internet gateway of its own.
bool Journey::internet_reaches(const Host& to, const Journey* back) const {
  if (is_private(to.address)) return false;
  if (to.subnet == nullptr && is_internet(draft_, to.address)) return true;
  if (to.address.family() == IpFamily::v4) return false;
  const Vpc* vpc = vpc_holding(draft_, to.address);
  const std::string id = to.subnet != nullptr ? to.subnet->vpc_id : vpc != nullptr ? vpc->id : "";
  if (is_attached(draft_, Gateway::Kind::internet, "", id)) return true;
  // An egress-only gateway lets the answers to what left through it come back.
  return back != nullptr && back->way() == Way::egress_only;
}

void Journey::go_internet(const ChosenRoute& chosen, const Host& from, const Host& to,
                          const Packet& packet, const Journey* back) {
  const bool attached =
      is_attached(draft_, Gateway::Kind::internet, chosen.route->target_id, from.subnet->vpc_id);
  const bool translated = from.address.family() == IpFamily::v6 || has_public_address(from);
  const bool nowhere_loaded = to.subnet == nullptr && vpc_holding(draft_, to.address) != nullptr;
  if (!attached || !translated || (!nowhere_loaded && !internet_reaches(to, back)) ||
      is_private(to.address)) {
    no_way(chosen.text);
    return;
  }
  if (nowhere_loaded) note(LegOutcome::unknown, chosen.text);
  deliver(Way::internet, from, to, packet);
}

/// IPv6 only, and only for connections that start inside.
void Journey::go_egress_only(const ChosenRoute& chosen, const Host& from, const Host& to,
                             const Packet& packet, const Journey* back) {
  const bool attached =
      is_attached(draft_, Gateway::Kind::egress_only, chosen.route->target_id, from.subnet->vpc_id);
  const bool v6 = from.address.family() == IpFamily::v6;
  const bool nowhere_loaded = to.subnet == nullptr && vpc_holding(draft_, to.address) != nullptr;
  if (!attached || !v6 || back != nullptr || is_private(to.address) ||
      (!nowhere_loaded && !internet_reaches(to, back))) {
    no_way(chosen.text);
    return;
  }
  if (nowhere_loaded) note(LegOutcome::unknown, chosen.text);
  deliver(Way::egress_only, from, to, packet);
}

/// Behind a VPN gateway stand hosts of no loaded VPC.
void Journey::go_vpn(const ChosenRoute& chosen, const Host& from, const Host& to,
                     const Packet& packet) {
  const bool attached =
      is_attached(draft_, Gateway::Kind::vpn, chosen.route->target_id, from.subnet->vpc_id);
  const bool outside = to.subnet == nullptr && vpc_holding(draft_, to.address) == nullptr;
  if (!attached) {
    no_way(chosen.text);
    return;
  }
  if (!outside) note(LegOutcome::unknown, chosen.text);
  deliver(Way::vpn, from, to, packet);
}

/// The connection is active, one side is this VPC, and the other side has the address.
bool Journey::peering_leads(const std::string& id, const std::string& vpc, const Host& to) const {
  for (const VpcPeering& peering : draft_.objects.peerings) {
    if (peering.id != id || !peering.active) continue;
    for (const std::size_t far : {0U, 1U}) {
      if (peering.sides[1 - far].vpc_id != vpc) continue;
      const VpcPeering::Side& side = peering.sides[far];
      const Vpc* loaded = find_vpc(draft_, side.vpc_id);
      if (options_.fault == PlantedFault::peering_transit) return true;
      if (!in_any_block(loaded != nullptr ? loaded->cidrs : side.cidrs, to.address)) continue;
      const bool stands_there = to.subnet != nullptr
                                    ? to.subnet->vpc_id == side.vpc_id
                                    : subnet_holding(draft_, side.vpc_id, to.address) == nullptr;
      if (stands_there) return true;
    }
  }
  return false;
}

void Journey::go_peering(const ChosenRoute& chosen, const Host& from, const Host& to,
                         const Packet& packet) {
  if (!peering_leads(chosen.route->target_id, from.subnet->vpc_id, to)) {
    no_way(chosen.text);
    return;
  }
  deliver(Way::peering, from, to, packet);
}

/// A public NAT gateway serves connections of TCP, UDP and ICMP that start behind it.
bool Journey::nat_serves(const NatGateway& gateway, const Host& from, const Host& to,
                         const Packet& packet, const std::string& text) {
  if (gateway.vpc_id != from.subnet->vpc_id || !gateway.available) return no_way(text);
  if (gateway.is_private || gateway.regional || from.address.family() == IpFamily::v6 ||
      find_subnet(draft_, gateway.subnet_id) == nullptr) {
    note(LegOutcome::unknown, text);
    return false;
  }
  const std::uint8_t number = packet.protocol.number;
  if (number != 6 && number != 17 && number != 1) return no_way(text);
  if (to.subnet == nullptr) return true;
  const ChosenRoute onward =
      choose_route(draft_, *find_subnet(draft_, gateway.subnet_id), to.address, options_.fault);
  const bool dead =
      onward.known && (!onward.leads() || onward.route->target == RouteTarget::internet_gateway);
  if (dead) return no_way(text);
  leg_.outcome = LegOutcome::unknown;
  lost_ = true;
  return false;
}

void Journey::go_nat(const ChosenRoute& chosen, const Host& from, const Host& to,
                     const Packet& packet, const Journey* back) {
  const NatGateway* gateway = nullptr;
  for (const NatGateway& one : draft_.objects.nat_gateways) {
    if (one.id == chosen.route->target_id) gateway = &one;
  }
  // A reply with the gateway's address and port is none that the client waits for.
  if (gateway == nullptr || back != nullptr) {
    no_way(chosen.text);
    return;
  }
  if (nat_serves(*gateway, from, to, packet, chosen.text)) through_nat(*gateway, from, to, packet);
}

/// Into the gateway's subnet, and from there, with the gateway's address and port, to an internet
/// gateway or to a network behind a VPN gateway (VPC User Guide, NAT gateway use cases).
void Journey::through_nat(const NatGateway& gateway, const Host& from, const Host& to,
                          const Packet& packet) {
  const Subnet& stand = *find_subnet(draft_, gateway.subnet_id);
  const bool skipped = options_.fault == PlantedFault::nat_subnet_skipped;
  if (stand.id != from.subnet->id) {
    cross(*from.subnet, Direction::egress, packet);
    if (!skipped) cross(stand, Direction::ingress, packet);
  }
  Packet translated = packet;
  if (!gateway.addresses.empty() && gateway.addresses[0].private_ip) {
    translated.source = *gateway.addresses[0].private_ip;
  }
  translated.source_port = options_.nat_port;
  const ChosenRoute onward = choose_route(draft_, stand, to.address, options_.fault);
  leg_.trace.push_back(onward.text);
  if (!onward.known) {
    note(LegOutcome::unknown, onward.text);
    return;
  }
  const bool by_internet =
      onward.leads() && onward.route->target == RouteTarget::internet_gateway &&
      is_attached(draft_, Gateway::Kind::internet, onward.route->target_id, stand.vpc_id) &&
      is_internet(draft_, to.address);
  const bool by_vpn =
      onward.leads() && onward.route->target == RouteTarget::vpn_gateway &&
      is_attached(draft_, Gateway::Kind::vpn, onward.route->target_id, stand.vpc_id) &&
      vpc_holding(draft_, to.address) == nullptr;
  const bool circle = onward.leads() && onward.route->target_id == gateway.id;
  const bool elsewhere = onward.leads() && !circle &&
                         onward.route->target != RouteTarget::internet_gateway &&
                         onward.route->target != RouteTarget::vpn_gateway;
  const bool to_loaded_vpc = onward.leads() && vpc_holding(draft_, to.address) != nullptr;
  if (elsewhere || to_loaded_vpc) {
    leg_.outcome = LegOutcome::unknown;
    lost_ = true;
    return;
  }
  if (!by_internet && !by_vpn) {
    no_way(onward.text);
    return;
  }
  if (!skipped) cross(stand, Direction::egress, translated);
  way_ = Way::nat;
  nat_ = &gateway;
}

}  // namespace halfopen::oracle
