// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/snapshot_tables.hpp"

#include <set>
#include <string>

#include "halfopen/flowlog/sql/address_expression.hpp"
#include "halfopen/vpc/crossing.hpp"

namespace halfopen::sql {
namespace {

constexpr std::int64_t kNone = -1;

std::int64_t rank_of(RuleAction action) {
  switch (action) {
    case RuleAction::allow: return kActionAllow;
    case RuleAction::deny: return kActionDeny;
    case RuleAction::unknown: break;
  }
  return kActionUnknown;
}

class SnapshotWriter {
 public:
  explicit SnapshotWriter(CompiledSnapshot& model)
      : model_(model), snapshot_(model.snapshot()), topology_(snapshot_.topology()) {}

  Result<SnapshotTables> write() {
    SnapshotTables out;
    out.has_only_acl = snapshot_.subnets().empty() && snapshot_.acls().size() == 1;
    out.tables.push_back(interface_addresses());
    out.tables.push_back(nat_interfaces());
    out.tables.push_back(interface_hosts());
    out.tables.push_back(interface_subnets());
    out.tables.push_back(subnet_blocks());
    out.tables.push_back(address_subnets());
    out.tables.push_back(subnet_filters());
    if (out.has_only_acl) acls_.insert(0);
    out.tables.push_back(host_groups());
    name_protocols();
    out.protocols = named_;
    out.tables.push_back(filter_names());
    auto decisions = decision_rows();
    if (!decisions) return tl::unexpected(decisions.error());
    out.tables.push_back(std::move(*decisions));
    std::size_t rows = 0;
    for (const InlineTable& table : out.tables) rows += table.rows.size();
    if (rows > kMostInlineRows) return too_large();
    return out;
  }

 private:
  static tl::unexpected<Error> too_large() {
    return fail("the snapshot's decisions would fill more than " + std::to_string(kMostInlineRows) +
                    " rows of the query",
                "give a snapshot of fewer VPCs, or run logs diagnose on the files");
  }
  /// Network ACLs first, then groups.
  std::int64_t group_filter(std::uint32_t groups) const {
    return static_cast<std::int64_t>(snapshot_.acls().size()) + groups;
  }
  std::int64_t groups_of(const HostClass& host) {
    if (!host.groups) return kNone;
    groups_.insert(*host.groups);
    return group_filter(*host.groups);
  }

  InlineTable interface_addresses() const {
    InlineTable table{
        "interface_address", {{"interface_id", Type::text}, {"address_key", Type::text}}, {}};
    std::set<std::pair<std::string, std::string>> seen;
    std::set<std::string> ids;
    for (const NetworkInterface& interface : topology_.objects().interfaces) {
      if (interface.id.empty() || !ids.insert(interface.id).second) continue;
      for (const NetworkInterface::Address& own : interface.addresses) {
        if (!seen.emplace(interface.id, address_key(own.address)).second) continue;
        table.rows.push_back({interface.id, address_key(own.address)});
      }
    }
    return table;
  }

  InlineTable interface_hosts() const {
    InlineTable table{
        "interface_host", {{"interface_id", Type::text}, {"first_key", Type::text}}, {}};
    std::set<std::string> ids;
    for (const NetworkInterface& interface : topology_.objects().interfaces) {
      if (interface.id.empty() || !ids.insert(interface.id).second) continue;
      if (interface.addresses.empty()) continue;
      table.rows.push_back({interface.id, address_key(interface.addresses.front().address)});
    }
    return table;
  }

  InlineTable nat_interfaces() const {
    InlineTable table{"nat_interface", {{"interface_id", Type::text}}, {}};
    std::set<std::string> ids;
    for (const NetworkInterface& interface : topology_.objects().interfaces) {
      if (interface.id.empty() || !ids.insert(interface.id).second) continue;
      if (interface.kind == "nat_gateway") table.rows.push_back({interface.id});
    }
    return table;
  }

  InlineTable interface_subnets() const {
    InlineTable table{
        "interface_subnet", {{"interface_id", Type::text}, {"subnet_number", Type::integer}}, {}};
    std::set<std::string> seen;
    for (const NetworkInterface& interface : topology_.objects().interfaces) {
      const auto subnet = topology_.subnet(interface.subnet_id);
      if (interface.id.empty() || !seen.insert(interface.id).second || !subnet) continue;
      table.rows.push_back({interface.id, std::int64_t{*subnet}});
    }
    return table;
  }

  InlineTable subnet_blocks() const {
    InlineTable table{
        "subnet_block",
        {{"subnet_number", Type::integer}, {"low_key", Type::text}, {"high_key", Type::text}},
        {}};
    for (std::uint32_t i = 0; i < snapshot_.subnets().size(); ++i) {
      // Blocks that touch are one; a row a block would join twice where they overlap.
      for (const IpFamily family : kIpFamilies) {
        AddressSet all{family, {}};
        for (const CidrBlock& block : snapshot_.subnets()[i].cidrs) {
          if (block.family() == family) all.bits = all.bits | AddressSet::of(block).bits;
        }
        for (const auto& run : all.bits.intervals()) {
          table.rows.push_back(
              {std::int64_t{i}, address_key(family, run.first), address_key(family, run.last)});
        }
      }
    }
    return table;
  }

  InlineTable address_subnets() const {
    InlineTable table{"address_subnet",
                      {{"family", Type::text},
                       {"low_key", Type::text},
                       {"high_key", Type::text},
                       {"subnet_number", Type::integer}},
                      {}};
    for (const IpFamily family : kIpFamilies) {
      const auto runs = snapshot_.subnet_tree().boundaries(family);
      for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto subnets = snapshot_.subnets_of(runs[i].node);
        if (subnets.size() != 1) continue;
        const AddressBits last =
            i + 1 < runs.size() ? runs[i + 1].first - 1 : last_address_bits(family);
        table.rows.push_back({std::string(family == IpFamily::v4 ? "4" : "6"),
                              address_key(family, runs[i].first), address_key(family, last),
                              std::int64_t{subnets[0]}});
      }
    }
    return table;
  }

