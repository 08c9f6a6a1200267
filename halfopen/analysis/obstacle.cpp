// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/obstacle.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "halfopen/analysis/remedy.hpp"

namespace halfopen {
namespace {

/// "tcp/443", "icmp 8/0", "protocol 47".
std::string traffic_text(const Service& service) {
  if (service.icmp) {
    return to_string(service.protocol) + ' ' + std::to_string(service.icmp->type) + '/' +
           std::to_string(service.icmp->code);
  }
  if (service.port && has_ports(service.protocol)) {
    return to_string(service.protocol) + '/' + std::to_string(*service.port);
  }
  return "protocol " + std::to_string(service.protocol.number);
}

/// IpPermissions of the AWS CLI in its short form.
std::string permission(const Service& service, const CidrBlock& block) {
  std::string text = "IpProtocol=" + std::to_string(service.protocol.number);
  if (service.protocol == kTcp) text = "IpProtocol=tcp";
  if (service.protocol == kUdp) text = "IpProtocol=udp";
  std::optional<std::pair<int, int>> range;
  if (service.icmp) {
    range.emplace(service.icmp->type, service.icmp->code);
  } else if (service.port && filters_ports(service.protocol)) {
    range.emplace(*service.port, *service.port);
  }
  if (range) {
    text +=
        ",FromPort=" + std::to_string(range->first) + ",ToPort=" + std::to_string(range->second);
  }
  const bool v4 = block.family() == IpFamily::v4;
  return text + (v4 ? ",IpRanges=[{CidrIp=" : ",Ipv6Ranges=[{CidrIpv6=") + to_string(block) + "}]";
}

Obstacle group_obstacle(const GroupSet& groups, Direction direction, const Service& service,
                        const CidrBlock& remote) {
  const bool in = direction == Direction::ingress;
  std::string who;
  for (const std::string& id : groups.group_ids()) who += (who.empty() ? "" : " or ") + id;
  Obstacle found;
  found.what = who + (in ? " ingress" : " egress") + " needs " + traffic_text(service) +
               (in ? " from " : " to ") + to_string(remote);
  found.command = std::string("aws ec2 authorize-security-group-") + (in ? "ingress" : "egress") +
                  " --group-id " + groups.group_ids().front() + " --ip-permissions '" +
                  permission(service, remote) + '\'';
  return found;
}

/// The block that a new route to the address should have: the one of its VPC, or the internet.
CidrBlock route_block(const Snapshot& snapshot, const Location& place, const IpAddress& address) {
  if (place.kind == Location::Kind::subnet) {
    const std::string& vpc_id = snapshot.subnets()[place.index].vpc_id;
    for (const Vpc& vpc : snapshot.vpcs()) {
      if (vpc.id != vpc_id) continue;
      for (const CidrBlock& block : vpc.cidrs) {
        if (block.contains(address)) return block;
      }
    }
  }
  if (is_internet(address)) return CidrBlock::all(address.family());
  return {address, address_width(address.family())};
}

/// The one thing that could carry packets from one place to another, as an argument of
/// create-route; nothing if there is none, or a choice.
std::optional<std::string> carrier(const Snapshot& snapshot, const Location& from,
                                   const IpAddress& sender, const Location& to) {
  const Topology& topology = snapshot.topology();
  const auto vpc = topology.vpc_of(from.index);
  const std::string& vpc_id = topology.vpc_id(vpc);
  std::vector<std::string> ways;
  if (to.kind == Location::Kind::subnet) {
    const std::string& far = topology.vpc_id(topology.vpc_of(to.index));
    for (const VpcPeering& peering : snapshot.objects().peerings) {
      const std::string& a = peering.sides[0].vpc_id;
      const std::string& b = peering.sides[1].vpc_id;
      const bool joins = (a == vpc_id && b == far) || (a == far && b == vpc_id);
      if (peering.active && joins) ways.push_back("--vpc-peering-connection-id " + peering.id);
    }
    for (const TransitGatewayAttachment& one : snapshot.objects().attachments) {
      if (one.resource_id != vpc_id || one.kind != TransitGatewayAttachment::Kind::vpc) continue;
      if (topology.attachment_of(one.gateway_id, topology.vpc_of(to.index)) != nullptr) {
        ways.push_back("--transit-gateway-id " + one.gateway_id);
      }
    }
  } else {
    const bool direct =
        sender.family() == IpFamily::v6 || topology.public_address(from.index, sender).has_value();
    const Gateway* gateway = topology.internet_gateway(vpc);
    if (direct && gateway != nullptr) ways.push_back("--gateway-id " + gateway->id);
    for (const NatGateway& nat : snapshot.objects().nat_gateways) {
      const bool own = nat.vpc_id == vpc_id && nat.available && !nat.is_private;
      if (!direct && own) ways.push_back("--nat-gateway-id " + nat.id);
    }
  }
  if (ways.size() != 1) return std::nullopt;
  return ways[0];
}

/// A leg that ends before its receiver.
Obstacle way_obstacle(const Snapshot& snapshot, const LegPath& leg, const Location& from,
                      const IpAddress& sender, const Location& to, const IpAddress& receiver) {
  Obstacle found{leg.text + (leg.place.empty() ? "" : " (" + leg.place + ')'), ""};
  if (from.kind != Location::Kind::subnet) return found;
  const bool missing = leg.code == "NO_ROUTE_TO_DESTINATION" && leg.place.ends_with("/*");
  const bool dead = leg.code == "BAD_STATE_ROUTE";
  const auto table = snapshot.topology().table_of(from.index);
  if (!(missing || dead) || !table) return found;
  const std::string& id = snapshot.objects().route_tables[*table].id;
  if (!leg.place.starts_with(id + '/')) return found;
  const auto way = carrier(snapshot, from, sender, to);
  if (!way) return found;
  const auto known = snapshot.topology().lookup(*table).block(receiver);
  const CidrBlock block = dead && known ? *known : route_block(snapshot, to, receiver);
  const bool v4 = block.family() == IpFamily::v4;
  found.command = std::string("aws ec2 ") + (dead ? "replace-route" : "create-route") +
                  " --route-table-id " + id +
                  (v4 ? " --destination-cidr-block " : " --destination-ipv6-cidr-block ") +
                  to_string(block) + ' ' + *way;
  return found;
}

/// Whether the groups deny the request's selector, and surely so.
bool denies(CompiledSnapshot& model, const Crossing& crossing, const Service& service,
            const IpAddress& remote) {
  const CompiledAcl* rules = model.filter(crossing);
  if (rules == nullptr) return false;
  const Selector asked = selector(request_packet(service, {}, {}, 0));
  return rules->decisions(crossing.direction, remote, service.protocol).at(asked).action ==
         RuleAction::deny;
}

}  // namespace

std::vector<Obstacle> obstacles_of(CompiledSnapshot& model, const Connection& connection) {
  const Snapshot& snapshot = model.snapshot();
  std::vector<Obstacle> found;
  const auto add = [&](Obstacle obstacle) {
    if (std::find(found.begin(), found.end(), obstacle) == found.end()) {
      found.push_back(std::move(obstacle));
    }
  };
  const IpAddress client = connection.from.addresses.first();
  const IpAddress server = connection.to.addresses.first();
  const Location& from = connection.from.location;
  const Location& to = connection.to.location;
  for (const PathSegment& segment : connection.path.segments) {
    for (const Crossing& crossing : segment.request.crossings()) {
      if (!crossing.groups) continue;
      const bool in = crossing.direction == Direction::ingress;
      const auto& fixed = in ? segment.client : segment.server;
      AddressSet remote = in ? connection.from.addresses : connection.to.addresses;
      if (crossing.remote || fixed) {
        const IpAddress one = crossing.remote ? *crossing.remote : *fixed;
        remote = AddressSet::of(CidrBlock(one, address_width(one.family())));
      }
      if (!denies(model, crossing, connection.service, remote.first())) continue;
      add(group_obstacle(snapshot.topology().group_sets()[*crossing.groups], crossing.direction,
                         connection.service, covering_block(remote)));
    }
    if (segment.request.end == LegPath::End::no_route) {
      add(way_obstacle(snapshot, segment.request, from, client, to, server));
    } else if (segment.reply.end == LegPath::End::no_route) {
      add(way_obstacle(snapshot, segment.reply, to, server, from, client));
    }
  }
  return found;
}

}  // namespace halfopen
