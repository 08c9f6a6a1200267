// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/matrix.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

PortSet union_of(std::span<const ClientProfile> clients) {
  PortSet all;
  for (const ClientProfile& client : clients) all = all | port_set(client.range);
  return all;
}

/// Every block that some rule or route names, but the whole family.
std::set<CidrBlock> named_blocks(const Snapshot& snapshot) {
  std::set<CidrBlock> blocks;
  const auto add = [&](const CidrBlock& block) {
    if (block.prefix_length() > 0) blocks.insert(block);
  };
  const bool routed = has_routed_ends(snapshot);
  for (const SecurityGroup& group : snapshot.objects().security_groups) {
    if (!routed) break;
    for (const SecurityGroupRule& rule : group.rules) {
      if (rule.cidr) add(*rule.cidr);
    }
  }
  for (const RouteTable& table : snapshot.objects().route_tables) {
    for (const Route& route : table.routes) {
      if (route.destination && route.target != RouteTarget::local) add(*route.destination);
    }
  }
  for (const NetworkAcl& acl : snapshot.acls()) {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const NetworkAclEntry& entry : acl.entries(direction)) add(entry.cidr);
    }
  }
  return blocks;
}

void add_places(const Snapshot& snapshot, std::vector<Endpoint>& ends) {
  const bool by_subnet = !snapshot.subnets().empty();
  const std::size_t count = by_subnet ? snapshot.subnets().size() : snapshot.acls().size();
  const auto kind = by_subnet ? Location::Kind::subnet : Location::Kind::acl;
  for (std::uint32_t i = 0; i < count; ++i) {
    for (Endpoint& end : endpoints_of(snapshot, {kind, i})) {
      if (!end.family_implied) ends.push_back(std::move(end));
    }
  }
}

/// The parts of the named blocks that no loaded subnet holds.
void add_named_blocks(const Snapshot& snapshot, std::vector<Endpoint>& ends) {
  std::array<IntervalSet<AddressBits>, 2> loaded;
  for (const Subnet& subnet : snapshot.subnets()) {
    for (const IpFamily family : kIpFamilies) {
      auto& all = loaded[static_cast<std::size_t>(family)];
      all = all | subnet.addresses(family).bits;
    }
  }
  for (const CidrBlock& block : named_blocks(snapshot)) {
    AddressSet rest = AddressSet::of(block);
    rest.bits = rest.bits - loaded[static_cast<std::size_t>(block.family())];
    if (!rest.empty()) ends.push_back({to_string(block), {}, std::move(rest)});
  }
}

}  // namespace

std::vector<Endpoint> matrix_ends(const Snapshot& snapshot) {
  std::vector<Endpoint> ends;
  add_places(snapshot, ends);
  for (Endpoint& end : internet_endpoints(snapshot)) ends.push_back(std::move(end));
  add_named_blocks(snapshot, ends);
  for (Endpoint& end : ends) {
    end.addresses.bits =
        end.addresses.bits - exempt_service_addresses(snapshot, end.addresses.family);
  }
  std::erase_if(ends, [](const Endpoint& end) { return end.addresses.empty(); });
  return ends;
}

Matrix::Matrix(CompiledSnapshot& model, std::vector<Endpoint> ends,
               std::vector<ClientProfile> clients)
    : ends_(std::move(ends)),
      clients_(clients.empty() ? default_client_profiles() : std::move(clients)),
      asked_(union_of(clients_)) {
  if (has_routed_ends(model.snapshot())) {
    routed_ = std::make_unique<RoutedPairs>(model, ends_, asked_);
  } else {
    table_ = std::make_unique<PolicyTable>(model, ends_);
  }
}

bool Matrix::is_pair(std::size_t from, std::size_t to) const {
  const Endpoint& a = ends_[from];
  const Endpoint& b = ends_[to];
  if (a.addresses.family != b.addresses.family || from == to) return false;
  return !(a.location == b.location);  // the same subnet, or both outside
}

