// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/endpoint.hpp"

#include <algorithm>
#include <map>

namespace halfopen {
namespace {

using Endpoints = std::vector<Endpoint>;

/// Leaves out the addresses that no interface has, if the subnet has hosts at all.
void keep_hosts(const Snapshot& snapshot, Endpoint& end) {
  const AddressSet hosts =
      snapshot.topology().host_addresses(end.location.index, end.addresses.family);
  if (hosts.empty()) return;
  end.addresses.bits = end.addresses.bits & hosts.bits;
  end.hosts_only = true;
}

/// An end for each subnet and family of a network interface's addresses.
void add_interface(const Snapshot& snapshot, const NetworkInterface& interface,
                   const std::string& label, Endpoints& ends) {
  const auto subnet = snapshot.topology().subnet(interface.subnet_id);
  if (!subnet) return;
  for (const IpFamily family : kIpFamilies) {
    std::vector<AddressBits> bits;
    for (const NetworkInterface::Address& address : interface.addresses) {
      if (address.address.family() == family) bits.push_back(address.address.bits());
    }
    if (bits.empty()) continue;
    std::sort(bits.begin(), bits.end());
    Endpoint end{label, {Location::Kind::subnet, *subnet}, {family, {}}};
    for (const AddressBits address : bits) {
      if (!end.addresses.bits.contains(address)) end.addresses.bits.append(address, address);
    }
    end.single = bits.size() == 1;
    ends.push_back(std::move(end));
  }
}

/// The interfaces of an instance, or the one interface, that an id or name means; empty if none.
Result<Endpoints> host_ends(const Snapshot& snapshot, std::string_view text) {
  const CloudObjects& objects = snapshot.objects();
  Endpoints ends;
  const std::string label(text);
  std::string instance;
  std::string several;
  for (const Instance& known : objects.instances) {
    if (known.id == text) {
      instance = known.id;
      several.clear();
      break;
    }
    if (known.name != text) continue;
    if (!instance.empty()) several += (several.empty() ? instance + ", " : ", ") + known.id;
    instance = known.id;
  }
  if (!several.empty()) {
    return fail("'" + label + "' is the name of several: " + several, "use one of the ids");
  }
  for (const NetworkInterface& interface : objects.interfaces) {
    const bool of_instance = !instance.empty() && interface.instance_id == instance;
    if (of_instance || interface.id == text) add_interface(snapshot, interface, label, ends);
  }
  return ends;
}

/// The parts of a block: one for each subnet that holds some of it, and the part in no subnet.
Endpoints split_by_subnet(const Snapshot& snapshot, const CidrBlock& block,
                          const std::string& label) {
  const auto runs = snapshot.subnet_tree().boundaries(block.family());
  IntervalSet<AddressBits> outside;
  std::map<std::uint32_t, IntervalSet<AddressBits>> inside;
  auto run = std::upper_bound(runs.begin(), runs.end(), block.first(),
                              [](AddressBits b, const auto& r) { return b < r.first; });
  for (--run; run != runs.end() && run->first <= block.last(); ++run) {
    const AddressBits first = std::max(run->first, block.first());
    const AddressBits end =
        run + 1 == runs.end() ? last_address_bits(block.family()) : (run + 1)->first - 1;
    const AddressBits last = std::min(end, block.last());
    const auto holders = snapshot.subnets_of(run->node);
    if (holders.empty()) outside.append(first, last);
    for (const std::uint32_t subnet : holders) inside[subnet].append(first, last);
  }
  Endpoints ends;
  for (auto& [subnet, bits] : inside) {
    Endpoint end{label, {Location::Kind::subnet, subnet}, {block.family(), bits}};
    if (!block.is_single()) keep_hosts(snapshot, end);
    if (!end.addresses.empty()) ends.push_back(std::move(end));
  }
  if (!outside.empty()) ends.push_back({label, {}, {block.family(), outside}});
  if (block.is_single()) {
    for (Endpoint& end : ends) {
      end.single = true;
      end.candidates = static_cast<std::uint32_t>(ends.size());
    }
  }
  return ends;
}

/// An end of which only the place is known: it may have any address of either family.
Endpoints any_address(const Location& location, const std::string& label, bool mentions_v6) {
  Endpoints ends;
  for (const IpFamily family : kIpFamilies) {
    Endpoint end{label, location, AddressSet::of(CidrBlock::all(family))};
    end.addresses_known = false;
    end.family_implied = family == IpFamily::v6 && !mentions_v6;
    ends.push_back(std::move(end));
  }
  return ends;
}

Endpoints subnet_ends(const Snapshot& snapshot, std::uint32_t index, const std::string& label) {
  const Subnet& subnet = snapshot.subnets()[index];
  const Location location{Location::Kind::subnet, index};
  if (subnet.cidrs.empty()) {
    const AclBinding& binding = snapshot.binding(index);
    return any_address(location, label,
                       !binding.known() || snapshot.acls()[binding.acl].mentions_v6());
  }
  Endpoints ends;
  for (const IpFamily family : kIpFamilies) {
    Endpoint end{label, location, subnet.addresses(family)};
    keep_hosts(snapshot, end);
    if (!end.addresses.empty()) ends.push_back(std::move(end));
  }
  return ends;
}

/// The nodes of a load balancer together, an end for each family.
Endpoints balancer_ends(const Snapshot& snapshot, std::uint32_t balancer,
                        const std::string& label) {
  Endpoints ends;
  for (const IpFamily family : kIpFamilies) {
    Endpoint end{label, {Location::Kind::load_balancer, balancer}, {family, {}}};
    for (const LoadBalancerNode& node : snapshot.topology().nodes(balancer)) {
      end.addresses.bits = end.addresses.bits | node.of(family).bits;
    }
    if (!end.addresses.empty()) ends.push_back(std::move(end));
  }
  return ends;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Names of hosts: without regard to case and a dot at the end; dual-stack ones have a prefix.
bool same_host_name(std::string_view known, std::string_view asked) {
  if (!asked.empty() && asked.back() == '.') asked.remove_suffix(1);
  constexpr std::string_view kDual = "dualstack.";
  if (asked.size() == known.size() + kDual.size() && asked.starts_with(kDual)) {
    asked.remove_prefix(kDual.size());
  }
  return !known.empty() && std::equal(known.begin(), known.end(), asked.begin(), asked.end(),
                                      [](char a, char b) { return lower(a) == lower(b); });
}

/// The load balancers with that ARN, DNS name or name. An ARN or DNS name wins over names.
std::vector<std::uint32_t> balancers_called(const Snapshot& snapshot, std::string_view text) {
  const auto& balancers = snapshot.objects().load_balancers;
  std::vector<std::uint32_t> by_name;
  for (std::uint32_t i = 0; i < balancers.size(); ++i) {
    const LoadBalancer& balancer = balancers[i];
    if (!balancer.described) continue;
    const bool classic = balancer.kind == LoadBalancer::Kind::classic;
    if ((balancer.id == text && !classic) || same_host_name(balancer.dns_name, text)) return {i};
    if (balancer.name == text || balancer.id == text) by_name.push_back(i);
  }
  return by_name;
}

/// The load balancer that an ARN, DNS name or name means; empty if none.
Result<Endpoints> named_balancer(const Snapshot& snapshot, std::string_view text) {
  const auto called = balancers_called(snapshot, text);
  if (called.empty()) return Endpoints{};
  const auto& balancers = snapshot.objects().load_balancers;
  if (called.size() > 1) {
    std::string names;
    for (const std::uint32_t one : called) {
      names += (names.empty() ? "" : ", ") +
               (balancers[one].dns_name.empty() ? balancers[one].id : balancers[one].dns_name);
    }
    return fail("'" + std::string(text) + "' is the name of several load balancers: " + names,
                "use an ARN or a DNS name");
  }
  Endpoints ends = balancer_ends(snapshot, called[0], std::string(text));
  if (ends.empty()) {
    return fail("no subnet of the load balancer " + std::string(text) + " is loaded",
                "give describe-subnets and describe-network-interfaces as well");
  }
  return ends;
}

/// All subnets and ACLs that an id or a name means. An id wins over names.
std::vector<Location> named(const Snapshot& snapshot, std::string_view text) {
  std::vector<Location> by_name;
  const auto look = [&](const auto& objects, Location::Kind kind,
                        const auto& id_and_name) -> std::optional<Location> {
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
      const auto [id, name] = id_and_name(objects[i]);
      if (id == text) return Location{kind, i};
      if (name == text) by_name.push_back({kind, i});
    }
    return std::nullopt;
  };
  using Names = std::pair<std::string_view, std::string_view>;
  if (const auto id = look(snapshot.subnets(), Location::Kind::subnet, [](const Subnet& s) {
        return Names{s.id, s.name};
      })) {
    return {*id};
  }
  if (const auto id = look(snapshot.acls(), Location::Kind::acl, [](const NetworkAcl& a) {
        return Names{a.id(), a.name()};
      })) {
    return {*id};
  }
  return by_name;
}

std::string loaded_names(const Snapshot& snapshot) {
  constexpr std::size_t kMost = 8;
  std::vector<std::string> names;
  for (const Subnet& subnet : snapshot.subnets()) names.push_back(subnet.id);
  for (const NetworkAcl& acl : snapshot.acls()) names.push_back(acl.id());
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kMost) text += " and " + std::to_string(names.size() - kMost) + " more";
  return text.empty() ? "nothing" : text;
}

std::string id_of(const Snapshot& snapshot, const Location& location) {
  if (location.kind == Location::Kind::load_balancer) {
    return snapshot.objects().load_balancers[location.index].id;
  }
  return location.kind == Location::Kind::subnet ? snapshot.subnets()[location.index].id
                                                 : snapshot.acls()[location.index].id();
}

/// ADDRESS@SUBNET or ADDRESS@VPC.
Result<Endpoints> resolve_qualified(const Snapshot& snapshot, std::string_view where,
                                    std::size_t at) {
  const std::string_view place = where.substr(at + 1);
  const auto block = parse_address_block(where.substr(0, at));
  if (!block) return tl::unexpected<Error>(block.error());
  Endpoints ends = split_by_subnet(snapshot, *block, std::string(where));
  std::erase_if(ends, [&](const Endpoint& end) {
    if (end.location.kind != Location::Kind::subnet) return true;
    const Subnet& subnet = snapshot.subnets()[end.location.index];
    return subnet.id != place && subnet.vpc_id != place && subnet.name != place;
  });
  if (ends.empty()) {
    return fail(
        "no loaded subnet '" + std::string(place) + "' holds " + std::string(where.substr(0, at)),
        "write ADDRESS@SUBNET-ID or ADDRESS@VPC-ID");
  }
  for (Endpoint& end : ends) end.candidates = static_cast<std::uint32_t>(ends.size());
  return ends;
}

}  // namespace

