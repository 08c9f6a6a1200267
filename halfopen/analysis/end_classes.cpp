// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/end_classes.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "halfopen/vpc/crossing.hpp"

namespace halfopen {
namespace {

/// What a table says of every address: `number` names the content of a route, 0 that there is none.
template <class Number>
AddressSteps table_steps(const RouteLookup& lookup, IpFamily family, const Number& number) {
  AddressSteps steps;
  for (const CidrTree::Boundary& run : lookup.boundaries(family)) {
    const auto route = lookup.find(IpAddress(family, run.first));
    add_step(steps, run.first, route ? number(*route) : 0);
  }
  return steps;
}

/// Numbers from 1 for what is equal.
template <class T>
class Numbers {
 public:
  std::uint32_t operator()(T value) {
    return numbers_.try_emplace(std::move(value), static_cast<std::uint32_t>(numbers_.size() + 1))
        .first->second;
  }

 private:
  std::map<T, std::uint32_t> numbers_;
};

}  // namespace

EndClasses::EndClasses(CompiledSnapshot& model, std::span<const Endpoint> ends,
                       std::span<const IpProtocol> more)
    : model_(model), topology_(model.snapshot().topology()), more_(more.begin(), more.end()) {
  number_tables();
  look_at_routes();
  number_filters();
  subnet_keys_ = keys_of_subnets();
  classify(ends);
}

/// Tables that lead every packet by the same routes have one number.
void EndClasses::number_tables() {
  using Content = std::tuple<RouteTarget, std::string, bool, std::string, bool>;
  Numbers<Content> route_numbers;
  Numbers<std::pair<BothFamilies, bool>> table_numbers;
  std::set<std::pair<IpFamily, AddressSteps>> known;
  const auto& tables = topology_.objects().route_tables;
  for (std::uint32_t i = 0; i < tables.size(); ++i) {
    BothFamilies both;
    for (const IpFamily family : kIpFamilies) {
      both[family_index(family)] =
          table_steps(topology_.lookup(i), family, [&](std::uint32_t route) {
            const Route& content = tables[i].routes[route];
            const bool everywhere =
                content.destination && content.destination->prefix_length() == 0;
            return route_numbers({content.target, content.target_id, content.blackhole,
                                  content.prefix_list, everywhere});
          });
      const bool is_new = known.emplace(family, both[family_index(family)]).second;
      if (is_new) routes_[family_index(family)].refine(both[family_index(family)]);
    }
    table_number_.push_back(table_numbers({std::move(both), topology_.doubt(i).unreadable}));
  }
}

/// Everything else that trace_path() compares an address with.
void EndClasses::look_at_routes() {
  const CloudObjects& objects = topology_.objects();
  Numbers<std::pair<std::vector<std::string>, bool>> route_numbers;
  std::vector<std::vector<CidrBlock>> blocks = {
      {CidrBlock(IpAddress(IpFamily::v6, AddressBits{0x0064ff9bU} << 96), 96)}};  // NAT64
  for (const VpcPeering& peering : objects.peerings) {
    for (const VpcPeering::Side& side : peering.sides) blocks.push_back(side.cidrs);
  }
  for (const NatGateway& nat : objects.nat_gateways) {  // their own addresses are nobody's host
    for (const NatGateway::Address& address : nat.addresses) {
      if (!address.private_ip) continue;
      blocks.push_back(
          {CidrBlock(*address.private_ip, address_width(address.private_ip->family()))});
    }
  }
  for (const IpFamily family : kIpFamilies) {
    AddressSignatures& seen = routes_[family_index(family)];
    for (std::uint32_t i = 0; i < objects.transit_route_tables.size(); ++i) {
      seen.refine(table_steps(topology_.transit_lookup(i), family, [&](std::uint32_t route) {
        const auto& content = objects.transit_route_tables[i].routes[route];
        return route_numbers({content.attachment_ids, content.blackhole});
      }));
    }
    std::set<Topology::VpcNumber> vpcs;
    for (const Vpc& vpc : model_.snapshot().vpcs()) vpcs.insert(*topology_.vpc_number(vpc.id));
    for (std::uint32_t i = 0; i < model_.snapshot().subnets().size(); ++i) {
      vpcs.insert(topology_.vpc_of(i));
    }
    for (const auto vpc : vpcs) seen.refine(membership_steps(topology_.blocks(vpc, family)));
    seen.refine(membership_steps(topology_.loaded(family)));
    seen.refine(membership_steps(internet_addresses(family)));
    for (const std::vector<CidrBlock>& side : blocks) {
      AddressSet set{family, {}};
      for (const CidrBlock& block : side) {
        if (block.family() == family) set.bits = set.bits | AddressSet::of(block).bits;
      }
      seen.refine(membership_steps(set));
    }
  }
}

/// A number for what a list does with the protocols that are not judged for all pairs.
std::uint32_t EndClasses::fate_of_more(const CompiledAcl& rules, const IpAddress& remote) {
  std::vector<RuleAction> actions;
  for (const IpProtocol protocol : more_) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      actions.push_back(rules.decisions(direction, remote, protocol).at(0).action);
    }
  }
  return fates_of_more_
      .try_emplace(std::move(actions), static_cast<std::uint32_t>(fates_of_more_.size()))
      .first->second;
}

