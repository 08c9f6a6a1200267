// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/check.hpp"

#include <algorithm>
#include <string>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/assumptions.hpp"
#include "halfopen/analysis/remedy.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

using EndpointPairs = std::vector<std::pair<const Endpoint*, const Endpoint*>>;

bool in_one_vpc(const Snapshot& snapshot, const Endpoint& a, const Endpoint& b) {
  return a.location.kind == Location::Kind::subnet && b.location.kind == Location::Kind::subnet &&
         snapshot.subnets()[a.location.index].vpc_id == snapshot.subnets()[b.location.index].vpc_id;
}

/// The rule lists that look at the client's addresses (`remote_is_client`) or at the server's.
std::vector<AddressFilter> filters_on(CompiledSnapshot& model, const Location& from,
                                      const Location& to, const Service& service,
                                      bool remote_is_client) {
  std::vector<AddressFilter> filters;
  const IpAddress none;
  const auto request = request_packet(service, none, none, 0);
  const auto reply = reply_packet(service, none, none, 0);
  for (const Leg leg : {Leg::request, Leg::reply}) {
    if (leg == Leg::reply && !reply) continue;
    for (const Crossing& crossing : crossings(model.snapshot(), from, to, leg)) {
      const bool looks_at_sender = crossing.direction == Direction::ingress;
      const bool looks_at_client = looks_at_sender == (leg == Leg::request);
      if (!crossing.acl || looks_at_client != remote_is_client) continue;
      AddressFilter filter{&model.acl(*crossing.acl), crossing.direction, service.protocol, {}};
      if (leg == Leg::request) filter.selector = selector(request);
      if (leg == Leg::reply && service.icmp) filter.selector = selector(*reply);
      filters.push_back(filter);
    }
  }
  return filters;
}

std::vector<ProfileShare> shares_of(std::span<const ClientProfile> clients, const ReplyLeg& reply) {
  std::vector<ProfileShare> shares;
  shares.reserve(clients.size());
  for (const ClientProfile& client : clients) shares.push_back(share_of(client, reply));
  return shares;
}

std::optional<std::string_view> exemption(const Snapshot& snapshot, const Connection& connection) {
  const auto servers = connection.to.addresses.bits.intervals();
  if (servers.size() != 1 || servers[0].first != servers[0].last) return std::nullopt;
  return exempt_service(snapshot, connection.from.location, connection.to.addresses.first(),
                        connection.service.protocol, connection.service.port.value_or(0));
}

/// The classes of the server's addresses; addresses of services that no network ACL filters stand
/// alone.
std::vector<AddressSet> server_classes(CompiledSnapshot& model, const Endpoint& from,
                                       const Endpoint& to, const Service& service) {
  const auto filters = filters_on(model, from.location, to.location, service, false);
  AddressSet rest = to.addresses;
  std::vector<AddressSet> exempt;
  if (!to.single && to.addresses_known) {
    for (const IpAddress& address : exempt_addresses(model.snapshot(), from.location, rest.family,
                                                     service.protocol, service.port.value_or(0))) {
      if (!rest.bits.contains(address.bits())) continue;
      exempt.push_back(AddressSet::of(CidrBlock(address, address_width(rest.family))));
      rest.bits = rest.bits - exempt.back().bits;
    }
  }
  std::vector<AddressSet> classes;
  if (!rest.empty()) classes = address_classes(rest, filters);
  classes.insert(classes.end(), exempt.begin(), exempt.end());
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

void judge_class(CompiledSnapshot& model, std::span<const ClientProfile> clients,
                 Connection& connection) {
  const Endpoint& from = connection.from;
  const Endpoint& to = connection.to;
  const Service& service = connection.service;
  if (const auto exempt = exemption(model.snapshot(), connection)) {
    judge_exempt(connection, *exempt);
  } else {
    connection.request = judge_request(model, from.location, to.location, service,
                                       from.addresses.first(), to.addresses.first());
    connection.reply = judge_reply(model, from.location, to.location, service,
                                   from.addresses.first(), to.addresses.first());
  }
  const ClientProfile whole{"", {0, 65535}};
  const bool by_port = !service.icmp && has_ports(service.protocol);
  if (connection.reply && !connection.reply->one_packet) {
    connection.profiles =
        shares_of(by_port ? clients : std::span<const ClientProfile>(&whole, 1), *connection.reply);
  }
  connection.verdict = verdict_of(connection.request, connection.reply, connection.profiles);
  if (nothing_judges(connection)) connection.verdict = Verdict::unknown;
  connection.remedy =
      remedy_for(model, connection, by_port ? clients : std::span<const ClientProfile>());
  auto assumptions = assumptions_of(model.snapshot(), connection);
  connection.assumptions.insert(connection.assumptions.end(), assumptions.begin(),
                                assumptions.end());
  if (!by_port) connection.profiles.clear();
  if (connection.request.outcome != RuleAction::allow) {
    connection.reply.reset();
    connection.profiles.clear();
  }
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
    const bool two_subnets =
        a->location.kind == Location::Kind::subnet && b->location.kind == Location::Kind::subnet;
    if (!two_subnets || in_one_vpc(snapshot, *a, *b)) return false;
    return some([&](const auto& other) {
      const bool better_server = b->candidates > 1 && other.first == a;
      const bool better_client = a->candidates > 1 && other.second == b;
      return (better_server || better_client) && in_one_vpc(snapshot, *other.first, *other.second);
    });
  });
  return pairs;
}

