// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/flow_cache.hpp"

#include <algorithm>

#include "halfopen/analysis/flow_leg.hpp"
#include "halfopen/analysis/path_judge.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen {
namespace {

ServiceSpec spec_of(const FlowAsked& flow) {
  ServiceSpec spec{flow.protocol, std::nullopt, ""};
  if (filters_ports(flow.protocol)) spec.port = flow.server_port;
  if (is_icmp(flow.protocol)) spec.icmp = "echo";
  return spec;
}

bool is_of_one_family(const FlowAsked& flow) {
  return flow.client.family() == flow.server.family();
}

bool holds_run(const AddressSet& set, const Interval<AddressBits>& run) {
  const auto runs = set.bits.intervals();
  const auto behind =
      std::upper_bound(runs.begin(), runs.end(), run.first,
                       [](AddressBits bits, const auto& one) { return bits < one.first; });
  return behind != runs.begin() && std::prev(behind)->last >= run.last;
}

/// Both ends where the flow has one place for each.
struct FlowPlaces {
  Location client;
  Location server;
};

}  // namespace

FlowCache::FlowCache(CompiledSnapshot& model, std::size_t most)
    : model_(model),
      judge_(model),
      cells_(model),
      most_(std::max<std::size_t>(most, 1)),
      bare_(model.snapshot().subnets().empty() && model.snapshot().acls().size() == 1) {}

std::size_t FlowCache::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = key.ends * 0x9e3779b97f4a7c15U;
  hash = (hash ^ (hash >> 32U) ^ key.rest) * 0xd6e8feb86659fd93U;
  return hash ^ (hash >> 32U);
}

FlowCache::Key FlowCache::key_of(const FlowAsked& flow, Scope scope) {
  Key key;
  const bool by_cell = scope == Scope::cells;
  const std::uint64_t client = by_cell ? cells_.find(flow.client) : number_of(flow.client);
  const std::uint64_t server = by_cell ? cells_.find(flow.server) : number_of(flow.server);
  key.ends = client << 32U | server;
  key.rest = static_cast<std::uint64_t>(scope) | std::uint64_t{flow.protocol.number} << 8U;
  if (bare_) key.rest |= static_cast<std::uint64_t>(flow.guarded) << 4U;
  if (!filters_ports(flow.protocol)) return key;
  key.rest |= std::uint64_t{flow.server_port} << 16U;
  return key;
}

std::uint32_t FlowCache::number_of(const IpAddress& address) {
  return addresses_.try_emplace(address, static_cast<std::uint32_t>(addresses_.size()))
      .first->second;
}

std::uint32_t FlowCache::number_of(FlowSaid said) {
  const auto [at, is_new] =
      said_numbers_.try_emplace(said, static_cast<std::uint32_t>(said_.size()));
  if (is_new) said_.push_back(std::move(said));
  return at->second;
}

FlowCache::Told FlowCache::ask(const FlowAsked& flow) {
  forget_if_full();
  const Entry* entry = &entry_of(flow, Scope::cells);
  if (entry->scope != Scope::cells) entry = &entry_of(flow, entry->scope);
  const auto begin = pieces_.begin() + entry->first_piece;
  const auto piece = std::prev(
      std::upper_bound(begin, begin + entry->pieces, flow.client_port,
                       [](std::uint16_t port, const Piece& one) { return port < one.first_port; }));
  if (piece->said == kNotAsked) {
    FlowAsked first = flow;
    first.client_port = piece->first_port;
    piece->said = judge(first);
  }
  return {piece->said, std::span(edge_lists_).subspan(entry->first_edge, entry->edges)};
}

const FlowCache::Entry& FlowCache::entry_of(const FlowAsked& flow, Scope scope) {
  const auto [at, is_new] = entries_.try_emplace(key_of(flow, scope));
  if (is_new) at->second = make(flow, scope);
  return at->second;
}

void FlowCache::forget_if_full() {
  constexpr std::size_t kPiecesEach = 8;
  if (entries_.size() < most_ && pieces_.size() < kPiecesEach * most_) return;
  entries_.clear();
  pieces_.clear();
  edge_lists_.clear();
  addresses_.clear();
  judge_.forget();
}

FlowCache::Entry FlowCache::make(const FlowAsked& flow, Scope scope) {
  Entry entry{scope, static_cast<std::uint32_t>(pieces_.size()), 0,
              static_cast<std::uint32_t>(edge_lists_.size()), 0};
  port_cuts_.assign(1, 0);
  if (!is_of_one_family(flow)) return add_pieces(entry);
  const auto client = judge_.end(flow.client);
  const auto server = judge_.end(flow.server);
  if (!client || !server || !client->simple || !server->simple) {
    entry.scope = Scope::addresses;
    if (scope == Scope::cells) return entry;
    if (filters_ports(flow.protocol)) cut_ports_at_all_rules();
    return add_pieces(entry);
  }
  FlowPlaces places{client->location, server->location};
  if (bare_ && flow.guarded == FlowAsked::Guarded::client) places.client.kind = Location::Kind::acl;
  if (bare_ && flow.guarded == FlowAsked::Guarded::server) places.server.kind = Location::Kind::acl;
  const Service service = spec_of(flow).in(flow.client.family());
  const Path path = trace_path(model_.snapshot(), places.client, flow.client, places.server,
                               flow.server, service.protocol, service.port);
  const bool is_uniform = !path.embeds_address &&
                          holds_run(path.clients, cells_.addresses(cells_.find(flow.client))) &&
                          holds_run(path.servers, cells_.addresses(cells_.find(flow.server)));
  if (scope == Scope::cells && !is_uniform) {
    entry.scope = Scope::addresses;
    return entry;
  }
  cut_ports(path, flow, service);
  const bool exempt = exempt_service(model_.snapshot(), places.client, flow.server,
                                     service.protocol, service.port.value_or(0))
                          .has_value();
  if (!exempt) add_edges(path);
  entry.edges = static_cast<std::uint32_t>(edge_lists_.size()) - entry.first_edge;
  return add_pieces(entry);
}