EndClasses::FilterId EndClasses::add_filter(const CompiledAcl& rules) {
  std::array<BothFamilies, 2> steps;
  for (const IpFamily family : kIpFamilies) {
    const auto in = rules.boundaries(Direction::ingress, family);
    const auto out = rules.boundaries(Direction::egress, family);
    for (std::size_t i = 0, k = 0; i < in.size() || k < out.size();) {
      const bool by_in = k == out.size() || (i < in.size() && in[i].first <= out[k].first);
      const AddressBits first = by_in ? in[i].first : out[k].first;
      if (i < in.size() && in[i].first == first) ++i;
      if (k < out.size() && out[k].first == first) ++k;
      const IpAddress remote(family, first);
      add_step(steps[0][family_index(family)], first, policies_.towards(rules, remote));
      if (!more_.empty())
        add_step(steps[1][family_index(family)], first, fate_of_more(rules, remote));
    }
  }
  const auto [known, is_new] =
      filter_ids_.try_emplace(std::move(steps), static_cast<FilterId>(filters_.size()));
  if (!is_new) return known->second;
  filters_.push_back(known->first[0]);
  for (const IpFamily family : kIpFamilies) {
    for (const BothFamilies& both : known->first)
      filters_seen_[family_index(family)].refine(both[family_index(family)]);
  }
  return known->second;
}

/// Filters that let the same through have one number.
void EndClasses::number_filters() {
  const PolicyPool::Id unknown = policies_.add_blanket(false);
  filters_ = {{AddressSteps{{0, unknown}}, AddressSteps{{0, unknown}}}};
  filter_of_acl_.assign(model_.snapshot().acls().size(), kUnknownFilter);
  std::set<std::uint32_t> used;
  for (std::uint32_t i = 0; i < model_.snapshot().subnets().size(); ++i) {
    if (const auto acl = guarding_acl(model_.snapshot(), {Location::Kind::subnet, i})) {
      used.insert(*acl);
    }
  }
  for (const std::uint32_t acl : used) filter_of_acl_[acl] = add_filter(model_.acl(acl));
  for (std::uint32_t i = 0; i < topology_.group_sets().size(); ++i) {
    filter_of_groups_.push_back(add_filter(model_.groups(i)));
  }
  for (const IpFamily family : kIpFamilies) {
    towards_[family_index(family)].resize(filters_.size());
  }
}

PolicyPool::Id EndClasses::policy(FilterId filter, IpFamily family, std::uint32_t seen_as) {
  const AddressSignatures& seen = filters_seen_[family_index(family)];
  auto& known = towards_[family_index(family)][filter];
  if (known.empty()) {
    known.reserve(seen.size());
    for (std::uint32_t i = 0; i < seen.size(); ++i) {
      known.push_back(value_at(filters_[filter][family_index(family)], seen.example(i)));
    }
  }
  return known[seen_as];
}

PolicyPool::Id EndClasses::policy_at(FilterId filter, const IpAddress& remote) const {
  return value_at(filters_[filter][family_index(remote.family())], remote.bits());
}

/// What all hosts of each subnet have in common.
std::vector<EndClasses::WayKey> EndClasses::keys_of_subnets() const {
  const CloudObjects& objects = topology_.objects();
  const auto subnets = model_.snapshot().subnets();
  std::vector<WayKey> keys(subnets.size());
  for (std::uint32_t i = 0; i < subnets.size(); ++i) {
    keys[i].inside = true;
    keys[i].vpc = topology_.vpc_of(i);
    if (const auto table = topology_.table_of(i)) keys[i].table = table_number_[*table];
    if (!objects.attachments.empty()) keys[i].zone = subnets[i].zone;
    if (!objects.public_access.empty()) keys[i].access = topology_.public_access(i);
  }
  const auto mark = [&](const std::string& id) {
    if (const auto subnet = topology_.subnet(id)) keys[*subnet].special = *subnet + 1;
  };
  for (const NatGateway& nat : objects.nat_gateways) mark(nat.subnet_id);
  for (const TransitGatewayAttachment& attachment : objects.attachments) {
    for (const std::string& id : attachment.subnet_ids) mark(id);
  }
  return keys;
}