PairFate Matrix::fate(const EdgePolicy& client, const EdgePolicy& server, PairProtocol protocol) {
  const auto i = static_cast<std::size_t>(protocol);
  PortSetPool& sets = table_->sets();
  PairFate fate;
  fate.requests = sets.intersect(client.out[i].allowed, server.in[i].allowed);
  fate.may_arrive = sets.intersect(client.out[i].possible, server.in[i].possible);
  fate.replies = sets.intersect(server.out[i].allowed, client.in[i].allowed);
  fate.may_return = sets.intersect(server.out[i].possible, client.in[i].possible);
  fate.verdict = verdict_of(fate.replies, fate.may_return);
  return fate;
}

/// Of requests that pass, over all the clients together.
Verdict Matrix::verdict_of(PortSetPool::Id replies, PortSetPool::Id may_return) {
  const PortSetPool& sets = table_->sets();
  if (replies != may_return && !(asked_ & (sets[may_return] - sets[replies])).empty()) {
    return Verdict::unknown;
  }
  if (replies >= verdict_of_replies_.size()) {
    verdict_of_replies_.resize(std::max<std::size_t>(replies + 1, 2 * verdict_of_replies_.size()),
                               Verdict::unknown);
  }
  Verdict& known = verdict_of_replies_[replies];
  if (known == Verdict::unknown) {
    const PortSet open = asked_ & sets[replies];
    known =
        open == asked_ ? Verdict::works : (open.empty() ? Verdict::half_open : Verdict::partial);
  }
  return known;
}

PairAnswer Matrix::answer_of(const PairFate& fate) {
  const PortSetPool& sets = table_->sets();
  PairAnswer answer;
  answer.replies = sets[fate.replies];
  ServiceSets& services = answer.services;
  services.denied = PortSet(0, 65535) - sets[fate.may_arrive];
  services.unknown = sets[fate.may_arrive] - sets[fate.requests];
  switch (fate.verdict) {
    case Verdict::works: services.works = sets[fate.requests]; break;
    case Verdict::partial: services.partial = sets[fate.requests]; break;
    case Verdict::half_open: services.half_open = sets[fate.requests]; break;
    default: services.unknown = services.unknown | sets[fate.requests];
  }
  return answer;
}

PairAnswer Matrix::answer(std::size_t from, std::size_t to, PairProtocol protocol) {
  if (routed_) return routed_->answer(from, to, protocol);
  AnswerJoin all;
  for_each_fate(from, to, protocol, [&](const PairFate& fate) {
    if (protocol == PairProtocol::echo) {
      all.add_echo(echo_verdict(fate, ends_[from].addresses.family));
    } else {
      all.add_ports(answer_of(fate), fate.requests != PortSetPool::kNone);
    }
  });
  return all.take();
}

Verdict Matrix::echo_verdict(const PairFate& fate, IpFamily family) {
  const Service service = ServiceSpec{kIcmp, std::nullopt, "echo"}.in(family);
  const Selector ask = selector(request_packet(service, {}, {}, 0));
  const Selector tell = selector(*reply_packet(service, {}, {}, 0));
  if (!set(fate.may_arrive).contains(ask)) return Verdict::denied;
  if (!set(fate.requests).contains(ask)) return Verdict::unknown;
  if (!set(fate.may_return).contains(tell)) return Verdict::half_open;
  return set(fate.replies).contains(tell) ? Verdict::works : Verdict::unknown;
}

std::vector<AddressSet> Matrix::classes_of(std::size_t end, PolicyTable::FilterId seen_by,
                                           PairProtocol protocol) const {
  const AddressSet& addresses = ends_[end].addresses;
  const CompiledAcl* acl = table_->acl(seen_by);
  if (acl == nullptr) return {addresses};
  const IpProtocol number = protocol_of(protocol, addresses.family);
  const AddressFilter filters[] = {{acl, Direction::ingress, number, std::nullopt},
                                   {acl, Direction::egress, number, std::nullopt}};
  return address_classes(addresses, filters);
}

