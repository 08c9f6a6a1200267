// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_computed.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace halfopen {
namespace {

/// The resources of a side by the ids of their objects.
class DeclaredById {
 public:
  explicit DeclaredById(const Declaration& declaration) {
    for (const DeclaredResource& resource : declaration.resources) {
      by_id_.emplace(resource.id, &resource);
    }
  }

  /// True if the plan may hold computed values under the attribute: its configuration sets none.
  bool computes(const std::string& id, std::string_view attribute) const {
    const auto found = by_id_.find(id);
    return found != by_id_.end() && found->second->configured &&
           !found->second->configures(attribute);
  }

 private:
  std::map<std::string, const DeclaredResource*> by_id_;
};

bool same_destination(const Route& a, const Route& b) {
  return a.destination == b.destination && a.prefix_list == b.prefix_list;
}

bool same_rule(const SecurityGroupRule& a, const SecurityGroupRule& b) {
  const auto meaning = [](const SecurityGroupRule& rule) {
    return std::tie(rule.direction, rule.protocol, rule.icmp_type, rule.icmp_code, rule.ports,
                    rule.cidr, rule.prefix_list, rule.group);
  };
  return meaning(a) == meaning(b);
}

template <class Added, class Id>
auto by_owner(const std::vector<Added>& list, Id id) {
  std::map<std::string_view, std::vector<const Added*>> owners;
  for (const Added& added : list) owners[id(added)].push_back(&added);
  return owners;
}

}  // namespace

void drop_computed_repeats(const TerraformSide& before, const TerraformSide& after) {
  const DeclaredById declared(after.declaration);
  const auto routes = by_owner(
      before.draft.additions.routes,
      [](const AddedRoute& one) -> const auto& { return one.table_id; });
  for (RouteTable& table : after.draft.objects.route_tables) {
    const auto own = routes.find(table.id);
    if (own == routes.end() || !declared.computes(table.id, "route")) continue;
    std::erase_if(table.routes, [&](const Route& route) {
      return std::any_of(own->second.begin(), own->second.end(), [&](const AddedRoute* one) {
        return same_destination(one->route, route);
      });
    });
  }
  const auto rules = by_owner(
      before.draft.additions.group_rules,
      [](const AddedGroupRule& one) -> const auto& { return one.group_id; });
  for (SecurityGroup& group : after.draft.objects.security_groups) {
    const auto own = rules.find(group.id);
    if (own == rules.end()) continue;
    const bool computed[] = {declared.computes(group.id, "ingress"),
                             declared.computes(group.id, "egress")};
    std::erase_if(group.rules, [&](const SecurityGroupRule& rule) {
      return computed[static_cast<std::size_t>(rule.direction)] &&
             std::any_of(own->second.begin(), own->second.end(),
                         [&](const AddedGroupRule* one) { return same_rule(one->rule, rule); });
    });
  }
}

}  // namespace halfopen
