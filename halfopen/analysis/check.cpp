// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/check.hpp"

#include <algorithm>
#include <string>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/assumptions.hpp"
#include "halfopen/analysis/path_judge.hpp"
#include "halfopen/analysis/path_mtu.hpp"
#include "halfopen/analysis/remedy.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

using EndpointPairs = std::vector<std::pair<const Endpoint*, const Endpoint*>>;

/// In a loaded VPC.
bool is_inside(const Endpoint& end) {
  return end.location.kind == Location::Kind::subnet ||
         end.location.kind == Location::Kind::load_balancer;
}

const std::string& vpc_of(const Snapshot& snapshot, const Endpoint& end) {
  return end.location.kind == Location::Kind::load_balancer
             ? snapshot.objects().load_balancers[end.location.index].vpc_id
             : snapshot.subnets()[end.location.index].vpc_id;
}

bool in_one_vpc(const Snapshot& snapshot, const Endpoint& a, const Endpoint& b) {
  return is_inside(a) && is_inside(b) && vpc_of(snapshot, a) == vpc_of(snapshot, b);
}

/// The rule lists on the way that look at the client's addresses (`remote_is_client`) or at the
/// server's.
std::vector<AddressFilter> filters_on(CompiledSnapshot& model, const Path& path,
                                      const Service& service, bool remote_is_client) {
  std::vector<AddressFilter> filters;
  const IpAddress none;
  for (const PathSegment& segment : path.segments) {
    const Service own =
        service_in_segment(segment, service, path.servers.family, path.servers.family);
    for (const Leg leg : {Leg::request, Leg::reply}) {
      const auto reply = reply_packet(own, none, none, 0);
      if (leg == Leg::reply && !reply) continue;
      const LegPath& way = leg == Leg::request ? segment.request : segment.reply;
      for (const Crossing& crossing : way.crossings()) {
        const bool looks_at_sender = crossing.direction == Direction::ingress;
        const bool looks_at_client = looks_at_sender == (leg == Leg::request);
        if (crossing.remote || looks_at_client != remote_is_client) continue;
        const CompiledAcl* rules = model.filter(crossing);
        if (rules == nullptr) continue;
        AddressFilter filter{rules, crossing.direction, own.protocol, {}};
        filter.by_action = crossing.groups.has_value();  // groups only allow: any rule will do
        if (leg == Leg::request) filter.selector = selector(request_packet(own, none, none, 0));
        if (leg == Leg::reply && own.icmp) filter.selector = selector(*reply);
        filters.push_back(filter);
      }
    }
  }
  return filters;
}

std::optional<std::string_view> exemption(const Snapshot& snapshot, const Connection& connection) {
  const auto servers = connection.to.addresses.bits.intervals();
  if (servers.size() != 1 || servers[0].first != servers[0].last) return std::nullopt;
  return exempt_service(snapshot, connection.from.location, connection.to.addresses.first(),
                        connection.service.protocol, connection.service.port.value_or(0));
}

/// Takes the addresses of services that no network ACL filters out of a set of servers; each of
/// them stands alone.
std::vector<AddressSet> split_exempt(const Snapshot& snapshot, const Endpoint& from,
                                     const Endpoint& to, const Service& service, AddressSet& rest) {
  std::vector<AddressSet> exempt;
  if (to.single || !to.addresses_known) return exempt;
  for (const IpAddress& address : exempt_addresses(snapshot, from.location, rest.family,
                                                   service.protocol, service.port.value_or(0))) {
    if (!rest.bits.contains(address.bits())) continue;
    exempt.push_back(AddressSet::of(CidrBlock(address, address_width(rest.family))));
    rest.bits = rest.bits - exempt.back().bits;
  }
  return exempt;
}

/// Clients and servers between whom the way is the same.
struct PathClass {
  AddressSet clients;
  AddressSet servers;
  Path path;
};

/// Between two loaded hosts, of which one is named by its public address: out to the internet and
/// back in, which is not modelled.
Path path_by_public_address(const Endpoint& from, const Endpoint& to, const AddressSet& clients,
                            const AddressSet& servers) {
  Path path;
  path.clients = clients;
  path.servers = servers;
  PathSegment& segment = path.segments.emplace_back();
  segment.request.end = LegPath::End::unknown;
  segment.request.code = "IGW_NAT_REFLECTION";
  segment.request.text = "between loaded hosts the way to the public address " +
                         (to.by_public ? to.label : from.label) +
                         " is not modelled; ask about the private one";
  return path;
}