std::vector<Endpoint> internet_endpoints(const Snapshot& snapshot) {
  Endpoints ends;
  for (const IpFamily family : kIpFamilies) {
    AddressSet set = internet_addresses(family);
    const auto remove = [&](const CidrBlock& block) {
      if (block.family() == family) set.bits = set.bits - AddressSet::of(block).bits;
    };
    for (const Vpc& vpc : snapshot.vpcs())
      std::for_each(vpc.cidrs.begin(), vpc.cidrs.end(), remove);
    for (const Subnet& subnet : snapshot.subnets()) {
      std::for_each(subnet.cidrs.begin(), subnet.cidrs.end(), remove);
    }
    if (!set.empty()) ends.push_back({"internet", {}, std::move(set)});
  }
  return ends;
}

std::vector<Endpoint> without_balancers(const Snapshot& snapshot,
                                        const std::vector<Endpoint>& ends) {
  Endpoints places;
  for (const Endpoint& end : ends) {
    if (end.location.kind != Location::Kind::load_balancer) {
      places.push_back(end);
      continue;
    }
    for (const LoadBalancerNode& node : snapshot.topology().nodes(end.location.index)) {
      const AddressSet& own = node.of(end.addresses.family);
      if (own.empty()) continue;
      places.push_back({end.label, {Location::Kind::subnet, node.subnet}, own});
      places.back().single = node.known;
    }
  }
  return places;
}

