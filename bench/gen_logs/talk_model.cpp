// SPDX-License-Identifier: Apache-2.0
#include "talk_model.hpp"

#include <algorithm>

#include "halfopen/analysis/judge.hpp"
#include "halfopen/analysis/service.hpp"

namespace halfopen::bench {
namespace {

constexpr PortRange kAnyPort = {1024, 65535};
constexpr int kTries = 8;

/// Of one direction; what only passes by has none.
std::vector<Crossing> of_direction(const LegPath& leg, Direction direction) {
  std::vector<Crossing> found;
  for (const Crossing& crossing : leg.crossings()) {
    if (crossing.direction == direction) found.push_back(crossing);
  }
  return found;
}

/// True if all filters of the leg stand at its two ends.
bool is_plain(const LegPath& leg, std::optional<std::uint32_t> sender,
              std::optional<std::uint32_t> receiver) {
  if (leg.end != LegPath::End::delivered || !leg.via.empty()) return false;
  const auto crossings = leg.crossings();
  return std::all_of(crossings.begin(), crossings.end(), [&](const Crossing& crossing) {
    return !crossing.subnet ||
           crossing.subnet == (crossing.direction == Direction::egress ? sender : receiver);
  });
}

std::optional<std::uint32_t> subnet_of(const std::optional<LogHost>& host) {
  if (!host || host->place.kind != Location::Kind::subnet) return std::nullopt;
  return host->place.index;
}

Service service_of(const Talk& talk, std::uint16_t port) {
  Service service;
  service.protocol = is_icmp(talk.service.protocol) ? icmp_of(talk.family) : talk.service.protocol;
  if (is_icmp(service.protocol)) {
    service.icmp = echo_request(talk.family);
  } else {
    service.port = port;
  }
  return service;
}

}  // namespace

std::uint16_t draw_port(const PortRange& range, PortRandom& random) {
  return static_cast<std::uint16_t>(range.first + random.below(range.size()));
}

TalkModel::TalkModel(const Snapshot& snapshot, const LogWorld& world, std::uint64_t seed)
    : snapshot_(snapshot), world_(world), compiled_(snapshot), random_(seed) {
  const auto hosts = static_cast<std::uint32_t>(world.hosts.size());
  const auto networks = static_cast<std::uint32_t>(world.networks.size());
  for (std::uint32_t server = 0; server < hosts; ++server) {
    if (world.hosts[server].gateway) continue;
    for (std::uint32_t client = 0; client < hosts; ++client) try_pair(client, 0, server, 0);
    for (std::uint32_t net = 0; net < networks; ++net) {
      try_pair(std::nullopt, net, server, 0);
      try_pair(server, 0, std::nullopt, net);
    }
  }
  for (auto& [key, choices] : half_open_causes_) half_open_.push_back(std::move(choices));
  for (auto& [key, choices] : denied_causes_) denied_.push_back(std::move(choices));
}

void TalkModel::try_pair(std::optional<std::uint32_t> client, std::uint32_t client_network,
                         std::optional<std::uint32_t> server, std::uint32_t server_network) {
  Talk talk;
  talk.client_host = client;
  talk.client_network = client_network;
  talk.server_host = server;
  talk.server_network = server_network;
  const auto end = [&](std::optional<std::uint32_t> host, std::uint32_t network) {
    if (host) return std::optional(world_.hosts[*host].address);
    return draw_address(world_.networks[network], snapshot_, random_);
  };
  const auto from = end(client, client_network);
  const auto to = end(server, server_network);
  if (!from || !to || from->family() != to->family()) return;
  if (client && server &&
      (world_.hosts[*client].gateway ||
       world_.hosts[*client].interface == world_.hosts[*server].interface)) {
    return;
  }
  talk.family = from->family();
  for (const LogService& service : world_.services) {
    if (service.scan && client) continue;  // scans come from outside
    talk.service = service;
    if (is_icmp(service.protocol)) talk.service.protocol = icmp_of(talk.family);
    try_service(talk, *from, *to);
  }
}

void TalkModel::try_service(Talk talk, const IpAddress& client, const IpAddress& server) {
  const auto place = [&](std::optional<std::uint32_t> host) {
    return host ? world_.hosts[*host].place : Location{};
  };
  const Path path =
      trace_path(snapshot_, place(talk.client_host), client, place(talk.server_host), server,
                 talk.service.protocol,
                 is_icmp(talk.service.protocol) ? std::nullopt : std::optional(talk.service.port));
  if (!path.ways.empty() || path.embeds_address || !add_steps(talk, path)) return;
  talk.clients = path.clients;
  talk.servers = path.servers;
  TalkEnds ends;
  ends.client = client;
  ends.server = server;
  if (talk.nat_host) ends.nat = world_.hosts[*talk.nat_host].address;
  classify(std::move(talk), ends);
}

/// False for ways that are not generated: load balancers, gateways between VPCs, no way at all.
bool TalkModel::add_steps(Talk& talk, const Path& path) const {
  const auto host = [&](std::optional<std::uint32_t> number) {
    return number ? std::optional(world_.hosts[*number]) : std::nullopt;
  };
  const auto client = host(talk.client_host);
  const auto server = host(talk.server_host);
  const auto step = [&](std::uint8_t view, Leg leg, const LegPath& of, Direction direction) {
    talk.steps.push_back({view, leg, of_direction(of, direction)});
  };
  const PathSegment& near = path.segments.front();
  if (path.segments.size() == 1) {
    if (near.translated || near.balanced ||
        !is_plain(near.request, subnet_of(client), subnet_of(server)) ||
        !is_plain(near.reply, subnet_of(server), subnet_of(client))) {
      return false;
    }
    if (client) talk.views.push_back({client->interface, Side::client, 0});
    if (server) talk.views.push_back({server->interface, Side::server, 0});
    const auto at_server = static_cast<std::uint8_t>(talk.views.size() - 1);
    if (client) step(0, Leg::request, near.request, Direction::egress);
    if (server) step(at_server, Leg::request, near.request, Direction::ingress);
    if (server) step(at_server, Leg::reply, near.reply, Direction::egress);
    if (client) step(0, Leg::reply, near.reply, Direction::ingress);
    return true;
  }
  const PathSegment& far = path.segments[1];
  if (path.segments.size() != 2 || !far.translated || far.balanced || !far.client || server ||
      talk.service.protocol == kIcmp || talk.service.protocol == kIcmpV6) {
    return false;
  }
  for (std::uint32_t i = 0; i < world_.hosts.size(); ++i) {
    if (world_.hosts[i].gateway && world_.hosts[i].address == *far.client) talk.nat_host = i;
  }
  const auto nat = host(talk.nat_host);
  if (!nat || !is_plain(near.request, subnet_of(client), subnet_of(nat)) ||
      !is_plain(near.reply, subnet_of(nat), subnet_of(client)) ||
      !is_plain(far.request, subnet_of(nat), std::nullopt) ||
      !is_plain(far.reply, std::nullopt, subnet_of(nat))) {
    return false;
  }
  talk.views = {{client->interface, Side::client, 0},
                {nat->interface, Side::server, 0},
                {nat->interface, Side::client, 1}};
  step(0, Leg::request, near.request, Direction::egress);
  step(1, Leg::request, near.request, Direction::ingress);
  step(2, Leg::request, far.request, Direction::egress);
  step(2, Leg::reply, far.reply, Direction::ingress);
  step(1, Leg::reply, near.reply, Direction::egress);
  step(0, Leg::reply, near.reply, Direction::ingress);
  return true;
}

std::vector<PortRange> TalkModel::port_choices(const Talk& talk) const {
  if (is_icmp(talk.service.protocol)) return {{0, 0}};
  if (talk.client_host) return {world_.hosts[*talk.client_host].client_ports};
  return {{32768, 60999}, {49152, 65535}, kAnyPort};  // Linux, Windows, behind a translator
}

void TalkModel::classify(Talk talk, const TalkEnds& sample) {
  const auto index = static_cast<std::uint32_t>(talks_.size());
  bool works = false;
  bool used = false;
  for (const PortRange& ports : port_choices(talk)) {
    const TalkChoice choice = {index, ports};
    if (talk.service.scan) {
      scans_.push_back(choice);
      used = true;
      continue;
    }
    std::map<CauseKey, Leg> dead;
    bool alive = false;
    for (int i = 0; i < kTries; ++i) {
      TalkEnds ends = sample;
      ends.client_port = draw_port(ports, random_);
      ends.server_port = talk.service.port;
      ends.nat_port = draw_port(kAnyPort, random_);
      const TalkFate fate = judge(talk, ends);
      if (fate.unknown) continue;
      if (fate.works()) {
        alive = true;
        continue;
      }
      const TalkStep& step = talk.steps[fate.dies_at];
      dead.try_emplace({step.leg, talk.views[step.view].side, fate.blame,
                        talk.service.protocol.number, talk.family, talk.nat_host.has_value()},
                       step.leg);
    }
    if (alive) working_.push_back(choice);
    for (const auto& [key, leg] : dead) {
      (leg == Leg::reply ? half_open_causes_ : denied_causes_)[key].push_back(choice);
    }
    works = works || alive;
    used = used || alive || !dead.empty();
  }
  talk.works_for_some = works;
  if (used) talks_.push_back(std::move(talk));
}

std::uint32_t TalkModel::blame(const PacketCrossing& by) {
  const bool groups = by.crossing.groups.has_value();
  const TalkBlame found = {groups ? "security-group" : "network-acl",
                           std::string(filter_id(snapshot_, by.crossing)),
                           groups ? "*" : rule_label(by.decision), by.crossing.direction};
  const auto [at, is_new] =
      blame_numbers_.try_emplace(found, static_cast<std::uint32_t>(blames_.size()));
  if (is_new) blames_.push_back(found);
  return at->second;
}

TalkFate TalkModel::judge(const Talk& talk, const TalkEnds& ends) {
  const Service service = service_of(talk, ends.server_port);
  TalkFate fate;
  for (std::size_t i = 0; i < talk.steps.size() && fate.works(); ++i) {
    const TalkStep& step = talk.steps[i];
    if (step.crossings.empty()) continue;
    const bool translated = talk.views[step.view].segment == 1;
    const IpAddress& near = translated ? ends.nat : ends.client;
    const std::uint16_t port = translated ? ends.nat_port : ends.client_port;
    const Packet packet = step.leg == Leg::request
                              ? request_packet(service, near, ends.server, port)
                              : *reply_packet(service, near, ends.server, port);
    const PacketFate at = judge_packet(compiled_, step.crossings, packet);
    fate.unknown = fate.unknown || at.outcome == RuleAction::unknown;
    if (!at.denied_by) continue;
    fate.dies_at = i;
    fate.blame = blame(at.crossings[*at.denied_by]);
  }
  return fate;
}

}  // namespace halfopen::bench
