// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/assumptions.hpp"

#include <algorithm>
#include <string>

#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

using Assumptions = std::vector<Assumption>;

std::string joined(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void add_unknown_acl(const Snapshot& snapshot, const Crossing& crossing, Assumptions& out) {
  if (crossing.acl || crossing.groups || !crossing.subnet) return;
  const std::string& subnet = snapshot.subnets()[*crossing.subnet].id;
  const bool contradicting =
      snapshot.binding(*crossing.subnet).source == AclBinding::Source::contradicting;
  out.push_back({"ACL_UNKNOWN", "the network ACL of " + subnet + " is unknown: " +
                                    (contradicting ? "the inputs contradict each other"
                                                   : "it is not in the input")});
}

void add_rule(const Snapshot& snapshot, const Crossing& crossing, const NetworkAclEntry& entry,
              Assumptions& out) {
  if (crossing.groups) {
    const GroupSet& set = snapshot.topology().group_sets()[*crossing.groups];
    out.push_back({"GROUP_RULE_UNKNOWN",
                   "a rule of " + std::string(set.owner(crossing.direction, entry.number)) + ' ' +
                       std::string(to_string(crossing.direction)) +
                       " may let this through, or not: it cannot be read, or names a list or a "
                       "group that is not loaded"});
    return;
  }
  out.push_back({"RULE_UNKNOWN", std::string(filter_id(snapshot, crossing)) + ' ' +
                                     std::string(to_string(crossing.direction)) + " rule " +
                                     rule_label(entry) + " cannot be read for certain"});
}

/// What made a crossing unknown: no ACL, or rows that nobody can rely on.
void add_unknowns(const Snapshot& snapshot, const Connection& connection, Assumptions& out) {
  const auto of_packets = [&](const std::vector<PacketCrossing>& packets) {
    for (const PacketCrossing& packet : packets) {
      add_unknown_acl(snapshot, packet.crossing, out);
      if (packet.decision.action == RuleAction::unknown && packet.decision.entry != nullptr) {
        add_rule(snapshot, packet.crossing, *packet.decision.entry, out);
      }
    }
  };
  of_packets(connection.request.crossings);
  if (!connection.reply) return;
  of_packets(connection.reply->packets);
  for (const PortCrossing& crossing : connection.reply->crossings) {
    add_unknown_acl(snapshot, crossing.crossing, out);
    if (crossing.decisions == nullptr) continue;
    for (const DecisionSegment& segment : crossing.decisions->segments()) {
      if (segment.action != RuleAction::unknown) continue;
      add_rule(snapshot, crossing.crossing,
               *crossing.acl->decision(crossing.crossing.direction, segment).entry, out);
    }
  }
}

/// Interfaces that always have security groups.
bool is_ordinary(const NetworkInterface& interface) {
  return interface.kind.empty() || interface.kind == "interface" || interface.kind == "lambda" ||
         interface.kind == "efa";
}

/// Ends whose instance carries no traffic now.
void add_instance(const Snapshot& snapshot, const Endpoint& end, Assumptions& out) {
  if (end.location.kind != Location::Kind::subnet || end.addresses.empty()) return;
  const NetworkInterface* interface =
      snapshot.topology().interface_at(end.location.index, end.addresses.first());
  if (interface == nullptr || interface->instance_id.empty()) return;
  for (const Instance& instance : snapshot.objects().instances) {
    if (instance.id != interface->instance_id) continue;
    if (instance.state.empty() || instance.state == "running" || instance.state == "pending")
      return;
    out.push_back({"INSTANCE_NOT_RUNNING",
                   instance.id + " is " + instance.state + ": the answer holds once it runs"});
    return;
  }
}

void add_end(const Snapshot& snapshot, const Endpoint& end, bool exempt, Assumptions& out) {
  if (!end.addresses_known) {
    out.push_back({"ADDRESS_NOT_KNOWN", end.label +
                                            " stands for a subnet whose addresses are not "
                                            "loaded; the other end is taken to be outside it"});
  }
  if (end.candidates > 1) {
    out.push_back({"AMBIGUOUS_ADDRESS", end.label + " lies in " + std::to_string(end.candidates) +
                                            " loaded subnets; this answer is for " +
                                            snapshot.subnets()[end.location.index].id});
  }
  add_instance(snapshot, end, out);
  if (end.location.kind == Location::Kind::outside && !exempt) {
    for (const Vpc& vpc : snapshot.vpcs()) {
      for (const CidrBlock& block : vpc.cidrs) {
        const bool here = block.family() == end.addresses.family &&
                          !(end.addresses.bits & AddressSet::of(block).bits).empty();
        if (!here) continue;
        out.push_back({"OUTSIDE_LOADED_SUBNETS", (end.single ? "" : "some of ") + end.label +
                                                     " lies in " + vpc.id +
                                                     " but in no loaded subnet: taken as an "
                                                     "outside host"});
        return;
      }
    }
  }
  if (end.location.kind != Location::Kind::subnet) return;
  if (end.hosts_only) {
    out.push_back({"HOSTS_ONLY", end.label +
                                     " stands for the hosts whose network interfaces are loaded; "
                                     "free addresses are left out"});
  }
  const Subnet& subnet = snapshot.subnets()[end.location.index];
  const AclBinding& binding = snapshot.binding(end.location.index);
  if (binding.source == AclBinding::Source::implied_default) {
    out.push_back({"DEFAULT_ACL_IMPLIED", subnet.id +
                                              " is associated with no network ACL, so with "
                                              "the default one, " +
                                              snapshot.acls()[binding.acl].id()});
  }
  if (!snapshot.find_vpc(subnet.vpc_id)) {
    out.push_back({"VPC_NOT_LOADED", "the VPC of " + subnet.id + " is not loaded"});
  }
}

/// The subnets that an end stands in.
std::vector<std::uint32_t> subnets_of(const Topology& topology, const Location& place) {
  std::vector<std::uint32_t> subnets;
  if (place.kind == Location::Kind::subnet) subnets.push_back(place.index);
  if (place.kind != Location::Kind::load_balancer) return subnets;
  for (const LoadBalancerNode& node : topology.nodes(place.index)) subnets.push_back(node.subnet);
  return subnets;
}

/// Places whose route tables are not loaded.
void add_routes(const Snapshot& snapshot, const Connection& connection, Assumptions& out) {
  const Topology& topology = snapshot.topology();
  bool missing = false;
  for (const Endpoint* end : {&connection.from, &connection.to}) {
    if (end->location.kind == Location::Kind::acl) missing = true;
    for (const std::uint32_t subnet : subnets_of(topology, end->location)) {
      missing = missing || !topology.has_routes(topology.vpc_of(subnet));
    }
  }
  if (missing) {
    out.push_back(
        {"ROUTES_NOT_LOADED", "route tables are not loaded: the subnets' edges alone decide"});
  }
}

/// Ends whose security groups are not judged.
void add_groups(const Snapshot& snapshot, const Connection& connection, Assumptions& out) {
  const Topology& topology = snapshot.topology();
  if (topology.objects().security_groups.empty()) {
    out.push_back({"SECURITY_GROUPS_NOT_LOADED",
                   "security groups are not loaded: they are taken to allow the request"});
    return;
  }
  if (subnets_of(topology, connection.from.location).empty() &&
      subnets_of(topology, connection.to.location).empty()) {
    out.push_back({"SECURITY_GROUPS_NOT_JUDGED",
                   "neither end is in a loaded subnet: no security group is judged"});
  }
  for (const Endpoint* end : {&connection.from, &connection.to}) {
    if (end->location.kind != Location::Kind::subnet || end->addresses.empty()) continue;
    const HostClass& host = topology.host(end->location.index, end->addresses.first());
    const Subnet& subnet = snapshot.subnets()[end->location.index];
    if (!host.has_interface) {
      out.push_back({"NO_INTERFACE_LOADED",
                     "no network interface is loaded at " +
                         (end->single ? end->label : "some addresses of " + subnet.id) +
                         ": its security groups are taken to allow the request"});
    } else if (!host.groups && !host.is_gateway) {
      const NetworkInterface* interface =
          topology.interface_at(end->location.index, end->addresses.first());
      if (interface != nullptr && is_ordinary(*interface)) {
        out.push_back({"GROUP_NOT_LOADED", "the security groups of " + interface->id +
                                               " are not in the input: they are taken to allow the "
                                               "request"});
      }
    } else if (host.groups) {
      for (const std::string& id : topology.group_sets()[*host.groups].group_ids()) {
        const auto& groups = topology.objects().security_groups;
        if (std::any_of(groups.begin(), groups.end(),
                        [&](const SecurityGroup& group) { return group.id == id; })) {
          continue;
        }
        out.push_back(
            {"GROUP_NOT_LOADED", id + " is not loaded: it is taken to allow the request"});
      }
    }
  }
}

/// What templates and plans declare and this version does not look at. Lists of exports are named
/// by what they lack.
void add_not_judged(const Snapshot& snapshot, Assumptions& out) {
  std::vector<std::string> declared;
  for (const std::string& kind : snapshot.not_judged()) {
    const bool is_declared = kind.starts_with("aws_") || kind.starts_with("AWS::");
    if (is_declared || kind.starts_with("expressions")) declared.push_back(kind);
  }
  if (declared.empty()) return;
  out.push_back({"NOT_JUDGED", "not judged: " + joined(declared) + "; it may change the answer"});
}

}  // namespace