  InlineTable subnet_filters() {
    InlineTable table{"subnet_filter",
                      {{"subnet_number", Type::integer},
                       {"acl_number", Type::integer},
                       {"group_number", Type::integer}},
                      {}};
    for (std::uint32_t i = 0; i < snapshot_.subnets().size(); ++i) {
      const auto acl = guarding_acl(snapshot_, {Location::Kind::subnet, i});
      if (acl) acls_.insert(*acl);
      table.rows.push_back(
          {std::int64_t{i}, acl ? std::int64_t{*acl} : kNone, groups_of(topology_.hosts(i)[0])});
    }
    return table;
  }

  InlineTable host_groups() {
    InlineTable table{"host_groups",
                      {{"subnet_number", Type::integer},
                       {"low_key", Type::text},
                       {"high_key", Type::text},
                       {"group_number", Type::integer}},
                      {}};
    for (std::uint32_t i = 0; i < snapshot_.subnets().size(); ++i) {
      const auto hosts = topology_.hosts(i);
      for (const HostClass& host : hosts.subspan(1)) {
        for (const IpFamily family : kIpFamilies) {
          for (const auto& run : host.of(family).bits.intervals()) {
            table.rows.push_back({std::int64_t{i}, address_key(family, run.first),
                                  address_key(family, run.last), groups_of(host)});
          }
        }
      }
    }
    return table;
  }

  void name_protocols() {
    std::set<std::int64_t> named;
    const auto look = [&](const NetworkAcl& acl) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const NetworkAclEntry& entry : acl.entries(direction)) {
          if (entry.protocol >= 0) named.insert(entry.protocol);
        }
      }
    };
    for (const std::uint32_t acl : acls_) look(snapshot_.acls()[acl]);
    for (const std::uint32_t groups : groups_) look(model_.groups(groups).acl());
    named_.assign(named.begin(), named.end());
    rows_ = named_;
    for (std::int64_t other = 0; other < 256; ++other) {
      if (named.contains(other)) continue;
      unnamed_ = other;
      rows_.push_back(kNone);
      break;
    }
  }

  InlineTable filter_names() const {
    InlineTable table{
        "filter_name", {{"filter_number", Type::integer}, {"filter_id", Type::text}}, {}};
    for (const std::uint32_t acl : acls_) {
      table.rows.push_back({std::int64_t{acl}, std::string(snapshot_.acls()[acl].id())});
    }
    for (const std::uint32_t groups : groups_) {
      table.rows.push_back(
          {group_filter(groups), std::string(topology_.group_sets()[groups].label())});
    }
    return table;
  }

  Result<InlineTable> decision_rows() {
    InlineTable table{"decision",
                      {{"filter_number", Type::integer},
                       {"is_ingress", Type::integer},
                       {"protocol_row", Type::integer},
                       {"low_key", Type::text},
                       {"high_key", Type::text},
                       {"low_selector", Type::integer},
                       {"high_selector", Type::integer},
                       {"action_rank", Type::integer},
                       {"rule_text", Type::text}},
                      {}};
    for (const std::uint32_t acl : acls_) add_decisions(table, acl, model_.acl(acl));
    for (const std::uint32_t groups : groups_) {
      add_decisions(table, group_filter(groups), model_.groups(groups));
    }
    if (table.rows.size() > kMostInlineRows) return too_large();
    return table;
  }

  void add_decisions(InlineTable& table, std::int64_t filter, const CompiledAcl& rules) const {
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      for (const IpFamily family : kIpFamilies) {
        for (const std::int64_t row : rows_) {
          if (table.rows.size() > kMostInlineRows) return;
          add_runs(table, filter, rules, direction, family, row);
        }
      }
    }
  }

  void add_runs(InlineTable& table, std::int64_t filter, const CompiledAcl& rules,
                Direction direction, IpFamily family, std::int64_t row) const {
    const IpProtocol protocol{static_cast<std::uint8_t>(row == kNone ? unnamed_ : row)};
    const auto runs = rules.boundaries(direction, family);
    const auto map_at = [&](std::size_t i) -> const DecisionMap& {
      return rules.decisions(direction, IpAddress(family, runs[i].first), protocol);
    };
    for (std::size_t i = 0; i < runs.size();) {
      const DecisionMap& map = map_at(i);
      std::size_t end = i + 1;
      while (end < runs.size() && map_at(end) == map) ++end;
      const AddressBits last = end < runs.size() ? runs[end].first - 1 : last_address_bits(family);
      for (const DecisionSegment& segment : map.segments()) {
        table.rows.push_back({filter, std::int64_t{direction == Direction::ingress ? 1 : 0}, row,
                              address_key(family, runs[i].first), address_key(family, last),
                              std::int64_t{segment.first}, std::int64_t{segment.last},
                              rank_of(segment.action),
                              rule_label(rules.decision(direction, segment))});
      }
      i = end;
    }
  }

  CompiledSnapshot& model_;
  const Snapshot& snapshot_;
  const Topology& topology_;
  std::set<std::uint32_t> acls_;
  std::set<std::uint32_t> groups_;
  std::vector<std::int64_t> named_;
  std::vector<std::int64_t> rows_;
  std::int64_t unnamed_ = 0;
};

}  // namespace

Result<SnapshotTables> snapshot_tables(CompiledSnapshot& model) {
  return SnapshotWriter(model).write();
}

}  // namespace halfopen::sql
