// SPDX-License-Identifier: Apache-2.0
// Journeys that come from outside into a loaded subnet.
#include "tests/oracle/packet_journey.hpp"

namespace halfopen::oracle {

namespace {

/// Routes to other networks, which may have public addresses as well as private ones.
bool stands_behind_network(const ChosenRoute& chosen) {
  return chosen.known && chosen.leads() &&
         (chosen.route->target == RouteTarget::vpn_gateway ||
          chosen.route->target == RouteTarget::vpc_peering ||
          chosen.route->target == RouteTarget::transit_gateway);
}

}  // namespace

/// A request of an outside host: by whatever the server's route to it points to. Only a host on the
/// internet that no such route claims comes through the internet gateway.
void Journey::enter(const Host& from, const Host& to, const Packet& packet) {
  if (!has_route_tables(draft_, to.subnet->vpc_id)) {
    way_ = Way::edges;
    cross(*to.subnet, Direction::ingress, packet);
    return;
  }
  const ChosenRoute chosen = choose_route(draft_, *to.subnet, from.address, options_.fault);
  // A default route claims the whole internet: who comes by the internet gateway all the same is
  // not behind that network.
  const bool claims_everything =
      chosen.known && chosen.leads() && chosen.route->destination &&
      chosen.route->destination->prefix_length() == 0 &&
      is_attached(draft_, Gateway::Kind::internet, "", to.subnet->vpc_id) &&
      (from.address.family() == IpFamily::v6 || has_public_address(to));
  if (is_internet(draft_, from.address) && (claims_everything || !stands_behind_network(chosen))) {
    enter_by_internet(from, to, packet);
    return;
  }
  if (!chosen.known) {
    cross(*to.subnet, Direction::ingress, packet);
    note(LegOutcome::unknown, chosen.text);
    return;
  }
  leg_.trace.push_back("entry by " + chosen.text);
  if (!chosen.leads()) {
    no_way(chosen.text);
    return;
  }
  enter_by_route(chosen, from, to, packet);
}

void Journey::enter_by_internet(const Host& from, const Host& to, const Packet& packet) {
  const bool attached = is_attached(draft_, Gateway::Kind::internet, "", to.subnet->vpc_id);
  const bool translated = from.address.family() == IpFamily::v6 || has_public_address(to);
  if (!attached || !translated) {
    no_way(attached ? "no public address" : "no internet gateway");
    return;
  }
  way_ = Way::internet;
  cross(*to.subnet, Direction::ingress, packet);
}

void Journey::enter_by_route(const ChosenRoute& chosen, const Host& from, const Host& to,
                             const Packet& packet) {
  const std::string& vpc = to.subnet->vpc_id;
  const std::string& id = chosen.route->target_id;
  switch (chosen.route->target) {
    case RouteTarget::local: way_ = Way::local; break;
    case RouteTarget::vpn_gateway:
      if (!is_attached(draft_, Gateway::Kind::vpn, id, vpc)) break;
      way_ = Way::vpn;
      // Whether a network out there carries traffic of a loaded VPC, nobody knows.
      if (vpc_holding(draft_, from.address) != nullptr) note(LegOutcome::unknown, chosen.text);
      break;
    case RouteTarget::vpc_peering:
      if (peering_leads(id, vpc, from)) way_ = Way::peering;
      break;
    case RouteTarget::internet_gateway:  // a host in a loaded VPC, but in no loaded subnet
      if (is_private(from.address) || vpc_holding(draft_, from.address) == nullptr) break;
      note(LegOutcome::unknown, chosen.text);
      way_ = Way::internet;
      break;
    case RouteTarget::transit_gateway: enter_by_transit(chosen, from, to, packet); return;
    case RouteTarget::egress_only_internet_gateway:
      if (vpc_holding(draft_, from.address) != nullptr) note(LegOutcome::unknown, chosen.text);
      break;
    case RouteTarget::nat_gateway: break;  // nothing starts on the far side of these
    default: note(LegOutcome::unknown, chosen.text); way_ = Way::edges;
  }
  if (way_ == Way::none) {
    no_way(chosen.text);
    return;
  }
  cross(*to.subnet, Direction::ingress, packet);
}

/// The attachment behind which the outside host stands is the one to which the server's side sends
/// packets for it. From there its own table leads back.
void Journey::enter_by_transit(const ChosenRoute& chosen, const Host& from, const Host& to,
                               const Packet& packet) {
  const TransitGatewayAttachment* own = attachment_of(chosen.route->target_id, to.subnet->vpc_id);
  if (own == nullptr || gateway_is_down(draft_, chosen.route->target_id)) {
    no_way(chosen.text);
    return;
  }
  const ChosenTransitRoute there = choose_transit_route(draft_, *own, from.address, options_.fault);
  if (!there.known) {
    note(LegOutcome::unknown, there.text);
    return;
  }
  const TransitGatewayAttachment* far =
      there.route == nullptr || there.route->blackhole || there.route->attachment_ids.empty()
          ? nullptr
          : attachment(there.route->attachment_ids.front());
  if (far == nullptr || !far->available) {
    no_way(there.text);
    return;
  }
  const bool vpc_loaded = far->kind == TransitGatewayAttachment::Kind::vpc &&
                          find_vpc(draft_, far->resource_id) != nullptr;
  const Vpc* holder = vpc_holding(draft_, from.address);
  if (!vpc_loaded && holder != nullptr) {
    note(LegOutcome::unknown, there.text);
    return;
  }
  if (vpc_loaded && !in_any_block(find_vpc(draft_, far->resource_id)->cidrs, from.address)) {
    no_way(there.text);
    return;
  }
  through_transit(*far, "", to, packet);
}

/// What an outside server answers comes back the way the request took.
void Journey::come_back(const Journey& request, const Host& server, const Host& client,
                        const Packet& packet) {
  way_ = request.way();
  if (way_ == Way::nat) {
    come_back_through_nat(request, client, packet);
    return;
  }
  if (way_ == Way::transit) {
    const ChosenRoute chosen = choose_route(draft_, *client.subnet, server.address, options_.fault);
    way_ = Way::none;
    enter_by_transit(chosen, server, client, packet);
    return;
  }
  cross(*client.subnet, Direction::ingress, packet);
}

/// To the gateway's port, into its subnet; then with the client's address and port from there to
/// the client.
void Journey::come_back_through_nat(const Journey& request, const Host& client,
                                    const Packet& packet) {
  const NatGateway& gateway = *request.nat();
  const Subnet& stand = *find_subnet(draft_, gateway.subnet_id);
  const bool skipped = options_.fault == PlantedFault::nat_subnet_skipped;
  Packet arriving = packet;
  if (!gateway.addresses.empty() && gateway.addresses[0].private_ip) {
    arriving.destination = *gateway.addresses[0].private_ip;
  }
  if (options_.fault != PlantedFault::nat_keeps_port) {
    arriving.destination_port = options_.nat_port;
  }
  if (!skipped) cross(stand, Direction::ingress, arriving);
  const ChosenRoute chosen = choose_route(draft_, stand, client.address, options_.fault);
  leg_.trace.push_back(chosen.text);
  if (!chosen.known) {
    note(LegOutcome::unknown, chosen.text);
    return;
  }
  if (!chosen.leads() || chosen.route->target != RouteTarget::local) {
    no_way(chosen.text);
    return;
  }
  if (stand.id == client.subnet->id) return;
  if (!skipped) cross(stand, Direction::egress, packet);
  cross(*client.subnet, Direction::ingress, packet);
}

}  // namespace halfopen::oracle