Assumption exempt_assumption(std::string_view service) {
  return {"NOT_FILTERED", "network ACLs do not filter traffic to and from this address (" +
                              std::string(service) + ")"};
}

Assumption icmp_type_assumption(const Service& service, IpFamily family) {
  const std::string judged = to_string(service) + " is judged as written, but ";
  const bool v6 = service.protocol == kIcmpV6;
  std::string why = "this type means something only in ICMPv6; an IPv4 echo request is icmp/8";
  if (v6)
    why = "this type means something only in ICMP for IPv4; an IPv6 echo request is icmpv6/128";
  if (v6 && family == IpFamily::v4) {
    why = "ICMPv6 is not spoken over IPv4; an IPv4 echo request is icmp/8";
  }
  return {"ICMP_TYPE_OF_OTHER_FAMILY", judged + why};
}

bool nothing_judges(const Connection& connection) {
  return connection.from.location.kind == Location::Kind::outside &&
         connection.to.location.kind == Location::Kind::outside;
}

std::vector<Assumption> assumptions_of(const Snapshot& snapshot, const Connection& connection) {
  Assumptions out;
  if (nothing_judges(connection)) {
    out.push_back({"NO_LOADED_SUBNET",
                   "neither end lies in a loaded subnet: nothing that is loaded judges this "
                   "connection; name a subnet or a network ACL as one end"});
  }
  add_unknowns(snapshot, connection, out);
  if (connection.stop && connection.stop->unknown) {
    out.push_back({connection.stop->code,
                   std::string(to_string(connection.stop->leg)) + ": " + connection.stop->text});
  }
  for (const PathNote& note : connection.path.notes) out.push_back({note.code, note.text});
  if (connection.service.icmp && connection.request.outcome == RuleAction::allow &&
      !connection.reply) {
    out.push_back({"ICMP_ONE_WAY", "nobody answers this ICMP message: only the request is judged"});
  }
  const bool exempt = !connection.assumptions.empty();  // NOT_FILTERED is the only one so far
  add_end(snapshot, connection.from, false, out);
  add_end(snapshot, connection.to, exempt, out);
  const bool crosses = !connection.request.crossings.empty();
  if (!connection.to.single && connection.to.addresses_known && crosses &&
      holds_router(snapshot, connection.from.location, connection.to.addresses)) {
    out.push_back({"ROUTER_ADDRESS_IN_SET",
                   connection.to.label + " stands for hosts: the first address of a subnet is its "
                                         "router, which network ACLs do not filter"});
  }
  add_not_judged(snapshot, out);
  if (!snapshot.not_read().empty()) {
    out.push_back({"INPUT_NOT_READ", "not read: " + joined(snapshot.not_read()) +
                                         "; what it holds may change the answer"});
  }
  add_routes(snapshot, connection, out);
  add_groups(snapshot, connection, out);
  Assumptions unique;
  for (Assumption& assumption : out) {
    if (std::find(unique.begin(), unique.end(), assumption) == unique.end()) {
      unique.push_back(std::move(assumption));
    }
  }
  return unique;
}

}  // namespace halfopen