EndClasses::ClassId EndClasses::class_of(const WayKey& key, const EndClass& one, const Host& host) {
  EndClass made = one;
  const auto [way, is_new_way] =
      way_ids_.try_emplace(key, static_cast<WayId>(hosts_of_way_.size()));
  if (is_new_way) hosts_of_way_.emplace_back();
  auto& hosts = hosts_of_way_[way->second];
  if (hosts.empty() || (hosts.size() == 1 && !(hosts[0].place == host.place))) {
    hosts.push_back(host);
  }
  made.way = way->second;
  const auto [known, is_new] = class_ids_.try_emplace(made, static_cast<ClassId>(classes_.size()));
  if (is_new) classes_.push_back(made);
  return known->second;
}

/// Calls visit(class, first, last) for runs of addresses, those of one host class after the other.
template <class Visit>
void EndClasses::for_each_part(const Endpoint& end, const Visit& visit) {
  const IpFamily family = end.addresses.family;
  const AddressSteps& routed = routes_[family_index(family)].runs();
  const AddressSteps& filtered = filters_seen_[family_index(family)].runs();
  const auto look = [&](const AddressSet& hosts, WayKey key, EndClass one) {
    key.family = one.family = family;
    std::optional<std::pair<std::pair<std::uint32_t, std::uint32_t>, ClassId>> last_seen;
    for_each_run(hosts, routed, filtered,
                 [&](AddressBits first, AddressBits last, std::uint32_t by_routes,
                     std::uint32_t by_filters) {
                   const std::pair<std::uint32_t, std::uint32_t> seen{by_routes, by_filters};
                   if (!last_seen || last_seen->first != seen) {
                     key.routed_as = by_routes;
                     one.seen_as = by_filters;
                     last_seen = {seen, class_of(key, one, {end.location, {family, first}})};
                   }
                   visit(last_seen->second, first, last);
                 });
  };
  if (end.location.kind != Location::Kind::subnet) {
    look(end.addresses, {}, {});
    return;
  }
  const std::uint32_t subnet = end.location.index;
  EndClass one;
  one.acl = acl_filter(guarding_acl(model_.snapshot(), end.location));
  AddressSet free = end.addresses;
  for (const HostClass& hosts : topology_.hosts(subnet).subspan(1)) {
    free.bits = free.bits - hosts.of(family).bits;
    WayKey key = subnet_keys_[subnet];
    key.has_interface = true;
    key.has_public = hosts.has_public;
    key.denies_internet = hosts.denies_internet;
    key.is_gateway = hosts.is_gateway;
    key.has_groups = hosts.groups.has_value();
    one.groups = hosts.groups ? filter_of_groups_[*hosts.groups] : kUnknownFilter;
    look({family, end.addresses.bits & hosts.of(family).bits}, key, one);
  }
  one.groups = kUnknownFilter;
  look(free, subnet_keys_[subnet], one);
}

void EndClasses::classify(std::span<const Endpoint> ends) {
  std::map<std::vector<ClassId>, std::uint32_t> numbers;
  std::vector<ClassId> found;
  for (const Endpoint& end : ends) {
    found.clear();
    for_each_part(end, [&](ClassId id, AddressBits /*first*/, AddressBits /*last*/) {
      if (found.empty() || found.back() != id) found.push_back(id);
    });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    const auto [known, is_new] =
        numbers.try_emplace(found, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) sets_.push_back(found);
    group_of_end_.push_back(known->second);
  }
}

std::vector<EndClasses::Part> EndClasses::parts(const Endpoint& end) {
  std::map<ClassId, std::vector<Interval<AddressBits>>> runs;
  for_each_part(end, [&](ClassId id, AddressBits first, AddressBits last) {
    runs[id].push_back({first, last});
  });
  std::vector<Part> parts;
  for (auto& [id, intervals] : runs) {
    std::sort(intervals.begin(), intervals.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    Part& part = parts.emplace_back(Part{id, {end.addresses.family, {}}});
    for (const auto& one : intervals) part.addresses.bits.append(one.first, one.last);
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.addresses.first() < b.addresses.first(); });
  return parts;
}

}  // namespace halfopen
