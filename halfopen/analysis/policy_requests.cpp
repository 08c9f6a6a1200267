// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/policy_requests.hpp"

#include <algorithm>
#include <set>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/assumptions.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/diff_legs.hpp"
#include "halfopen/vpc/crossing.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

/// A protocol to be judged, and whether it stands for all that have no place of their own.
struct AskedProtocol {
  IpProtocol protocol;
  bool unnamed = false;
};

/// TCP, UDP, ICMP, whatever a rule of the family names, and one that stands for the rest.
std::vector<AskedProtocol> protocols_of(const Snapshot& snapshot, IpFamily family,
                                        std::span<const IpProtocol> also) {
  std::set<std::uint8_t> named;
  for (const NetworkAcl& acl : snapshot.acls()) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const NetworkAclEntry& entry : acl.entries(direction)) {
        if (entry.protocol < 0 || entry.cidr.family() != family) continue;
        named.insert(static_cast<std::uint8_t>(entry.protocol));
      }
    }
  }
  for (const IpProtocol protocol : also) named.insert(protocol.number);
  std::vector<AskedProtocol> asked;
  for (const IpProtocol usual : {kTcp, kUdp, family == IpFamily::v4 ? kIcmp : kIcmpV6}) {
    asked.push_back({usual});
    named.erase(usual.number);
  }
  for (const std::uint8_t number : named) asked.push_back({IpProtocol{number}});
  for (int free = 255; free >= 0; --free) {
    const IpProtocol rest{static_cast<std::uint8_t>(free)};
    if (is_icmp(rest)) continue;
    if (std::any_of(asked.begin(), asked.end(), [&](const auto& a) { return a.protocol == rest; }))
      continue;
    asked.push_back({rest, true});
    break;
  }
  return asked;
}

/// The rule lists that look at the client's addresses of a request, or at the server's.
std::vector<AddressFilter> filters_on(CompiledSnapshot& model, const Endpoint& from,
                                      const Endpoint& to, IpProtocol protocol, bool on_client) {
  std::vector<AddressFilter> filters;
  for (const Crossing& crossing :
       crossings(model.snapshot(), from.location, to.location, Leg::request)) {
    if (!crossing.acl || (crossing.direction == Direction::ingress) != on_client) continue;
    filters.push_back({&model.acl(*crossing.acl), crossing.direction, protocol, std::nullopt});
  }
  return filters;
}

/// The classes of servers without the addresses at which services answer that are not filtered.
std::vector<AddressSet> server_classes(CompiledSnapshot& model, const Endpoint& from,
                                       const Endpoint& to, IpProtocol protocol) {
  auto classes = address_classes(to.addresses, filters_on(model, from, to, protocol, false));
  const Snapshot& snapshot = model.snapshot();
  if (from.location.kind == Location::Kind::outside) return classes;
  // The router's own address, asked about by itself: no host has it.
  if (to.single && exempt_service(snapshot, from.location, to.addresses.first(), kTcp, 0))
    return {};
  const auto exempt = exempt_service_addresses(snapshot, to.addresses.family);
  for (AddressSet& set : classes) set.bits = set.bits - exempt;
  std::erase_if(classes, [](const AddressSet& set) { return set.empty(); });
  return classes;
}

void add_classes(CompiledSnapshot& model, const Endpoint& from, const Endpoint& to,
                 const AskedProtocol& asked, std::vector<RequestClass>& out) {
  const bool outside =
      from.location.kind == Location::Kind::outside && to.location.kind == Location::Kind::outside;
  const auto servers = server_classes(model, from, to, asked.protocol);
  for (const AddressSet& clients :
       address_classes(from.addresses, filters_on(model, from, to, asked.protocol, true))) {
    for (const AddressSet& targets : servers) {
      const DiffLegs legs = legs_between(model, from.location, clients.first(), to.location,
                                         targets.first(), asked.protocol);
      RequestClass& one = out.emplace_back();
      one.from = from;
      one.to = to;
      one.from.addresses = clients;
      one.to.addresses = targets;
      one.protocol = asked.protocol;
      one.unnamed = asked.unnamed;
      // Between two outside hosts nothing that is loaded judges.
      one.arrive = outside ? PortSet() : legs.requests;
      one.may_arrive = legs.may_arrive;
    }
  }
}

/// What the answers about two ends take for granted, whatever the protocol.
void add_assumptions(const Snapshot& snapshot, const Endpoint& from, const Endpoint& to,
                     std::vector<Assumption>& out) {
  Connection connection;
  connection.from = from;
  connection.to = to;
  for (Assumption& assumption : assumptions_of(snapshot, connection)) {
    if (std::find(out.begin(), out.end(), assumption) == out.end()) {
      out.push_back(std::move(assumption));
    }
  }
}

}  // namespace

Result<RequestClasses> request_classes(CompiledSnapshot& model, const std::vector<Endpoint>& from,
                                       const std::vector<Endpoint>& to,
                                       std::optional<IpFamily> family,
                                       std::span<const IpProtocol> also) {
  const auto clients = without_balancers(model.snapshot(), from);
  const auto servers = without_balancers(model.snapshot(), to);
  const auto pairs = endpoint_pairs(model.snapshot(), clients, servers, family);
  if (pairs.empty()) {
    return fail("the two ends have no addresses of one family",
                "IPv4 and IPv6 do not meet: ask about addresses of one family, and see that the "
                "subnet has a block of it");
  }
  RequestClasses found;
  for (const auto& [a, b] : pairs) {
    for (const AskedProtocol& asked : protocols_of(model.snapshot(), a->addresses.family, also)) {
      add_classes(model, *a, *b, asked, found.classes);
    }
    add_assumptions(model.snapshot(), *a, *b, found.assumptions);
  }
  if (found.classes.empty()) {
    return fail("network ACLs do not filter traffic to " + to.front().label +
                    ", so nothing that is loaded isolates it",
                "ask about hosts: this address belongs to a service of AWS");
  }
  return found;
}

}  // namespace halfopen
