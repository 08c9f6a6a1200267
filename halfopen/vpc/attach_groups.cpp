// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "halfopen/vpc/attach.hpp"

namespace halfopen {
namespace {

/// Everything that decides; description, id and origin do not.
SecurityGroupRule allow_all(Direction direction, const Origin& origin) {
  SecurityGroupRule rule;
  rule.direction = direction;
  rule.origin = origin;
  return rule;
}

/// Joins rules, groups and interfaces.
class GroupAttacher {
 public:
  GroupAttacher(SnapshotDraft& draft, OutsideObjects& outside)
      : draft_(draft), groups_(draft.objects.security_groups), outside_(outside) {}

  void attach() {
    join_interfaces();
    adopt_default_groups();
    index_ = index_of(groups_);
    for (const DefaultEgress& egress : draft_.additions.default_egress) add_egress(egress);
    for (const AddedGroupRule& added : draft_.additions.group_rules) put(added);
  }

 private:
  using Kind = AddedLink::Kind;

  void join_interfaces() {
    std::vector<NetworkInterface>& interfaces = draft_.objects.interfaces;
    const IdIndex by_id = index_of(interfaces);
    for (const AddedLink& link : draft_.additions.links) {
      const bool by_default = link.kind == Kind::default_group_of_interface;
      if (!by_default && link.kind != Kind::group_of_interface) continue;
      const auto at = by_id.find(link.owner_id);
      if (at == by_id.end()) {
        if (!link.owner_id.empty()) {
          outside_.add(link.owner_id, "a security group", "describe-network-interfaces",
                       link.origin);
        }
        continue;
      }
      NetworkInterface& interface = interfaces[at->second];
      if (by_default) {
        give_default(interface);
      } else {
        add_group(interface, link.member_id);
      }
    }
  }

  static void add_group(NetworkInterface& interface, std::string id) {
    if (id.empty()) {
      id = "an unknown security group of " + interface.id;
      interface.groups_known = false;
    }
    auto& ids = interface.group_ids;
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }

  /// The default group of the VPC.
  void give_default(NetworkInterface& interface) {
    const std::string& vpc = interface.vpc_id;
    for (const NewVpc& fresh : draft_.additions.new_vpcs) {
      if (fresh.vpc_id == vpc) return add_group(interface, fresh.default_group_id);
    }
    for (const SecurityGroup& group : groups_) {
      if (group.vpc_id == vpc && !vpc.empty() && group.name == "default") {
        return add_group(interface, group.id);
      }
    }
    interface.groups_known = false;
    add_group(interface, "the default security group of " + (vpc.empty() ? "its VPC" : vpc));
  }

  /// Ids of groups that something names.
  std::set<std::string_view> named_groups() const {
    std::set<std::string_view> named;
    for (const NetworkInterface& interface : draft_.objects.interfaces) {
      named.insert(interface.group_ids.begin(), interface.group_ids.end());
    }
    for (const AddedGroupRule& added : draft_.additions.group_rules) {
      named.insert(added.group_id);
      named.insert(added.rule.group);
    }
    for (const SecurityGroup& group : groups_) {
      for (const SecurityGroupRule& rule : group.rules) named.insert(rule.group);
    }
    return named;
  }

  /// The default group of a new VPC: its members reach each other, and everything outside (VPC User
  /// Guide, Default security groups). It is made where something names it.
  void adopt_default_groups() {
    if (draft_.additions.new_vpcs.empty()) return;
    const std::set<std::string_view> named = named_groups();
    const IdIndex known = index_of(groups_);
    std::vector<SecurityGroup> made;
    for (const NewVpc& fresh : draft_.additions.new_vpcs) {
      if (const auto own = known.find(fresh.default_group_id); own != known.end()) {
        groups_[own->second].vpc_id = fresh.vpc_id;
        continue;
      }
      if (!named.contains(fresh.default_group_id)) continue;
      SecurityGroup group;
      group.id = fresh.default_group_id;
      group.name = "default";
      group.vpc_id = fresh.vpc_id;
      group.members_known = false;
      group.origin = fresh.origin;
      SecurityGroupRule rule = allow_all(Direction::ingress, fresh.origin);
      rule.group = group.id;
      group.rules.push_back(std::move(rule));
      add_default_egress(group, true, fresh.origin);
      made.push_back(std::move(group));
    }
    for (SecurityGroup& group : made) groups_.push_back(std::move(group));
  }

  void add_default_egress(SecurityGroup& group, bool with_v4, const Origin& origin) const {
    const Vpc* vpc = find_vpc(draft_, group.vpc_id);
    SecurityGroupRule rule = allow_all(Direction::egress, origin);
    rule.cidr = CidrBlock::all(IpFamily::v4);
    if (with_v4) group.rules.push_back(rule);
    if (vpc != nullptr && !has_v6(draft_, *vpc)) return;
    rule.cidr = CidrBlock::all(IpFamily::v6);
    // Whether CloudFormation removes this one together with its IPv4 twin is not documented.
    if (!with_v4) rule.action = RuleAction::unknown;
    group.rules.push_back(std::move(rule));
  }

  /// CloudFormation removes the default rule once an egress rule stands on its own (found by the
  /// AWS CDK, aws/aws-cdk#987, and confirmed in cfn-language-discussion#157).
  void add_egress(const DefaultEgress& egress) {
    const auto at = index_.find(egress.group_id);
    if (at == index_.end()) return;
    const auto& rules = draft_.additions.group_rules;
    const bool replaced = std::any_of(rules.begin(), rules.end(), [&](const AddedGroupRule& added) {
      return added.group_id == egress.group_id && added.rule.direction == Direction::egress;
    });
    add_default_egress(groups_[at->second], !replaced, egress.origin);
  }

  void put(const AddedGroupRule& added) {
    if (added.group_id.empty()) return put_anywhere(added.rule);
    const auto at = index_.find(added.group_id);
    if (at == index_.end()) {
      return outside_.add(added.group_id, "a rule", "describe-security-groups", added.rule.origin);
    }
    auto& rules = groups_[at->second].rules;
    const auto same = std::find_if(rules.begin(), rules.end(), [&](const auto& rule) {
      return rule_meaning(rule) == rule_meaning(added.rule);
    });
    if (same == rules.end()) {
      rules.push_back(added.rule);
    } else {
      same->origin = added.rule.origin;
    }
  }

  /// The group is not known: any of the text's groups may have the rule.
  void put_anywhere(const SecurityGroupRule& rule) {
    SecurityGroupRule doubtful = rule;
    doubtful.action = RuleAction::unknown;
    for (SecurityGroup& group : groups_) group.rules.push_back(doubtful);
  }

  SnapshotDraft& draft_;
  std::vector<SecurityGroup>& groups_;
  OutsideObjects& outside_;
  IdIndex index_;
};

}  // namespace

void attach_groups(SnapshotDraft& draft, OutsideObjects& outside) {
  GroupAttacher(draft, outside).attach();
}

}  // namespace halfopen