/// True if an ICMP type belongs to the other family's protocol: 8 is IPv4's echo request, 128 that
/// of IPv6. Only types that ask for an answer are told apart.
bool is_of_other_family(const ServiceSpec& spec, IpFamily family) {
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
  const std::vector<ClientProfile> clients =
      question.clients.empty() ? default_client_profiles() : question.clients;
  std::vector<Connection> answers;
  for (const ServiceSpec& spec : question.services) {
    const bool some_fit = std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
      return !is_of_other_family(spec, pair.first->addresses.family);
    });
    for (const auto& [from, to] : pairs) {
      const bool other_family = is_of_other_family(spec, from->addresses.family);
      if (other_family && some_fit) continue;
      const Service service = spec.in(from->addresses.family);
      const auto client_classes = address_classes(
          from->addresses, filters_on(model, from->location, to->location, service, true));
      const auto servers = server_classes(model, *from, *to, service);
      for (const AddressSet& client_class : client_classes) {
        for (const AddressSet& server_class : servers) {
          Connection& answer = answers.emplace_back();
          answer.from = *from;
          answer.to = *to;
          answer.from.addresses = client_class;
          answer.to.addresses = server_class;
          answer.service = service;
          judge_class(model, clients, answer);
          if (other_family) answer.assumptions.push_back(icmp_type_assumption(service));
        }
      }
    }
  }
  return answers;
}

FlowAnswer check_flow(CompiledSnapshot& model, const Location& from, const IpAddress& client,
                      const Location& to, const IpAddress& server, const Service& service,
                      std::uint16_t client_port) {
  FlowAnswer answer;
  const Snapshot& snapshot = model.snapshot();
  const auto reply = reply_packet(service, client, server, client_port);
  if (exempt_service(snapshot, from, server, service.protocol, service.port.value_or(0))) {
    answer.verdict = Verdict::works;
    if (reply) answer.reply.emplace();
    return answer;
  }
  return check_filtered_flow(model, from, client, to, server, service, client_port);
}

bool is_not_filtered(const Connection& connection) {
  return !connection.assumptions.empty() && connection.assumptions.front().code == "NOT_FILTERED";
}

FlowAnswer check_filtered_flow(CompiledSnapshot& model, const Location& from,
                               const IpAddress& client, const Location& to, const IpAddress& server,
                               const Service& service, std::uint16_t client_port) {
  FlowAnswer answer;
  const Snapshot& snapshot = model.snapshot();
  const auto reply = reply_packet(service, client, server, client_port);
  const auto there = crossings(snapshot, from, to, Leg::request);
  answer.request = judge_packet(model, there, request_packet(service, client, server, client_port));
  const bool both_outside =
      from.kind == Location::Kind::outside && to.kind == Location::Kind::outside;
  if (answer.request.outcome == RuleAction::deny) {
    answer.verdict = Verdict::denied;
    return answer;
  }
  RuleAction outcome = answer.request.outcome;
  if (reply) {
    const auto back = crossings(snapshot, from, to, Leg::reply);
    answer.reply = judge_packet(model, back, *reply);
    if (outcome == RuleAction::allow) outcome = answer.reply->outcome;
  }
  if (both_outside || outcome == RuleAction::unknown) {
    answer.verdict = Verdict::unknown;
  } else {
    answer.verdict = outcome == RuleAction::allow ? Verdict::works : Verdict::half_open;
  }
  return answer;
}

}  // namespace halfopen