std::vector<ClassAnswer> Matrix::class_answers(std::size_t from, std::size_t to,
                                               PairProtocol protocol) {
  if (routed_) return routed_->class_answers(from, to, protocol);
  std::vector<ClassAnswer> answers;
  const auto servers = classes_of(to, table_->filter(from), protocol);
  for (const AddressSet& clients : classes_of(from, table_->filter(to), protocol)) {
    for (const AddressSet& targets : servers) {
      const PolicyId a = table_->policy_at(table_->filter(from), targets.first());
      const PolicyId b = table_->policy_at(table_->filter(to), clients.first());
      const PairFate one = fate(table_->policy(a), table_->policy(b), protocol);
      PairAnswer answer = answer_of(one);
      if (protocol == PairProtocol::echo) {
        answer = {};
        answer.echo = echo_verdict(one, clients.family);
      }
      answers.push_back({clients, targets, std::move(answer)});
    }
  }
  return answers;
}

/// For one pair: does some request pass whose reply is lost for some client port?
bool Matrix::loses_replies(std::size_t from, std::size_t to, PairProtocol which) {
  if (routed_) return routed_->loses_replies(from, to, which);
  const auto protocol = static_cast<std::size_t>(which);
  PortSetPool& sets = table_->sets();
  for (const PolicyId client : table_->policies(table_->filter(from), to)) {
    const EdgePolicy& a = table_->policy(client);
    for (const PolicyId server : table_->policies(table_->filter(to), from)) {
      const EdgePolicy& b = table_->policy(server);
      const bool all_return = b.out[protocol].possible == PortSetPool::kAll &&
                              a.in[protocol].possible == PortSetPool::kAll;
      if (!all_return && sets.meet(a.out[protocol].allowed, b.in[protocol].allowed)) return true;
    }
  }
  return false;
}

MatrixSummary Matrix::summary() {
  // Subnets that meet all others alike: the same group in both families.
  using Groups = std::array<std::optional<std::uint64_t>, 2>;
  struct Kind {
    std::array<std::size_t, 2> end{};  ///< an end of each family that it has
    std::uint64_t subnets = 0;
  };
  std::map<Location, std::array<std::optional<std::size_t>, 2>> places;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    if (ends_[i].location.kind == Location::Kind::outside) continue;
    places[ends_[i].location][static_cast<std::size_t>(ends_[i].addresses.family)] = i;
  }
  std::map<Groups, Kind> kinds;
  for (const auto& [location, by_family] : places) {
    Groups groups;
    for (std::size_t f = 0; f < 2; ++f) {
      if (by_family[f]) groups[f] = group(*by_family[f]);
    }
    Kind& kind = kinds[groups];
    ++kind.subnets;
    for (std::size_t f = 0; f < 2; ++f) kind.end[f] = by_family[f].value_or(0);
  }
  MatrixSummary summary;
  summary.subnets = places.size();
  for (const auto& [a, from] : kinds) {
    for (const auto& [b, to] : kinds) {
      const std::uint64_t pairs = from.subnets * (to.subnets - (&from == &to ? 1 : 0));
      if (pairs == 0 || !((a[0] && b[0]) || (a[1] && b[1]))) continue;
      summary.subnet_pairs += pairs;
      for (const PairProtocol protocol : {PairProtocol::tcp, PairProtocol::udp}) {
        const bool lost = (a[0] && b[0] && loses_replies(from.end[0], to.end[0], protocol)) ||
                          (a[1] && b[1] && loses_replies(from.end[1], to.end[1], protocol));
        if (lost) summary.half_open_pairs[static_cast<std::size_t>(protocol)] += pairs;
      }
    }
  }
  return summary;
}

}  // namespace halfopen
