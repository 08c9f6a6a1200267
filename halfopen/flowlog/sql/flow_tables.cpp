// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/flow_tables.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "halfopen/analysis/flow_cache.hpp"
#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/flowlog/sql/flow_width.hpp"
#include "halfopen/flowlog/sql/port_stretches.hpp"
#include "halfopen/flowlog/sql/snapshot_tables.hpp"
#include "halfopen/vpc/exempt_service.hpp"

namespace halfopen::sql {
namespace {

using RunOfAddresses = AddressCells::Cell;
using Guarded = FlowAsked::Guarded;
using Cuts = std::vector<std::uint16_t>;

/// Protocols that gateways or rules of AWS treat by their own: those with ports, ICMP, and what
/// tunnels and VPNs use. More rows than needed do no harm.
constexpr std::array<std::int64_t, 14> kUsualProtocols = {1,  2,  4,  6,  17, 33,  41,
                                                          47, 50, 51, 58, 89, 132, 136};

/// What becomes of flows of a stretch of server ports and of client ports.
struct Run {
  std::array<std::uint16_t, 4> ports{};  ///< first and last of the server's, of the client's
  std::uint32_t said = 0;
  friend auto operator<=>(const Run&, const Run&) = default;
};
using FlowPolicy = std::vector<Run>;

struct RowKey {
  Guarded guarded = Guarded::nobody_knows;
  std::int64_t place = 0;  ///< of the interface, as tables have it
  std::int64_t row = -1;   ///< of protocols
  IpProtocol protocol;
};

class FlowWriter {
 public:
  FlowWriter(CompiledSnapshot& model, std::string name, FlowTold told)
      : model_(model), cache_(model), judge_(model), name_(std::move(name)), told_(told) {}

  Result<FlowTables> write() {
    name_rows();
    cut_ports();
    for (const IpFamily family : kIpFamilies) {
      std::vector<RunOfAddresses> cells;
      for (RunOfAddresses cell = 0; cell < cache_.cells().size(); ++cell) {
        if (cache_.cells().family(cell) == family) cells.push_back(cell);
      }
      if (auto done = add_family(cells); !done) return tl::unexpected<Error>(done.error());
    }
    return tables();
  }

 private:
  static tl::unexpected<Error> too_large() {
    return fail("the snapshot tells too many addresses and ports apart to be written as a query",
                "give a snapshot of fewer VPCs, or run logs replay on the files");
  }