/// One piece for each run of client ports in port_cuts_.
FlowCache::Entry FlowCache::add_pieces(Entry entry) {
  std::sort(port_cuts_.begin(), port_cuts_.end());
  port_cuts_.erase(std::unique(port_cuts_.begin(), port_cuts_.end()), port_cuts_.end());
  for (const std::uint16_t port : port_cuts_) pieces_.push_back({port, kNotAsked});
  entry.pieces = static_cast<std::uint32_t>(port_cuts_.size());
  return entry;
}

/// Where no way is at hand to tell which rules matter: all of them do.
void FlowCache::cut_ports_at_all_rules() {
  if (all_cuts_.empty()) {
    const auto cut = [&](const NetworkAcl& rules) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const NetworkAclEntry& entry : rules.entries(direction)) {
          all_cuts_.insert(entry.ports.first);
          if (entry.ports.last != 65535) {
            all_cuts_.insert(static_cast<std::uint16_t>(entry.ports.last + 1));
          }
        }
      }
    };
    const Snapshot& snapshot = model_.snapshot();
    for (const NetworkAcl& acl : snapshot.acls()) cut(acl);
    for (const GroupSet& groups : snapshot.topology().group_sets()) cut(groups.rules());
    all_cuts_.insert(0);
  }
  port_cuts_.assign(all_cuts_.begin(), all_cuts_.end());
}

/// At the first ports of the runs that the filters of the reply do not tell apart.
void FlowCache::cut_ports(const Path& path, const FlowAsked& flow, const Service& service) {
  for (const PathSegment& segment : path.segments) {
    if (segment.translated) continue;
    for (const PathSegment& variant : segment_variants(model_, segment, service)) {
      const IpAddress& near = variant.client ? *variant.client : flow.client;
      const IpAddress& far = variant.server ? *variant.server : flow.server;
      const Service own = service_in_segment(variant, service, flow.server.family(), far.family());
      if (!filters_ports(own.protocol)) continue;
      for (const Crossing& crossing : variant.reply.crossings()) {
        const CompiledAcl* rules = model_.filter(crossing);
        if (rules == nullptr) continue;
        const IpAddress remote = remote_at(crossing, far, near);
        for (const DecisionSegment& part :
             rules->decisions(crossing.direction, remote, own.protocol).segments()) {
          port_cuts_.push_back(part.first);
        }
      }
    }
  }
}

void FlowCache::add_edges(const Path& path) {
  const std::size_t begin = edge_lists_.size();
  for (const PathSegment& segment : path.segments) {
    if (segment.translated) continue;
    for (const Crossing& crossing : segment.reply.crossings()) {
      if (crossing.groups) continue;
      const ReplyEdge edge{crossing.subnet, crossing.acl, crossing.direction};
      const auto [at, is_new] =
          edge_numbers_.try_emplace(edge, static_cast<std::uint32_t>(edges_.size()));
      if (is_new) edges_.push_back(edge);
      const auto own = edge_lists_.begin() + static_cast<std::ptrdiff_t>(begin);
      if (std::find(own, edge_lists_.end(), at->second) == edge_lists_.end()) {
        edge_lists_.push_back(at->second);
      }
    }
  }
}

std::uint32_t FlowCache::judge(const FlowAsked& flow) {
  ++judged_;
  if (!is_of_one_family(flow)) return number_of(FlowSaid{});
  const Snapshot& snapshot = model_.snapshot();
  const auto said_of = [&](const FlowAnswer& answer) {
    return number_of(FlowSaid{answer.verdict, decided_by(snapshot, answer)});
  };
  if (bare_ && flow.guarded != FlowAsked::Guarded::nobody_knows) {
    const Location guarded{Location::Kind::acl, 0};
    const bool at_client = flow.guarded == FlowAsked::Guarded::client;
    return said_of(check_flow(model_, at_client ? guarded : Location{}, flow.client,
                              at_client ? Location{} : guarded, flow.server,
                              spec_of(flow).in(flow.client.family()), flow.client_port));
  }
  const auto client = judge_.end(flow.client);
  const auto server = judge_.end(flow.server);
  if (!client || !server) return number_of(FlowSaid{});
  const auto said = judge_.judge(*client, *server, spec_of(flow), flow.client_port);
  return said ? said_of(said->answer) : number_of(FlowSaid{});
}

}  // namespace halfopen
