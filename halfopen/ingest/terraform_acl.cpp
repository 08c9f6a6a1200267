// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_acl.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halfopen {
namespace {

using Rows = std::vector<NetworkAclEntry>;
using RowKey = std::pair<Direction, RuleNumber>;  ///< what one ACL holds once
using Places = std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t>;

constexpr std::string_view kAcl = "aws_network_acl";
constexpr std::string_view kDefaultAcl = "aws_default_network_acl";

RowKey key_of(const NetworkAclEntry& row) { return {row.direction, row.number}; }

bool holds(const Rows& rows, const NetworkAclEntry& row) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const NetworkAclEntry& each) { return same_rule(each, row); });
}

/// The resources of a side by the places where they are declared: builders leave them as origins.
class Declared {
 public:
  explicit Declared(const Declaration& declaration) : declaration_(declaration) {
    for (std::size_t i = 0; i < declaration.resources.size(); ++i) {
      const Origin& origin = declaration.resources[i].origin;
      places_.emplace(std::pair{origin.line, origin.column}, i);
    }
  }

  const DeclaredResource* at(const Origin& origin) const {
    const auto found = places_.find({origin.line, origin.column});
    return found == places_.end() ? nullptr : &declaration_.resources[found->second];
  }

 private:
  const Declaration& declaration_;
  Places places_;
};

/// Standalone rows by network ACL.
std::map<std::string, Rows> by_acl(const std::vector<AddedRow>& rows) {
  std::map<std::string, Rows> found;
  for (const AddedRow& added : rows) found[added.acl_id].push_back(added.row);
  return found;
}