/// Cuts two sets where the way differs. Each way says for whom it is the same; what is left over is
/// asked again.
std::vector<PathClass> path_classes(const Snapshot& snapshot, const Endpoint& from,
                                    const Endpoint& to, const AddressSet& servers,
                                    const Service& service) {
  std::vector<PathClass> classes;
  std::vector<std::pair<AddressSet, AddressSet>> open = {{from.addresses, servers}};
  while (!open.empty()) {
    auto [here, there] = std::move(open.back());
    open.pop_back();
    if (here.empty() || there.empty()) continue;
    PathClass next;
    next.path = (from.by_public || to.by_public) && is_inside(from) && is_inside(to)
                    ? path_by_public_address(from, to, here, there)
                    : trace_path(snapshot, from.location, here.first(), to.location, there.first(),
                                 service.protocol, service.port);
    next.clients = {here.family, here.bits & next.path.clients.bits};
    next.servers = {there.family, there.bits & next.path.servers.bits};
    AddressSet other_clients{here.family, here.bits - next.clients.bits};
    AddressSet other_servers{there.family, there.bits - next.servers.bits};
    open.emplace_back(std::move(other_clients), there);
    open.emplace_back(next.clients, std::move(other_servers));
    classes.push_back(std::move(next));
  }
  std::stable_sort(classes.begin(), classes.end(), [](const PathClass& a, const PathClass& b) {
    if (!(a.clients == b.clients)) return a.clients.first() < b.clients.first();
    return a.servers.first() < b.servers.first();
  });
  return classes;
}

/// Traffic that no network ACL filters: both legs pass without a crossing.
void judge_exempt(Connection& connection, std::string_view service) {
  connection.request = {};
  connection.reply.reset();
  if (!connection.service.icmp) {
    connection.reply.emplace();
    connection.reply->open = PortSet(0, 65535);
  } else if (reply_packet(connection.service, {}, {}, 0)) {
    connection.reply.emplace().one_packet = true;
  }
  connection.assumptions.push_back(exempt_assumption(service));
}

/// NAT64: each address of the set is another IPv4 server.
bool needs_one_address(const Connection& connection) {
  const auto servers = connection.to.addresses.bits.intervals();
  return connection.path.embeds_address &&
         !(servers.size() == 1 && servers[0].first == servers[0].last);
}

void judge_class(CompiledSnapshot& model, std::span<const ClientProfile> clients,
                 Connection& connection) {
  const Service& service = connection.service;
  const bool by_port = !service.icmp && has_ports(service.protocol);
  if (const auto exempt = exemption(model.snapshot(), connection)) {
    judge_exempt(connection, *exempt);
    connection.verdict = Verdict::works;
    for (const ClientProfile& client : clients) {
      if (connection.reply && by_port) {
        connection.profiles.push_back(share_of(client, *connection.reply, service.protocol));
      }
    }
  } else {
    judge_path(model, connection, clients);
  }
  if (nothing_judges(connection)) connection.verdict = Verdict::unknown;
  if (needs_one_address(connection)) {
    connection.verdict = Verdict::unknown;
    connection.path.notes.push_back(
        {"NAT64_NEEDS_ONE_ADDRESS",
         "behind 64:ff9b::/96 every address is another IPv4 host: ask about one of them"});
  }
  connection.path_mtu = path_mtu(model, connection);
  connection.remedy =
      remedy_for(model, connection, by_port ? clients : std::span<const ClientProfile>());
  auto assumptions = assumptions_of(model.snapshot(), connection);
  connection.assumptions.insert(connection.assumptions.end(), assumptions.begin(),
                                assumptions.end());
  const bool arrives =
      connection.verdict != Verdict::no_route || connection.stop->leg == Leg::reply;
  if (connection.request.outcome != RuleAction::allow && arrives) {
    connection.reply.reset();
    connection.profiles.clear();
  }
}

/// Who asks: those that the question names; else a load balancer itself, or the default set.
std::vector<ClientProfile> clients_of(const CheckQuestion& question, const Endpoint& from) {
  if (!question.clients.empty()) return question.clients;
  if (from.location.kind == Location::Kind::load_balancer) return {balancer_profile()};
  return default_client_profiles();
}

}  // namespace

