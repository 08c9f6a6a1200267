// SPDX-License-Identifier: Apache-2.0
// Journeys through a transit gateway ("How Network ACLs work with transit gateways").
#include "tests/oracle/packet_journey.hpp"

namespace halfopen::oracle {
namespace {

using Kind = TransitGatewayAttachment::Kind;

}  // namespace

const TransitGatewayAttachment* Journey::attachment_of(const std::string& gateway,
                                                       const std::string& vpc) const {
  for (const TransitGatewayAttachment& one : draft_.objects.attachments) {
    if (one.gateway_id == gateway && one.kind == Kind::vpc && one.resource_id == vpc &&
        one.available) {
      return &one;
    }
  }
  return nullptr;
}

const TransitGatewayAttachment* Journey::attachment(const std::string& id) const {
  for (const TransitGatewayAttachment& one : draft_.objects.attachments) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

/// The subnet in which the attachment stands in the sender's zone; null if there is none.
const Subnet* Journey::near_subnet(const TransitGatewayAttachment& attachment,
                                   const Subnet& sender) const {
  const Subnet* any = nullptr;
  for (const std::string& id : attachment.subnet_ids) {
    const Subnet* subnet = find_subnet(draft_, id);
    if (subnet == nullptr) continue;
    if (subnet->zone == sender.zone) return subnet;
    any = subnet;
  }
  return options_.fault == PlantedFault::transit_zone_ignored ? any : nullptr;
}

/// Instance to transit gateway. The attachment in another subnet: out of the one by destination,
/// into the other by source. In the same subnet: out by destination and in by source, both there.
void Journey::go_transit(const ChosenRoute& chosen, const Host& from, const Host& to,
                         const Packet& packet) {
  const std::string& gateway = chosen.route->target_id;
  const TransitGatewayAttachment* near = attachment_of(gateway, from.subnet->vpc_id);
  if (near == nullptr || gateway_is_down(draft_, gateway)) {
    no_way(chosen.text);
    return;
  }
  if (!near->is_vpc_view || from.subnet->zone.empty()) {
    cross(*from.subnet, Direction::egress, packet);
    note(LegOutcome::unknown, chosen.text);
    return;
  }
  const Subnet* stand = near_subnet(*near, *from.subnet);
  if (stand == nullptr) {
    no_way(chosen.text);
    return;
  }
  cross(*from.subnet, Direction::egress, packet);
  const bool same = stand->id == from.subnet->id;
  if (!same || options_.fault != PlantedFault::transit_same_subnet_ignored) {
    cross(*stand, Direction::ingress, packet);
  }
  through_transit(*near, from.subnet->zone, to, packet);
}

/// The table that is associated with the attachment by which the packet came decides.
void Journey::through_transit(const TransitGatewayAttachment& near, const std::string& zone,
                              const Host& to, const Packet& packet) {
  const ChosenTransitRoute chosen = choose_transit_route(draft_, near, to.address, options_.fault);
  leg_.trace.push_back(chosen.text);
  if (!chosen.known) {
    note(LegOutcome::unknown, chosen.text);
    return;
  }
  if (chosen.route == nullptr || chosen.route->blackhole || chosen.route->attachment_ids.empty()) {
    no_way(chosen.text);
    return;
  }
  const TransitGatewayAttachment* far = attachment(chosen.route->attachment_ids.front());
  if (far == nullptr || far->kind == Kind::other) {
    note(LegOutcome::unknown, chosen.text);
    return;
  }
  if (!far->available) {
    no_way(chosen.text);
    return;
  }
  way_ = Way::transit;
  out_of_transit(*far, zone, to, packet, chosen.text);
}

/// In the sender's zone if the attachment stands there, else anywhere: the journey takes one, and
/// tells how many there are.
const Subnet* Journey::far_subnet(const TransitGatewayAttachment& far, const std::string& zone) {
  std::vector<const Subnet*> all;
  for (const std::string& id : far.subnet_ids) {
    const Subnet* subnet = find_subnet(draft_, id);
    if (subnet == nullptr) continue;
    if (!zone.empty() && subnet->zone == zone) return subnet;
    all.push_back(subnet);
  }
  if (all.empty()) return nullptr;
  if (all.size() > most_picks_) most_picks_ = all.size();
  return all[options_.pick % all.size()];
}

/// In a loaded subnet of the VPC, or at an address of the VPC that no loaded subnet holds.
bool Journey::stands_in(const Vpc& vpc, const Host& host) const {
  if (host.subnet != nullptr) return host.subnet->vpc_id == vpc.id;
  return in_any_block(vpc.cidrs, host.address) &&
         subnet_holding(draft_, vpc.id, host.address) == nullptr;
}

/// Transit gateway to instance. The attachment in another subnet: out of it by destination, into
/// the instance's by source. In the same subnet: nothing is asked.
void Journey::out_of_transit(const TransitGatewayAttachment& far, const std::string& zone,
                             const Host& to, const Packet& packet, const std::string& text) {
  const Vpc* vpc = far.kind == Kind::vpc ? find_vpc(draft_, far.resource_id) : nullptr;
  if (vpc == nullptr) {  // a VPN, another region, or a VPC that is not loaded
    // Whether a network out there leads on to a loaded VPC, nobody knows.
    if (to.subnet != nullptr || vpc_holding(draft_, to.address) != nullptr) {
      leg_.outcome = LegOutcome::unknown;
      leg_.decided_by = text;
      lost_ = true;
    }
    return;
  }
  const Subnet* stand = far.is_vpc_view ? far_subnet(far, zone) : nullptr;
  if (stand == nullptr) {
    note(LegOutcome::unknown, far.id);
    return;
  }
  if (has_route_tables(draft_, vpc->id)) {
    const ChosenRoute chosen = choose_route(draft_, *stand, to.address, options_.fault);
    leg_.trace.push_back(chosen.text);
    if (!chosen.known) {
      note(LegOutcome::unknown, chosen.text);
      return;
    }
    const bool local = chosen.leads() && chosen.route->target == RouteTarget::local;
    if (!local && chosen.leads() && chosen.route->target != RouteTarget::internet_gateway) {
      leg_.outcome = LegOutcome::unknown;  // shared egress, inspection: not in the contract
      leg_.decided_by = chosen.text;
      lost_ = true;
      return;
    }
    if (!local || !stands_in(*vpc, to)) {
      no_way(chosen.text);
      return;
    }
  } else if (!stands_in(*vpc, to)) {  // where it goes on to, nobody knows
    note(in_any_block(vpc->cidrs, to.address) ? LegOutcome::no_route : LegOutcome::unknown, text);
    return;
  }
  if (to.subnet != nullptr && to.subnet->id == stand->id) return;
  cross(*stand, Direction::egress, packet);
  if (to.subnet != nullptr) cross(*to.subnet, Direction::ingress, packet);
}

}  // namespace halfopen::oracle
