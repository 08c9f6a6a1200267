// SPDX-License-Identifier: Apache-2.0
// A whole account in short lines, for a person who must reproduce a failure.
#include <sstream>

#include "tests/oracle/random_cloud.hpp"

namespace halfopen::oracle {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text.empty() ? "-" : text;
}

std::string joined(const std::vector<CidrBlock>& blocks) {
  std::vector<std::string> words;
  for (const CidrBlock& one : blocks) words.push_back(to_string(one));
  return joined(words);
}

/// "tcp 22-80", "icmp 8:-1", "-1".
std::string service_text(int protocol, const PortRange& ports, int type, int code) {
  if (protocol == -1) return "any";
  const std::string name = to_string(IpProtocol{static_cast<std::uint8_t>(protocol)});
  if (protocol == 6 || protocol == 17) return name + " " + to_string(ports);
  if (protocol != 1 && protocol != 58) return name;
  return name + " " + std::to_string(type) + ":" + std::to_string(code);
}

void add_acls(std::ostream& out, const SnapshotDraft& draft) {
  for (const NetworkAclDraft& acl : draft.acls) {
    out << acl.identity.id << " of " << acl.identity.vpc_id
        << (acl.identity.is_default ? " default" : "");
    for (const AclAssociation& association : draft.associations) {
      if (association.acl_id == acl.identity.id) out << " " << association.subnet_id;
    }
    out << "\n";
    for (const NetworkAclEntry& row : acl.rows) {
      out << "  " << to_string(row.direction) << " " << row.number << " " << to_string(row.action)
          << " " << service_text(row.protocol, row.ports, row.icmp_type, row.icmp_code) << " "
          << to_string(row.cidr) << "\n";
    }
  }
}

void add_groups(std::ostream& out, const CloudObjects& objects) {
  for (const PrefixList& list : objects.prefix_lists) {
    out << list.id << " " << joined(list.cidrs) << "\n";
  }
  for (const SecurityGroup& group : objects.security_groups) {
    out << group.id << " of " << group.vpc_id << "\n";
    for (const SecurityGroupRule& rule : group.rules) {
      out << "  " << to_string(rule.direction) << " "
          << service_text(rule.protocol, rule.ports, rule.icmp_type, rule.icmp_code) << " "
          << (rule.cidr ? to_string(*rule.cidr) : rule.prefix_list + rule.group) << "\n";
    }
  }
  for (const NetworkInterface& interface : objects.interfaces) {
    out << interface.id << " in " << interface.subnet_id << " " << joined(interface.group_ids);
    for (const NetworkInterface::Address& one : interface.addresses) {
      out << " " << to_string(one.address) << (one.public_ip ? " (public)" : "");
    }
    out << "\n";
  }
}

void add_gateways(std::ostream& out, const CloudObjects& objects) {
  for (const Gateway& gateway : objects.gateways) {
    out << gateway.id << " at " << joined(gateway.vpc_ids) << "\n";
  }
  for (const NatGateway& nat : objects.nat_gateways) {
    out << nat.id << " in " << nat.subnet_id << (nat.available ? "" : " down") << "\n";
  }
  for (const VpcPeering& peering : objects.peerings) {
    out << peering.id << " " << peering.sides[0].vpc_id << " " << peering.sides[1].vpc_id
        << (peering.active ? "" : " inactive") << "\n";
  }
  for (const TransitGateway& gateway : objects.transit_gateways) {
    out << gateway.id << (gateway.available ? "" : " down") << "\n";
  }
  for (const TransitGatewayAttachment& one : objects.attachments) {
    out << one.id << " " << one.gateway_id << " " << one.resource_id << " "
        << joined(one.subnet_ids) << " " << one.route_table_id << (one.available ? "" : " down")
        << "\n";
  }
}

void add_routes(std::ostream& out, const CloudObjects& objects) {
  for (const TransitGatewayRouteTable& table : objects.transit_route_tables) {
    out << table.id << "\n";
    for (const TransitGatewayRoute& route : table.routes) {
      out << "  " << (route.destination ? to_string(*route.destination) : route.prefix_list) << " "
          << joined(route.attachment_ids) << (route.propagated ? " propagated" : "")
          << (route.blackhole ? " blackhole" : "") << "\n";
    }
  }
  for (const RouteTable& table : objects.route_tables) {
    out << table.id << " of " << table.vpc_id << (table.main ? " main " : " ")
        << joined(table.subnet_ids) << "\n";
    for (const Route& route : table.routes) {
      out << "  " << (route.destination ? to_string(*route.destination) : route.prefix_list) << " "
          << route.target_id << (route.propagated ? " propagated" : "")
          << (route.blackhole ? " blackhole" : "") << "\n";
    }
  }
}

}  // namespace

std::string cloud_text(const SnapshotDraft& draft) {
  std::ostringstream out;
  for (const Vpc& vpc : draft.vpcs) out << vpc.id << " " << joined(vpc.cidrs) << "\n";
  for (const Subnet& subnet : draft.subnets) {
    out << subnet.id << " of " << subnet.vpc_id << " zone " << subnet.zone << " "
        << joined(subnet.cidrs) << "\n";
  }
  add_acls(out, draft);
  add_groups(out, draft.objects);
  add_gateways(out, draft.objects);
  add_routes(out, draft.objects);
  return out.str();
}

std::string question_text(const SimulatedQuestion& question) {
  const auto end = [](const std::string& subnet, const IpAddress& address) {
    return to_string(address) + "@" + (subnet.empty() ? "outside" : subnet);
  };
  const bool icmp = is_icmp(question.protocol);
  return end(question.client_subnet, question.client) + " -> " +
         end(question.server_subnet, question.server) + " " + to_string(question.protocol) + " " +
         (icmp ? to_string(question.icmp)
               : std::to_string(question.client_port) + " to " +
                     std::to_string(question.server_port));
}

std::string leg_text(const SimulatedLeg& leg) {
  return to_string(leg.outcome) + " by " + leg.decided_by + " [" + joined(leg.trace) + "]";
}

}  // namespace halfopen::oracle