std::vector<std::pair<const Endpoint*, const Endpoint*>> endpoint_pairs(
    const Snapshot& snapshot, const std::vector<Endpoint>& from, const std::vector<Endpoint>& to,
    std::optional<IpFamily> family) {
  EndpointPairs pairs;
  for (const Endpoint& a : from) {
    for (const Endpoint& b : to) {
      if (a.addresses.family != b.addresses.family) continue;
      if (!family || a.addresses.family == *family) pairs.emplace_back(&a, &b);
    }
  }
  const EndpointPairs all = pairs;
  const auto some = [&](const auto& condition) {
    return std::any_of(all.begin(), all.end(), condition);
  };
  std::erase_if(pairs, [&](const auto& pair) {
    const Endpoint* const a = pair.first;
    const Endpoint* const b = pair.second;
    // An ACL without a word about IPv6 answers for IPv6 only if nothing else can be meant.
    if (a->family_implied || b->family_implied) {
      return some([](const auto& p) { return p.first->addresses.family == IpFamily::v4; });
    }
    // An address that exists in several VPCs: the place in the other end's VPC is meant.
    if (!is_inside(*a) || !is_inside(*b) || in_one_vpc(snapshot, *a, *b)) return false;
    return some([&](const auto& other) {
      const bool better_server = b->candidates > 1 && other.first == a;
      const bool better_client = a->candidates > 1 && other.second == b;
      return (better_server || better_client) && in_one_vpc(snapshot, *other.first, *other.second);
    });
  });
  return pairs;
}

/// True if an ICMP type belongs to the other family's protocol: 8 is IPv4's echo request, 128 that
/// of IPv6. Only types that ask for an answer are told apart. ICMPv6 is that of IPv6 altogether.
bool is_of_other_family(const ServiceSpec& spec, IpFamily family) {
  if (spec.protocol == kIcmpV6) return family == IpFamily::v4;
  if (spec.protocol != kIcmp || spec.icmp == "echo" || spec.icmp == "ping") return false;
  const IpFamily other = family == IpFamily::v4 ? IpFamily::v6 : IpFamily::v4;
  const auto message = parse_icmp_message(spec.icmp, family);
  return message && !icmp_reply(family, *message) && icmp_reply(other, *message);
}

Result<std::vector<Connection>> check(CompiledSnapshot& model, const CheckQuestion& question) {
  const auto pairs = endpoint_pairs(model.snapshot(), question.from, question.to, question.family);
  if (pairs.empty()) {
    return fail("the two ends have no addresses of one family",
                "IPv4 and IPv6 do not meet: ask about addresses of one family, and see that the "
                "subnet has a block of it");
  }
  std::vector<Connection> answers;
  for (const ServiceSpec& spec : question.services) {
    const bool some_fit = std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
      return !is_of_other_family(spec, pair.first->addresses.family);
    });
    for (const auto& pair : pairs) {
      // No structured binding: clang 14 does not let the lambda below take one.
      const auto& from = pair.first;
      const auto& to = pair.second;
      const bool other_family = is_of_other_family(spec, from->addresses.family);
      if (other_family && some_fit) continue;
      const Service service = spec.in(from->addresses.family);
      const std::vector<ClientProfile> clients = clients_of(question, *from);
      const auto ask = [&](const AddressSet& here, const AddressSet& there, const Path& path) {
        Connection& answer = answers.emplace_back();
        answer.from = *from;
        answer.to = *to;
        answer.from.addresses = here;
        answer.to.addresses = there;
        answer.service = service;
        answer.path = path;
        judge_class(model, clients, answer);
        if (other_family) {
          answer.assumptions.push_back(icmp_type_assumption(service, here.family));
        }
      };
      AddressSet servers = to->addresses;
      const auto exempt = split_exempt(model.snapshot(), *from, *to, service, servers);
      for (const PathClass& part : path_classes(model.snapshot(), *from, *to, servers, service)) {
        const auto there =
            address_classes(part.servers, filters_on(model, part.path, service, false));
        for (const AddressSet& here :
             address_classes(part.clients, filters_on(model, part.path, service, true))) {
          for (const AddressSet& server_class : there) ask(here, server_class, part.path);
        }
      }
      for (const AddressSet& address : exempt) ask(from->addresses, address, {});
    }
  }
  return answers;
}

bool is_not_filtered(const Connection& connection) {
  return !connection.assumptions.empty() && connection.assumptions.front().code == "NOT_FILTERED";
}

}  // namespace halfopen