/// The resources of the side before that the plan deletes or replaces, by their places.
std::set<std::pair<std::uint32_t, std::uint32_t>> gone_places(const Declaration& before,
                                                              const Declaration& after) {
  std::set<std::size_t> kept;
  for (const DeclaredResource& resource : after.resources) {
    if (resource.prior) kept.insert(*resource.prior);
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> gone;
  for (std::size_t i = 0; i < before.resources.size(); ++i) {
    const Origin& origin = before.resources[i].origin;
    if (!kept.contains(i)) gone.emplace(origin.line, origin.column);
  }
  return gone;
}

class AclFold {
 public:
  AclFold(const TerraformSide& before, const TerraformSide& after, Diagnostics& diagnostics)
      : before_(before),
        after_(after),
        diagnostics_(diagnostics),
        declared_(after.declaration),
        gone_(gone_places(before.declaration, after.declaration)),
        standalone_before_(by_acl(before.draft.additions.rows)) {
    for (const NetworkAclDraft& acl : before.draft.acls) {
      before_acls_.emplace(acl.identity.id, &acl);
    }
    for (const AclAssociation& each : before.draft.associations) {
      associated_before_.emplace(each.subnet_id, each.acl_id);
    }
    const std::vector<AddedRow>& added = after.draft.additions.rows;
    for (std::size_t i = 0; i < added.size(); ++i) added_at_[added[i].acl_id].push_back(i);
    undone_.resize(added.size());
  }

  void rows() {
    for (NetworkAclDraft& acl : after_.draft.acls) {
      const DeclaredResource* const resource = declared_.at(acl.identity.origin);
      if (resource == nullptr) continue;
      const auto prior = before_acls_.find(acl.identity.id);
      if (resource->is_new()) {
        if (resource->type == kDefaultAcl) wipe_standalone(acl.identity.id, *resource);
      } else if (prior != before_acls_.end()) {
        fold(acl, *prior->second);
      }
    }
    std::vector<AddedRow>& added = after_.draft.additions.rows;
    std::vector<AddedRow> kept;
    for (std::size_t i = 0; i < added.size(); ++i) {
      if (!undone_[i]) kept.push_back(std::move(added[i]));
    }
    added = std::move(kept);
  }

  void associations() {
    std::map<std::string_view, std::set<std::string_view>> strong;
    std::vector<bool> weak;
    for (const AclAssociation& association : after_.draft.associations) {
      weak.push_back(is_computed(association));
      if (!weak.back()) strong[association.subnet_id].insert(association.acl_id);
    }
    const auto ended = ended_associations();
    const auto gone_subnets = gone_subnet_ids();
    std::vector<AclAssociation> kept;
    for (std::size_t i = 0; i < weak.size(); ++i) {
      const AclAssociation& one = after_.draft.associations[i];
      const auto other = strong.find(one.subnet_id);
      const bool moved = other != strong.end() && !other->second.contains(one.acl_id);
      const bool is_ended = ended.contains({one.subnet_id, one.acl_id}) && other == strong.end();
      // Who associates subnets that nobody can tell may take any of them.
      const bool is_lost =
          moved || is_ended || after_.draft.acls_doubtful || gone_subnets.contains(one.subnet_id);
      if (weak[i] && is_lost) continue;
      kept.push_back(one);
    }
    after_.draft.associations = std::move(kept);
    if (!after_.draft.acls_doubtful) fall_to_default(gone_subnets);
  }

  /// Subnets that leave their network ACL for no other one fall to the default one of their VPC.
  void fall_to_default(const std::set<std::string_view>& gone_subnets) {
    std::set<std::string_view> associated;
    for (const AclAssociation& one : after_.draft.associations) associated.insert(one.subnet_id);
    std::map<std::string_view, std::string_view> vpcs;
    for (const Subnet& subnet : after_.draft.subnets) vpcs.emplace(subnet.id, subnet.vpc_id);
    std::vector<AclAssociation> fallen;
    for (const auto& [subnet, acl] : associated_before_) {
      const auto vpc = vpcs.find(subnet);
      if (associated.contains(subnet) || gone_subnets.contains(subnet) || vpc == vpcs.end()) {
        continue;
      }
      for (const NetworkAclDraft& each : after_.draft.acls) {
        const bool is_default = each.identity.is_default && !each.identity.vpc_id.empty();
        if (!is_default || each.identity.vpc_id != vpc->second) continue;
        fallen.push_back({std::string(subnet), each.identity.id, each.identity.origin});
      }
    }
    for (AclAssociation& one : fallen) after_.draft.associations.push_back(std::move(one));
  }

 private:
  bool is_gone(const Origin& origin) const { return gone_.contains({origin.line, origin.column}); }

  /// Adopting a default network ACL deletes every rule that it has, whoever declares it.
  void wipe_standalone(const std::string& acl_id, const DeclaredResource& resource) {
    for (const std::size_t i : added_to(acl_id)) {
      const AddedRow& added = after_.draft.additions.rows[i];
      const DeclaredResource* const rule = declared_.at(added.row.origin);
      if (rule == nullptr || rule->is_new()) continue;
      undone_[i] = true;
      diagnostics_.push_back({DiagnosticCode::mixed_rules, Severity::warning, added.row.origin,
                              rule->address + ": rule " + rule_label(added.row) +
                                  " is deleted, because " + resource.address +
                                  " adopts the default network ACL",
                              "move the rule into ingress or egress of " + resource.address});
    }
  }

  /// The standalone rows of a network ACL.
  const std::vector<std::size_t>& added_to(const std::string& acl_id) const {
    static const std::vector<std::size_t> kNone;
    const auto found = added_at_.find(acl_id);
    return found == added_at_.end() ? kNone : found->second;
  }

  void fold(NetworkAclDraft& acl, const NetworkAclDraft& prior) {
    const Rows planned = std::move(acl.rows);
    Rows rows = prior.rows;
    const auto standalone = standalone_before_.find(acl.identity.id);
    std::set<RowKey> deleted;
    if (standalone != standalone_before_.end()) {
      for (const NetworkAclEntry& row : standalone->second) {
        if (!holds(rows, row)) rows.push_back(row);
        if (is_gone(row.origin)) deleted.insert(key_of(row));
      }
    }
    std::erase_if(rows, [&](const NetworkAclEntry& row) { return deleted.contains(key_of(row)); });
    std::set<RowKey> updated;  // deleted by the update of the inline rules
    for (const NetworkAclEntry& row : prior.rows) {
      if (!holds(planned, row)) updated.insert(key_of(row));
    }
    std::erase_if(rows, [&](const NetworkAclEntry& row) { return updated.contains(key_of(row)); });
    for (const NetworkAclEntry& row : planned) {
      if (!holds(prior.rows, row)) rows.push_back(row);
    }
    for (NetworkAclEntry& row : rows) row.origin = place_of(row, planned, acl.identity.origin);
    drop_undone(acl.identity.id, rows);
    warn_of_taken_numbers(acl.identity.id, rows);
    acl.rows = std::move(rows);
  }

  static Origin place_of(const NetworkAclEntry& row, const Rows& planned, const Origin& acl) {
    for (const NetworkAclEntry& each : planned) {
      if (same_rule(each, row)) return each.origin;
    }
    return acl;
  }

  /// Standalone rules that stay as they are, and whose rows this apply deletes.
  void drop_undone(const std::string& acl_id, const Rows& rows) {
    for (const std::size_t i : added_to(acl_id)) {
      const AddedRow& added = after_.draft.additions.rows[i];
      const DeclaredResource* const rule = declared_.at(added.row.origin);
      undone_[i] = rule != nullptr && !rule->is_new() && !holds(rows, added.row);
    }
  }

  void warn_of_taken_numbers(const std::string& acl_id, const Rows& rows) {
    for (const std::size_t i : added_to(acl_id)) {
      const AddedRow& added = after_.draft.additions.rows[i];
      const DeclaredResource* const rule = declared_.at(added.row.origin);
      if (rule == nullptr || !rule->is_new()) continue;
      const bool taken = std::any_of(rows.begin(), rows.end(), [&](const NetworkAclEntry& row) {
        return key_of(row) == key_of(added.row);
      });
      if (!taken) continue;
      diagnostics_.push_back({DiagnosticCode::mixed_rules, Severity::warning, added.row.origin,
                              rule->address +
                                  ": creating it fails, because the network ACL has a rule " +
                                  rule_label(added.row) + " (" +
                                  std::string(to_string(added.row.direction)) + ") already",
                              "import the rule, or give it another number"});
    }
  }

  /// True for a list of subnets that only repeats what the state says.
  bool is_computed(const AclAssociation& association) const {
    const DeclaredResource* const resource = declared_.at(association.origin);
    if (resource == nullptr || resource->is_new()) return false;
    if (resource->type != kAcl && resource->type != kDefaultAcl) return false;
    if (resource->configures("subnet_ids")) return false;
    return associated_before_.contains({association.subnet_id, association.acl_id});
  }

  std::set<std::pair<std::string_view, std::string_view>> ended_associations() const {
    const Declared before(before_.declaration);
    std::set<std::pair<std::string_view, std::string_view>> ended;
    for (const AclAssociation& each : before_.draft.associations) {
      const DeclaredResource* const resource = before.at(each.origin);
      if (resource == nullptr || resource->type == kAcl || resource->type == kDefaultAcl) continue;
      if (is_gone(each.origin)) ended.emplace(each.subnet_id, each.acl_id);
    }
    return ended;
  }

  std::set<std::string_view> gone_subnet_ids() const {
    std::set<std::string_view> ids;
    for (const Subnet& subnet : before_.draft.subnets) {
      if (is_gone(subnet.origin)) ids.insert(subnet.id);
    }
    return ids;
  }

  const TerraformSide& before_;
  const TerraformSide& after_;
  Diagnostics& diagnostics_;
  Declared declared_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> gone_;
  std::map<std::string, Rows> standalone_before_;
  std::map<std::string_view, const NetworkAclDraft*> before_acls_;
  std::set<std::pair<std::string_view, std::string_view>> associated_before_;
  std::map<std::string, std::vector<std::size_t>> added_at_;  ///< standalone rows by their ACL
  std::vector<bool> undone_;  ///< of standalone rows: this apply deletes them, or they are gone
};

}  // namespace

