// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/hand_cloud.hpp"
#include "tests/oracle/cloud_words.hpp"

namespace halfopen::oracle {
namespace {

NetworkAclDraft& acl_of(SnapshotDraft& draft, const std::string& subnet) {
  for (NetworkAclDraft& acl : draft.acls) {
    if (acl.identity.id == "acl-" + subnet) return acl;
  }
  return draft.acls.at(draft.acls.size());  // throws: no such subnet
}

SimulatedQuestion question_of(const std::string& client, const std::string& server) {
  SimulatedQuestion asked;
  const auto read = [](const std::string& text, std::string& subnet, IpAddress& address) {
    const std::size_t at = text.find('@');
    address = *parse_ip_address(text.substr(0, at));
    if (at != std::string::npos) subnet = text.substr(at + 1);
  };
  read(client, asked.client_subnet, asked.client);
  read(server, asked.server_subnet, asked.server);
  asked.protocol = kTcp;
  asked.client_port = 40000;
  asked.server_port = 443;
  return asked;
}

std::string text_of(const SimulatedConnection& answer) {
  std::string text = answer.verdict + " request " + answer.request.decided_by;
  if (answer.reply) text += " reply " + answer.reply->decided_by;
  return text;
}

}  // namespace

void HandCloud::vpc(const std::string& id, std::initializer_list<const char*> cidrs) {
  Vpc vpc;
  vpc.id = id;
  for (const char* cidr : cidrs) vpc.cidrs.push_back(block(cidr));
  draft.vpcs.push_back(vpc);
}

void HandCloud::subnet(const std::string& id, const std::string& vpc, const std::string& zone,
                       std::initializer_list<const char*> cidrs) {
  Subnet subnet;
  subnet.id = id;
  subnet.vpc_id = vpc;
  subnet.zone = zone;
  for (const char* cidr : cidrs) subnet.cidrs.push_back(block(cidr));
  draft.subnets.push_back(subnet);
  draft.acls.push_back({{"acl-" + id, "", vpc, false, {}}, {}});
  draft.associations.push_back({id, "acl-" + id, {}});
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const char* all : {"0.0.0.0/0", "::/0"}) {
      rule(id, direction, RuleAction::allow, all);
      draft.acls.back().rows.back().number = std::string(all) == "::/0" ? 901 : 900;
    }
  }
}

void HandCloud::rule(const std::string& subnet, Direction direction, RuleAction action,
                     const char* cidr, std::int16_t protocol, PortRange ports) {
  NetworkAclDraft& acl = acl_of(draft, subnet);
  NetworkAclEntry row;
  row.number = static_cast<RuleNumber>(800 - acl.rows.size());
  row.direction = direction;
  row.action = action;
  row.protocol = protocol;
  row.ports = ports;
  row.cidr = block(cidr);
  acl.rows.push_back(row);
}

void HandCloud::deny(const std::string& subnet, Direction direction, const char* cidr,
                     std::int16_t protocol, PortRange ports) {
  rule(subnet, direction, RuleAction::deny, cidr, protocol, ports);
}

void HandCloud::table(const std::string& id, const std::string& vpc,
                      std::initializer_list<const char*> subnets) {
  RouteTable table;
  table.id = id;
  table.vpc_id = vpc;
  table.main = subnets.size() == 0;
  for (const char* subnet : subnets) table.subnet_ids.emplace_back(subnet);
  draft.objects.route_tables.push_back(table);
  for (const CidrBlock& cidr : find_vpc(draft, vpc)->cidrs) {
    route(id, to_string(cidr).c_str(), "local");
  }
}

Route& HandCloud::route(const std::string& table, const char* destination,
                        const std::string& target) {
  for (RouteTable& one : draft.objects.route_tables) {
    if (one.id != table) continue;
    Route route;
    if (std::string(destination).starts_with("pl-")) {
      route.prefix_list = destination;
    } else {
      route.destination = block(destination);
    }
    route.target = route_target_of(target);
    route.target_id = target;
    one.routes.push_back(route);
    return one.routes.back();
  }
  return draft.objects.route_tables.at(draft.objects.route_tables.size()).routes.back();
}

