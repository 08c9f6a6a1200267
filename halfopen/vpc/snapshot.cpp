// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

bool same_vpc(const Vpc& a, const Vpc& b) { return a.cidrs == b.cidrs; }

bool same_subnet(const Subnet& a, const Subnet& b) {
  return a.vpc_id == b.vpc_id && a.cidrs == b.cidrs;
}

Diagnostic contradiction(const std::string& id, const Origin& origin) {
  return {DiagnosticCode::contradicting_object, Severity::error, origin,
          id + " is described twice, differently: what hangs on it is unknown",
          "give the exports of one moment; to compare two moments, name them separately"};
}

void report_missing_pages(const PageCount& pages, const std::string& what,
                          Diagnostics& diagnostics) {
  if (!pages.incomplete()) return;
  diagnostics.push_back({DiagnosticCode::more_pages, Severity::warning, pages.next_token,
                         "the export of " + what + " goes on, and the next page is not here",
                         "export all pages: leave out --max-items and --no-paginate"});
}

std::vector<std::string> sorted_unique(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

Snapshot Snapshot::build(SnapshotDraft draft, Diagnostics& diagnostics) {
  Snapshot snapshot;
  report_missing_pages(draft.acl_pages, "network ACLs", diagnostics);
  report_missing_pages(draft.subnet_pages, "subnets", diagnostics);
  snapshot.add_vpcs(draft.vpcs, diagnostics);
  snapshot.add_subnets(draft.subnets, diagnostics);
  snapshot.add_acls(draft.acls, diagnostics);
  snapshot.bind_subnets(draft, diagnostics);
  snapshot.index_addresses(diagnostics);
  settle(draft.objects, diagnostics);
  snapshot.topology_ =
      std::make_shared<const Topology>(std::move(draft.objects), snapshot.vpcs_, snapshot.subnets_);
  snapshot.aliases_.insert(draft.aliases.begin(), draft.aliases.end());
  snapshot.not_judged_ = sorted_unique(std::move(draft.not_judged));
  snapshot.not_read_ = sorted_unique(std::move(draft.not_read));
  return snapshot;
}

void Snapshot::add_vpcs(std::vector<Vpc>& vpcs, Diagnostics& diagnostics) {
  for (Vpc& vpc : vpcs) {
    const auto [known, is_new] =
        vpc_by_id_.try_emplace(vpc.id, static_cast<std::uint32_t>(vpcs_.size()));
    if (is_new) {
      vpcs_.push_back(std::move(vpc));
    } else if (!same_vpc(vpcs_[known->second], vpc)) {
      diagnostics.push_back(
          {DiagnosticCode::contradicting_object, Severity::warning, vpc.origin,
           vpc.id + " is described twice with different blocks: all of them count",
           "give the exports of one moment"});
      auto& cidrs = vpcs_[known->second].cidrs;
      for (const CidrBlock& block : vpc.cidrs) {
        if (std::find(cidrs.begin(), cidrs.end(), block) == cidrs.end()) cidrs.push_back(block);
      }
    }
  }
}

void Snapshot::add_subnets(std::vector<Subnet>& subnets, Diagnostics& diagnostics) {
  for (Subnet& subnet : subnets) {
    const auto [known, is_new] =
        subnet_by_id_.try_emplace(subnet.id, static_cast<std::uint32_t>(subnets_.size()));
    if (is_new) {
      subnets_.push_back(std::move(subnet));
      subnet_contradicts_.push_back(false);
    } else if (!same_subnet(subnets_[known->second], subnet)) {
      diagnostics.push_back(contradiction(subnet.id, subnet.origin));
      subnet_contradicts_[known->second] = true;
      auto& cidrs = subnets_[known->second].cidrs;
      cidrs.insert(cidrs.end(), subnet.cidrs.begin(), subnet.cidrs.end());
    }
  }
}

void Snapshot::add_acls(std::vector<NetworkAclDraft>& acls, Diagnostics& diagnostics) {
  acls_.reserve(acls.size());
  for (NetworkAclDraft& draft : acls) {
    NetworkAcl acl(std::move(draft.identity), std::move(draft.rows), diagnostics);
    const auto [known, is_new] =
        acl_by_id_.try_emplace(acl.id(), static_cast<std::uint32_t>(acls_.size()));
    if (is_new) {
      acls_.push_back(std::move(acl));
      acl_contradicts_.push_back(false);
    } else if (!same_rules(acls_[known->second], acl) ||
               acls_[known->second].vpc_id() != acl.vpc_id() ||
               acls_[known->second].is_default() != acl.is_default()) {
      diagnostics.push_back(contradiction(acl.id(), acl.origin()));
      acl_contradicts_[known->second] = true;
    } else if (acls_[known->second].identity().rest_unknown && !acl.identity().rest_unknown) {
      acls_[known->second] = std::move(acl);  // both say the same, this one knows more
    }
  }
  for (std::size_t i = 0; i < acls_.size(); ++i) {
    if (!acl_contradicts_[i]) continue;
    acls_[i] = NetworkAcl(NetworkAcl::Identity(acls_[i].identity()),
                          unknown_rules(acls_[i].origin()), diagnostics);
  }
}

void Snapshot::bind_subnets(const SnapshotDraft& draft, Diagnostics& diagnostics) {
  for (const AclAssociation& association : draft.associations) {
    const auto [known, is_new] = subnet_by_id_.try_emplace(
        association.subnet_id, static_cast<std::uint32_t>(subnets_.size()));
    if (is_new) {
      const auto acl = acl_by_id_.find(association.acl_id);
      subnets_.push_back({association.subnet_id,
                          "",
                          acl == acl_by_id_.end() ? "" : acls_[acl->second].vpc_id(),
                          {},
                          association.origin});
      subnet_contradicts_.push_back(false);
    }
  }
  bindings_.assign(subnets_.size(), {});
  std::vector<std::string_view> named(subnets_.size());
  for (const AclAssociation& association : draft.associations) {
    const std::uint32_t subnet = subnet_by_id_.find(association.subnet_id)->second;
    AclBinding& binding = bindings_[subnet];
    if (!named[subnet].empty() && named[subnet] != association.acl_id) {
      if (binding.source != AclBinding::Source::contradicting) {
        diagnostics.push_back(
            {DiagnosticCode::contradicting_association, Severity::error, association.origin,
             association.subnet_id + " is associated with " + std::string(named[subnet]) +
                 " and with " + association.acl_id + ": its ACL is unknown",
             "a subnet has one network ACL; give the exports of one moment"});
      }
      binding.source = AclBinding::Source::contradicting;
      continue;
    }
    named[subnet] = association.acl_id;
    const auto acl = acl_by_id_.find(association.acl_id);
    if (acl != acl_by_id_.end()) binding = {AclBinding::Source::associated, acl->second};
  }
  const auto defaults = default_acls(diagnostics);
  // "No association, so the default ACL" needs every association to be here. EC2 itself lists the
  // default ACL's subnets, so the rule is seldom needed, and never on doubtful evidence.
  const bool acls_are_whole =
      draft.not_read.empty() && !draft.acls_doubtful && !draft.acl_pages.incomplete();
  for (std::uint32_t subnet = 0; subnet < subnets_.size(); ++subnet) {
    if (subnet_contradicts_[subnet]) {
      bindings_[subnet].source = AclBinding::Source::contradicting;
    } else if (named[subnet].empty() && acls_are_whole) {
      const auto acl = defaults.find(subnets_[subnet].vpc_id);
      if (acl != defaults.end()) {
        bindings_[subnet] = {AclBinding::Source::implied_default, acl->second};
      }
    }
  }
}

/// The default ACL of each VPC that has exactly one in the input.
std::map<std::string_view, std::uint32_t> Snapshot::default_acls(Diagnostics& diagnostics) const {
  std::map<std::string_view, std::uint32_t> found;
  std::vector<std::string_view> ambiguous;
  for (std::uint32_t i = 0; i < acls_.size(); ++i) {
    if (!acls_[i].is_default() || acls_[i].vpc_id().empty()) continue;
    if (acls_[i].identity().rest_unknown) continue;
    if (found.try_emplace(acls_[i].vpc_id(), i).second) continue;
    ambiguous.push_back(acls_[i].vpc_id());
    diagnostics.push_back({DiagnosticCode::contradicting_object, Severity::error, acls_[i].origin(),
                           acls_[i].vpc_id() + " has two default network ACLs: " +
                               acls_[found[acls_[i].vpc_id()]].id() + " and " + acls_[i].id(),
                           "a VPC has one default network ACL; give the exports of one moment"});
  }
  for (const std::string_view vpc : ambiguous) found.erase(vpc);
  return found;
}

void Snapshot::index_addresses(Diagnostics& diagnostics) {
  std::vector<CidrBlock> blocks;
  std::vector<std::uint32_t> owner;
  for (std::uint32_t subnet = 0; subnet < subnets_.size(); ++subnet) {
    for (const CidrBlock& block : subnets_[subnet].cidrs) {
      blocks.push_back(block);
      owner.push_back(subnet);
    }
  }
  subnet_tree_ = CidrTree(blocks);
  const auto nodes = subnet_tree_.nodes();
  subnets_of_node_.assign(nodes.size(), {});
  for (CidrTree::NodeId node = 1; node < nodes.size(); ++node) {
    auto& holders = subnets_of_node_[node];
    holders = subnets_of_node_[nodes[node].parent];
    for (const std::uint32_t member : nodes[node].members) {
      const std::uint32_t subnet = owner[member];
      for (const std::uint32_t other : holders) {
        if (other == subnet || subnets_[other].vpc_id != subnets_[subnet].vpc_id) continue;
        diagnostics.push_back(
            {DiagnosticCode::overlapping_subnets, Severity::error, subnets_[subnet].origin,
             subnets_[subnet].id + " and " + subnets_[other].id + " of one VPC share addresses",
             "the blocks of a VPC's subnets cannot overlap; check the export"});
      }
      if (std::find(holders.begin(), holders.end(), subnet) == holders.end()) {
        holders.push_back(subnet);
      }
    }
  }
}

std::optional<std::uint32_t> Snapshot::find_vpc(std::string_view id) const {
  const auto found = vpc_by_id_.find(id);
  if (found == vpc_by_id_.end()) return std::nullopt;
  return found->second;
}

std::string_view Snapshot::id_of(std::string_view text) const {
  const auto found = aliases_.find(text);
  return found == aliases_.end() ? text : std::string_view(found->second);
}

std::span<const std::uint32_t> Snapshot::subnets_at(const IpAddress& address) const {
  return subnets_of_node_[subnet_tree_.find(address)];
}

Snapshot Snapshot::with_rows(std::uint32_t acl, std::vector<NetworkAclEntry> rows,
                             Diagnostics& diagnostics) const {
  Snapshot copy = *this;
  copy.acls_[acl] =
      NetworkAcl(NetworkAcl::Identity(acls_[acl].identity()), std::move(rows), diagnostics);
  return copy;
}

}  // namespace halfopen