void fold_network_acls(const TerraformSide& before, const TerraformSide& after,
                       Diagnostics& diagnostics) {
  AclFold fold(before, after, diagnostics);
  fold.rows();
  fold.associations();
}

void name_vpcs_of_default_acls(const TerraformSide& side) {
  const Document& document = *side.declaration.document;
  std::map<std::string_view, std::string_view> vpcs;  // by their default network ACLs
  for (const DeclaredResource& resource : side.declaration.resources) {
    if (resource.type != "aws_vpc" && resource.type != "aws_default_vpc") continue;
    const auto acl = document.member(resource.fields, "default_network_acl_id");
    if (acl && document.at(*acl).kind == NodeKind::text) {
      vpcs.emplace(document.at(*acl).text, resource.id);
    }
  }
  for (NetworkAclDraft& acl : side.draft.acls) {
    const auto vpc = vpcs.find(acl.identity.id);
    if (acl.identity.is_default && acl.identity.vpc_id.empty() && vpc != vpcs.end()) {
      acl.identity.vpc_id = vpc->second;
    }
  }
}

void doubt_default_acls(SnapshotDraft& draft) {
  const auto& fresh = draft.additions.new_vpcs;
  for (NetworkAclDraft& acl : draft.acls) {
    const bool is_new = std::any_of(fresh.begin(), fresh.end(), [&](const NewVpc& vpc) {
      return vpc.default_acl_id == acl.identity.id;
    });
    acl.identity.rest_unknown = acl.identity.is_default && !is_new;
  }
}

void warn_of_mixed_rules(const TerraformSide& side, Diagnostics& diagnostics) {
  const Declared declared(side.declaration);
  const std::map<std::string, Rows> standalone = by_acl(side.draft.additions.rows);
  for (const NetworkAclDraft& acl : side.draft.acls) {
    const DeclaredResource* const resource = declared.at(acl.identity.origin);
    const auto added = standalone.find(acl.identity.id);
    if (resource == nullptr || added == standalone.end()) continue;
    const bool is_mixed =
        std::any_of(added->second.begin(), added->second.end(), [&](const NetworkAclEntry& row) {
          const bool ingress = row.direction == Direction::ingress;
          if (resource->type == kDefaultAcl) return resource->configured.has_value();
          if (resource->configures(ingress ? "ingress" : "egress")) return true;
          // A dynamic block does not stand in the configuration of a plan.
          return resource->is_new() &&
                 std::any_of(acl.rows.begin(), acl.rows.end(), [&](const NetworkAclEntry& each) {
                   return each.direction == row.direction;
                 });
        });
    if (!is_mixed) continue;
    const DeclaredResource* const rule = declared.at(added->second.front().origin);
    diagnostics.push_back(
        {DiagnosticCode::mixed_rules, Severity::warning, resource->origin,
         resource->address + " has rules in ingress or egress, and " +
             (rule == nullptr ? std::string("others") : rule->address) +
             " adds to it: each apply undoes the rules of the other",
         "keep the rules of a network ACL either inline or in aws_network_acl_rule"});
  }
}

}  // namespace halfopen