  std::set<std::int64_t> named_protocols() {
    if (told_ == FlowTold::edges) return {kTcp.number, kUdp.number};
    std::set<std::int64_t> named(kUsualProtocols.begin(), kUsualProtocols.end());
    const auto look = [&](const NetworkAcl& acl) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const NetworkAclEntry& entry : acl.entries(direction)) {
          if (entry.protocol >= 0) named.insert(entry.protocol);
        }
      }
    };
    for_each_filter(model_, [&](const CompiledAcl& rules) { look(rules.acl()); });
    return named;
  }

  void name_rows() {
    const std::set<std::int64_t> named = named_protocols();
    protocols_.assign(named.begin(), named.end());
    std::vector<std::pair<Guarded, std::int64_t>> places = {{Guarded::nobody_knows, 0}};
    if (cache_.is_bare()) {
      places.emplace_back(Guarded::server, 1);
      places.emplace_back(Guarded::client, 2);
    }
    for (const auto& [guarded, place] : places) {
      for (const std::int64_t protocol : protocols_) {
        rows_.push_back(
            {guarded, place, protocol, IpProtocol{static_cast<std::uint8_t>(protocol)}});
      }
      for (std::int64_t other = 0; told_ == FlowTold::verdict && other < 256; ++other) {
        if (named.contains(other)) continue;
        rows_.push_back({guarded, place, -1, IpProtocol{static_cast<std::uint8_t>(other)}});
        break;
      }
    }
  }

  void cut_ports() {
    for (const IpProtocol protocol : {kTcp, kUdp}) {
      PortStretches stretches = port_stretches(model_, protocol);
      if (told_ == FlowTold::edges) stretches.client = {0};
      cuts_[protocol.number] = {std::move(stretches.server), std::move(stretches.client)};
    }
  }

  const std::array<Cuts, 2>& cuts_of(IpProtocol protocol) const {
    static const std::array<Cuts, 2> kOne = {Cuts{0}, Cuts{0}};
    const auto found = cuts_.find(protocol.number);
    return found == cuts_.end() ? kOne : found->second;
  }

  Result<bool> add_family(const std::vector<RunOfAddresses>& cells) {
    std::map<std::vector<std::uint64_t>, std::size_t> known;
    std::vector<RunOfAddresses> heads;  // a cell of each group
    std::vector<std::size_t> group_of;  // by cell
    for (const RunOfAddresses cell : cells) {
      const auto [at, is_new] = known.try_emplace(looks_of(cell), heads.size());
      if (is_new) heads.push_back(cell);
      group_of.push_back(at->second);
    }
    for (const RowKey& row : rows_) {
      const auto& cuts = cuts_of(row.protocol);
      asked_ += heads.size() * heads.size() * cuts[0].size() * cuts[1].size();
    }
    if (asked_ > kMostFlowsAsked) return too_large();
    std::vector<std::uint32_t> policies;  // by row, client and server
    policies.reserve(rows_.size() * heads.size() * heads.size());
    for (const RowKey& row : rows_) {
      for (const RunOfAddresses client : heads) {
        for (const RunOfAddresses server : heads) {
          const auto policy = policy_of(row, client, server);
          if (!policy) return tl::unexpected<Error>(policy.error());
          policies.push_back(*policy);
        }
      }
    }
    const auto classes = join_groups(heads.size(), policies);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::int64_t own = classes[group_of[i]];
      if (i != 0 && classes_.back().second == own) continue;
      const IpFamily family = cache_.cells().family(cells[i]);
      classes_.emplace_back(address_key(family, cache_.cells().addresses(cells[i]).first), own);
    }
    return true;
  }

  /// All that can matter of a cell's addresses: equal for cells that fare alike. Addresses that
  /// something is known of stand for themselves.
  std::vector<std::uint64_t> looks_of(RunOfAddresses cell) {
    const Snapshot& snapshot = model_.snapshot();
    const Topology& topology = snapshot.topology();
    const IpFamily family = cache_.cells().family(cell);
    const auto run = cache_.cells().addresses(cell);
    const IpAddress address(family, run.first);
    const auto subnets = snapshot.subnets_at(address);
    const bool is_special = run.first == run.last || subnets.size() > 1 ||
                            topology.owner_of_public(address) ||
                            exempt_service_addresses(snapshot, family).contains(run.first);
    if (is_special) return {cell};
    std::vector<std::uint64_t> looks = {~std::uint64_t{0}, ~std::uint64_t{0}};
    if (!subnets.empty()) {
      const HostClass& host = topology.host(subnets[0], address);
      looks[0] = subnets[0];
      looks[1] = static_cast<std::uint64_t>(&host - topology.hosts(subnets[0]).data());
      if (topology.node_at(subnets[0], address)) return {cell};
    }
    looks.push_back(is_internet(address) ? 1 : 0);
    looks.push_back(topology.loaded(family).bits.contains(run.first) ? 1 : 0);
    const auto route = [&](const RouteLookup& table) {
      const auto found = table.find(address);
      looks.push_back(found ? *found + std::uint64_t{1} : 0);
    };
    for (std::uint32_t i = 0; i < snapshot.objects().route_tables.size(); ++i) {
      route(topology.lookup(i));
    }
    for (std::uint32_t i = 0; i < snapshot.objects().transit_route_tables.size(); ++i) {
      route(topology.transit_lookup(i));
    }
    for_each_filter(model_, [&](const CompiledAcl& rules) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const RowKey& row : rows_) {
          looks.push_back(map_number(&rules.decisions(direction, address, row.protocol)));
        }
      }
    });
    return looks;
  }

  std::uint64_t map_number(const DecisionMap* map) {
    return maps_.try_emplace(map, maps_.size()).first->second;
  }

  Result<std::uint32_t> policy_of(const RowKey& row, RunOfAddresses client, RunOfAddresses server) {
    const auto& [server_cuts, client_cuts] = cuts_of(row.protocol);
    const auto near = cache_.cells().addresses(client);
    const auto far = cache_.cells().addresses(server);
    const IpFamily family = cache_.cells().family(client);
    FlowAsked flow;
    flow.client = IpAddress(family, near.first);
    flow.server = IpAddress(family, far.first);
    flow.protocol = row.protocol;
    flow.guarded = row.guarded;
    const bool is_pair = near.first == near.last && far.first == far.last;
    FlowPolicy policy;
    std::size_t before = 0;  // where the stretch of server ports before begins in the policy
    for (const std::uint16_t port : server_cuts) {
      flow.server_port = port;
      flow.client_port = 0;
      if (!is_pair && !is_wide(model_, cache_, judge_, flow, near, far)) return by_addresses(flow);
      const std::size_t begin = policy.size();
      for (const std::uint16_t client_port : client_cuts) {
        flow.client_port = client_port;
        const std::uint32_t said = ask(flow);
        if (policy.size() > begin && policy.back().said == said) continue;
        if (policy.size() > begin) policy.back().ports[3] = last_before(client_port);
        policy.push_back({{port, 65535, client_port, 65535}, said});
      }
      if (begin == 0) continue;
      if (is_same(policy, before, begin)) {
        policy.resize(begin);
        continue;
      }
      for (std::size_t i = before; i < begin; ++i) policy[i].ports[1] = last_before(port);
      before = begin;
    }
    const auto number = static_cast<std::uint32_t>(policy_numbers_.size());
    return policy_numbers_.try_emplace(std::move(policy), number).first->second;
  }

  /// The number of what is said, or of the list of edges.
  std::uint32_t ask(const FlowAsked& flow) {
    const FlowCache::Told told = cache_.ask(flow);
    if (told_ == FlowTold::verdict) return told.said;
    std::vector<std::uint32_t> edges(told.edges.begin(), told.edges.end());
    std::sort(edges.begin(), edges.end());
    const auto number = static_cast<std::uint32_t>(edge_lists_.size());
    return edge_lists_.try_emplace(std::move(edges), number).first->second;
  }

  static std::uint16_t last_before(std::uint16_t port) {
    return static_cast<std::uint16_t>(port - 1);
  }

  /// Whether the runs from `begin` on say what those from `before` to it say.
  static bool is_same(const FlowPolicy& policy, std::size_t before, std::size_t begin) {
    if (begin - before != policy.size() - begin) return false;
    for (std::size_t i = 0; i < begin - before; ++i) {
      const Run& x = policy[before + i];
      const Run& y = policy[begin + i];
      if (x.said != y.said || x.ports[2] != y.ports[2] || x.ports[3] != y.ports[3]) return false;
    }
    return true;
  }

  static tl::unexpected<Error> by_addresses(const FlowAsked& flow) {
    return fail("the way from " + to_string(flow.client) + " to " + to_string(flow.server) +
                    " hangs on single addresses, which a query has no room for",
                "run logs replay on the files");
  }

  /// Groups that fare alike with all others are one class. The classes of the groups.
  std::vector<std::int64_t> join_groups(std::size_t n, const std::vector<std::uint32_t>& policies) {
    const auto at = [&](std::size_t row, std::size_t client, std::size_t server) {
      return policies[(row * n + client) * n + server];
    };
    std::map<std::vector<std::uint32_t>, std::int64_t> numbers;
    std::vector<std::size_t> heads;
    std::vector<std::int64_t> classes;
    const auto first_class = class_count_;
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<std::uint32_t> fares;
      fares.reserve(rows_.size() * n * 2);
      for (std::size_t row = 0; row < rows_.size(); ++row) {
        for (std::size_t j = 0; j < n; ++j) {
          fares.push_back(at(row, i, j));
          fares.push_back(at(row, j, i));
        }
      }
      const auto [known, is_new] = numbers.try_emplace(std::move(fares), class_count_);
      if (is_new) {
        heads.push_back(i);
        ++class_count_;
      }
      classes.push_back(known->second);
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      for (std::size_t i = 0; i < heads.size(); ++i) {
        for (std::size_t j = 0; j < heads.size(); ++j) {
          pairs_.push_back({rows_[row].place, first_class + static_cast<std::int64_t>(i),
                            first_class + static_cast<std::int64_t>(j), rows_[row].row,
                            std::int64_t{at(row, heads[i], heads[j])}});
        }
      }
    }
    return classes;
  }

  /// Protocols that fare as the unnamed ones need no rows of their own.
  void drop_alike_protocols() {
    if (protocols_.size() == 256) return;
    std::map<std::int64_t, std::vector<sql::Cell>> fares;
    for (const auto& row : pairs_) {
      auto& own = fares[std::get<std::int64_t>(row[3])];
      for (const std::size_t column : {0U, 1U, 2U, 4U}) own.push_back(row[column]);
    }
    const auto is_alike = [&](std::int64_t protocol) {
      return protocol != -1 && fares[protocol] == fares[-1];
    };
    std::erase_if(pairs_,
                  [&](const auto& row) { return is_alike(std::get<std::int64_t>(row[3])); });
    std::erase_if(protocols_, is_alike);
  }

  Result<FlowTables> tables() {
    drop_alike_protocols();
    // The policy of most pairs goes without saying.
    std::map<std::int64_t, std::size_t> often;
    for (const auto& row : pairs_) ++often[std::get<std::int64_t>(row.back())];
    const auto rarer = [](const auto& x, const auto& y) { return x.second < y.second; };
    const std::int64_t usual = std::max_element(often.begin(), often.end(), rarer)->first;
    std::erase_if(pairs_,
                  [&](const auto& row) { return std::get<std::int64_t>(row.back()) == usual; });
    InlineTable pairs{
        "pair_" + name_,
        integers({"place", "client_class", "server_class", "protocol_row", "policy_number"}),
        std::move(pairs_)};
    std::set<std::uint32_t> used;
    InlineTable runs = run_table(used);
    if (pairs.rows.size() + runs.rows.size() > kMostInlineRows) return too_large();
    FlowTables out;
    out.tables = {std::move(pairs), std::move(runs)};
    if (told_ == FlowTold::verdict) {
      out.tables.push_back(said_table(used));
    } else {
      out.tables.push_back(crossed_table());
      out.tables.push_back(edge_table());
    }
    out.classes = std::move(classes_);
    out.protocols = protocols_;
    out.usual_policy = usual;
    out.is_bare = cache_.is_bare();
    return out;
  }

  static std::vector<InlineTable::Column> integers(std::initializer_list<const char*> names) {
    std::vector<InlineTable::Column> columns;
    for (const char* name : names) columns.push_back({name, Type::integer});
    return columns;
  }

  /// `used`: the numbers that occur.
  InlineTable run_table(std::set<std::uint32_t>& used) const {
    InlineTable runs{"run_" + name_,
                     integers({"policy_number", "low_server_port", "high_server_port",
                               "low_client_port", "high_client_port", "said_number"}),
                     {}};
    for (const auto& [policy, number] : policy_numbers_) {
      for (const Run& run : policy) {
        runs.rows.push_back({std::int64_t{number}, std::int64_t{run.ports[0]},
                             std::int64_t{run.ports[1]}, std::int64_t{run.ports[2]},
                             std::int64_t{run.ports[3]}, std::int64_t{run.said}});
        used.insert(run.said);
      }
    }
    return runs;
  }

  InlineTable said_table(const std::set<std::uint32_t>& used) const {
    InlineTable said{"said_" + name_, integers({"said_number"}), {}};
    said.columns.push_back({"verdict", Type::text});
    said.columns.push_back({"decided_by", Type::text});
    for (const std::uint32_t number : used) {
      const FlowSaid& one = cache_[number];
      said.rows.push_back(
          {std::int64_t{number}, std::string(to_string(one.verdict)), one.decided_by});
    }
    return said;
  }

  InlineTable crossed_table() const {
    InlineTable crossed{"crossed_" + name_, integers({"said_number", "edge_number"}), {}};
    for (const auto& [edges, number] : edge_lists_) {
      for (const std::uint32_t edge : edges) {
        crossed.rows.push_back({std::int64_t{number}, std::int64_t{edge}});
      }
    }
    return crossed;
  }

  InlineTable edge_table() const {
    const Snapshot& snapshot = model_.snapshot();
    InlineTable table{"edge_" + name_,
                      {{"edge_number", Type::integer},
                       {"subnet_id", Type::text},
                       {"acl_id", Type::text},
                       {"is_egress", Type::integer}},
                      {}};
    for (std::uint32_t i = 0; i < cache_.edge_count(); ++i) {
      const ReplyEdge& edge = cache_.edge(i);
      const std::string subnet = edge.subnet ? snapshot.subnets()[*edge.subnet].id : std::string();
      const std::string acl =
          edge.acl ? std::string(snapshot.acls()[*edge.acl].id()) : std::string();
      table.rows.push_back({std::int64_t{i}, subnet, acl,
                            std::int64_t{edge.direction == Direction::egress ? 1 : 0}});
    }
    return table;
  }

  CompiledSnapshot& model_;
  FlowCache cache_;
  FlowJudge judge_;
  std::string name_;
  FlowTold told_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> edge_lists_;  ///< if edges are asked for
  std::size_t asked_ = 0;
  std::map<const DecisionMap*, std::uint64_t> maps_;
  std::vector<std::int64_t> protocols_;
  std::vector<RowKey> rows_;
  std::map<std::uint8_t, std::array<Cuts, 2>> cuts_;  ///< of the server, of the client
  std::map<FlowPolicy, std::uint32_t> policy_numbers_;
  std::int64_t class_count_ = 0;
  std::vector<std::pair<std::string, std::int64_t>> classes_;
  std::vector<std::vector<sql::Cell>> pairs_;
};

Expr class_tree(std::span<const std::pair<std::string, std::int64_t>> classes, const Expr& key) {
  if (classes.size() == 1) return number(classes[0].second);
  const std::size_t half = classes.size() / 2;
  return cases({{key < text(classes[half].first), class_tree(classes.first(half), key)}},
               class_tree(classes.subspan(half), key));
}

}  // namespace

Result<FlowTables> flow_tables(CompiledSnapshot& model, const std::string& name, FlowTold told) {
  return FlowWriter(model, name, told).write();
}

Expr class_of(const FlowTables& tables, const Expr& key) { return class_tree(tables.classes, key); }

}  // namespace halfopen::sql