std::vector<Endpoint> endpoints_of(const Snapshot& snapshot, const Location& place) {
  if (place.kind == Location::Kind::outside) return {};
  const std::string id = id_of(snapshot, place);
  if (place.kind == Location::Kind::load_balancer) return balancer_ends(snapshot, place.index, id);
  return place.kind == Location::Kind::subnet
             ? subnet_ends(snapshot, place.index, id)
             : any_address(place, id, snapshot.acls()[place.index].mentions_v6());
}

Result<Endpoints> resolve_where(const Snapshot& snapshot, std::string_view where) {
  const std::string label(where);
  if (where == "internet") return internet_endpoints(snapshot);
  if (const auto block = parse_address_block(where)) {
    if (block->is_single()) {
      if (const auto owner = snapshot.topology().owner_of_public(block->address())) {
        Endpoint end{
            label,
            {Location::Kind::subnet, owner->subnet},
            AddressSet::of(CidrBlock(owner->address, address_width(owner->address.family())))};
        end.single = true;
        end.by_public = true;
        return Endpoints{std::move(end)};
      }
    }
    return split_by_subnet(snapshot, *block, label);
  }
  where = snapshot.id_of(where);
  const std::vector<Location> places = named(snapshot, where);
  if (places.size() > 1) {
    std::string ids;
    for (const Location& place : places) ids += (ids.empty() ? "" : ", ") + id_of(snapshot, place);
    return fail("'" + label + "' is the name of several: " + ids, "use one of the ids");
  }
  if (places.size() == 1) {
    return places[0].kind == Location::Kind::subnet
               ? subnet_ends(snapshot, places[0].index, label)
               : any_address(places[0], label, snapshot.acls()[places[0].index].mentions_v6());
  }
  auto hosts = host_ends(snapshot, where);
  if (!hosts || !hosts->empty()) return hosts;
  auto balancer = named_balancer(snapshot, where);
  if (!balancer || !balancer->empty()) return balancer;
  if (const std::size_t at = where.find('@'); at != std::string_view::npos) {
    return resolve_qualified(snapshot, where, at);
  }
  if (where.find('/') != std::string_view::npos) {
    return tl::unexpected<Error>(parse_cidr_block(where).error());
  }
  return fail("'" + label + "' is neither an address nor anything that is loaded",
              "give an address, a CIDR block, `internet`, or one of: " + loaded_names(snapshot));
}

}  // namespace halfopen
