// SPDX-License-Identifier: Apache-2.0
// Fn::GetAtt.
#include <algorithm>
#include <array>
#include <utility>

#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/declared_fields.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

struct OwnAttribute {
  std::string_view type;
  std::string_view attribute;
};

/// Attributes that are the id under which the model knows the resource, where the rule of
/// names_own_id does not tell (Template Reference, the return values of each type).
constexpr auto kOwnIds = std::to_array<OwnAttribute>({
    {"AWS::EC2::SecurityGroup", "GroupId"},
    {"AWS::EC2::EIP", "AllocationId"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn"},
    {"AWS::ElasticLoadBalancingV2::Listener", "ListenerArn"},
});

/// `Id`, or the type's name and `Id`: VpcId of a VPC, RouteTableId of a route table.
bool names_own_id(std::string_view type, std::string_view attribute) {
  for (const OwnAttribute& own : kOwnIds) {
    if (own.type == type && own.attribute == attribute) return true;
  }
  if (!type.starts_with("AWS::EC2::")) return false;
  if (attribute == "Id") return true;
  return attribute.ends_with("Id") &&
         same_key(type.substr(type.rfind(':') + 1), attribute.substr(0, attribute.size() - 2));
}

/// What AWS makes together with a VPC has an id that hangs on the VPC's (declared_network.cpp).
bool is_made_with_vpc(std::string_view type, std::string_view attribute) {
  return type == "AWS::EC2::VPC" &&
         (attribute == "DefaultNetworkAcl" || attribute == "DefaultSecurityGroup");
}

}  // namespace

bool CfnEvaluator::exists(const CfnResource& resource, const Origin& origin) {
  if (resource.condition.empty()) return true;
  return condition(resource.condition, origin).value.value_or(true);
}

/// Fn::GetAtt: "Resource.Attribute", or [Resource, Attribute], whose second part may be a Ref.
std::uint32_t CfnEvaluator::get_att(const CfnCall& call, const Origin& origin) {
  const Document& document = *source_.document;
  const DocumentNode& node = document.at(call.argument);
  if (node.kind == NodeKind::text) {
    const std::size_t dot = node.text.find('.');
    if (dot != std::string::npos && dot != 0 && dot + 1 < node.text.size()) {
      return attribute(node.text.substr(0, dot), node.text.substr(dot + 1), origin);
    }
  }
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() == 2 && document.at(given[0]).kind == NodeKind::text) {
    const DocumentNode name = out_.at(value(given[1]));
    if (name.kind == NodeKind::text)
      return attribute(document.at(given[0]).text, name.text, origin);
    if (name.kind == NodeKind::symbol || name.kind == NodeKind::unresolved) {
      return unresolved(origin, "the name of the attribute is not known", name.tag);
    }
  }
  return wrong(origin, "Fn::GetAtt takes a resource and an attribute",
               "write RESOURCE.ATTRIBUTE, or [RESOURCE, ATTRIBUTE]");
}

std::uint32_t CfnEvaluator::attribute(const std::string& name, const std::string& attribute,
                                      const Origin& origin) {
  const auto at = source_.resource_index.find(name);
  if (at == source_.resource_index.end()) {
    return wrong(origin, "there is no resource " + in_quotes(name),
                 "see the spelling; names are case-sensitive");
  }
  const CfnResource& resource = source_.resources[at->second];
  if (!exists(resource, origin)) {
    return unresolved(origin,
                      name + " is not created: its condition " + resource.condition + " is false");
  }
  if (names_own_id(resource.type, attribute)) return text(origin, resource.id);
  std::string whole = name + '.' + attribute;
  if (is_made_with_vpc(resource.type, attribute)) return text(origin, std::move(whole));
  if (!resource.type.starts_with("AWS::EC2::")) return symbol(origin, std::move(whole), "");
  if (resource.properties) {
    const auto property_node = source_.document->member(*resource.properties, attribute);
    if (property_node) return property(resource, attribute, *property_node, origin);
  }
  return unresolved(origin, "AWS chooses " + whole + " when it makes the resource");
}

/// The attribute is a property that the template sets.
std::uint32_t CfnEvaluator::property(const CfnResource& resource, const std::string& name,
                                     std::uint32_t property, const Origin& origin) {
  const std::string whole = resource.id + '.' + name;
  if (!reading_.insert(whole).second) {
    return wrong(origin, whole + " refers to itself", "break the circle");
  }
  const std::uint32_t found = value(property);
  reading_.erase(whole);
  if (is_gone(found)) {
    return unresolved(origin, "AWS chooses " + whole + " when it makes the resource");
  }
  return found;
}

}  // namespace halfopen