void HandCloud::interface(const std::string& subnet, std::initializer_list<const char*> addresses,
                          bool has_public, std::initializer_list<const char*> groups) {
  NetworkInterface interface;
  interface.id = "eni-" + std::to_string(draft.objects.interfaces.size());
  interface.subnet_id = subnet;
  interface.vpc_id = find_subnet(draft, subnet)->vpc_id;
  for (const char* text : addresses) {
    NetworkInterface::Address address;
    address.address = *parse_ip_address(text);
    if (has_public) address.public_ip = *parse_ip_address("203.0.113.77");
    interface.addresses.push_back(address);
  }
  for (const char* group : groups) interface.group_ids.emplace_back(group);
  draft.objects.interfaces.push_back(interface);
}

SecurityGroupRule& HandCloud::group_rule(const std::string& group, Direction direction,
                                         const char* cidr, std::int16_t protocol, PortRange ports) {
  auto& groups = draft.objects.security_groups;
  SecurityGroup* found = nullptr;
  for (SecurityGroup& one : groups) {
    if (one.id == group) found = &one;
  }
  if (found == nullptr) {
    found = &groups.emplace_back();
    found->id = group;
  }
  SecurityGroupRule rule;
  rule.direction = direction;
  rule.protocol = protocol;
  rule.ports = ports;
  const std::string peer = cidr;
  if (peer.starts_with("pl-")) {
    rule.prefix_list = peer;
  } else if (peer.starts_with("sg-")) {
    rule.group = peer;
  } else {
    rule.cidr = block(cidr);
  }
  found->rules.push_back(rule);
  return found->rules.back();
}

void HandCloud::gateway(Gateway::Kind kind, const std::string& id, const std::string& vpc) {
  draft.objects.gateways.push_back({kind, id, "", {vpc}, {}});
}

NatGateway& HandCloud::nat(const std::string& id, const std::string& subnet) {
  NatGateway nat;
  nat.id = id;
  nat.vpc_id = find_subnet(draft, subnet)->vpc_id;
  nat.subnet_id = subnet;
  return draft.objects.nat_gateways.emplace_back(nat);
}

VpcPeering& HandCloud::peering(const std::string& id, const std::string& one,
                               const std::string& other) {
  VpcPeering peering;
  peering.id = id;
  peering.sides[0].vpc_id = one;
  peering.sides[1].vpc_id = other;
  return draft.objects.peerings.emplace_back(peering);
}

TransitGatewayAttachment& HandCloud::attach(const std::string& id, const std::string& vpc,
                                            std::initializer_list<const char*> subnets,
                                            const std::string& table) {
  TransitGatewayAttachment one;
  one.id = id;
  one.gateway_id = "tgw-1";
  const bool is_vpc = vpc.starts_with("vpc-");
  one.kind = is_vpc ? TransitGatewayAttachment::Kind::vpc : TransitGatewayAttachment::Kind::vpn;
  one.resource_id = vpc;
  one.is_vpc_view = is_vpc;
  for (const char* subnet : subnets) one.subnet_ids.emplace_back(subnet);
  one.route_table_id = table;
  return draft.objects.attachments.emplace_back(one);
}

TransitGatewayRoute& HandCloud::transit_route(const std::string& table, const char* destination,
                                              const std::string& attachment) {
  auto& tables = draft.objects.transit_route_tables;
  TransitGatewayRouteTable* found = nullptr;
  for (TransitGatewayRouteTable& one : tables) {
    if (one.id == table) found = &one;
  }
  if (found == nullptr) {
    found = &tables.emplace_back();
    found->id = table;
    found->gateway_id = "tgw-1";
    found->routes_known = true;
  }
  TransitGatewayRoute route;
  route.destination = block(destination);
  route.attachment_ids = {attachment};
  return found->routes.emplace_back(route);
}

std::string HandCloud::ask(const std::string& client, const std::string& server,
                           SimulatorOptions options) const {
  return text_of(simulate(draft, question_of(client, server), options));
}

std::string HandCloud::ask(const std::string& client, const std::string& server,
                           IpProtocol protocol, IcmpMessage icmp) const {
  SimulatedQuestion asked = question_of(client, server);
  asked.protocol = protocol;
  asked.icmp = icmp;
  if (!filters_ports(protocol)) asked.client_port = asked.server_port = 0;
  return text_of(simulate(draft, asked));
}

std::string HandCloud::verdict(const std::string& client, const std::string& server,
                               SimulatorOptions options) const {
  return simulate(draft, question_of(client, server), options).verdict;
}

}  // namespace halfopen::oracle
