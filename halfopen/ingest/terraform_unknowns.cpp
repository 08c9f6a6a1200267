// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_unknowns.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace halfopen {
namespace {

/// Attributes that hold several values end in s; texts that do are few.
bool is_list_name(std::string_view name) {
  return name.ends_with("s") && !name.ends_with("ss") && !name.ends_with("tags");
}

/// True for attributes that hold ids: only there a reference to an object as a whole means its id.
bool holds_ids(std::string_view name) {
  static constexpr std::string_view kOthers[] = {
      "security_groups", "subnets",  "instances", "load_balancer_arn", "target_group_arn",
      "target",          "listener", "vpc_ids",   "route_tables"};
  return name.ends_with("_id") || name.ends_with("_ids") ||
         std::find(std::begin(kOthers), std::end(kOthers), name) != std::end(kOthers);
}

/// Never computed by the provider: unknown means that the configuration sets them, be it in a
/// `dynamic` block, which a plan's configuration leaves out (vpc_default_network_acl.go).
bool is_always_configured(std::string_view type, std::string_view name) {
  return type == "aws_default_network_acl" &&
         (name == "ingress" || name == "egress" || name == "subnet_ids");
}

/// What decides which network ACL a subnet has, or what its rules are.
bool decides_acl(std::string_view type) {
  return type.starts_with("aws_network_acl") || type == "aws_default_network_acl";
}

struct HoleTypes {
  std::string_view attribute;
  std::vector<std::string_view> types;
};

/// Which resources an attribute of a nested block can name: the blocks of a list have one
/// expression between them.
const std::vector<std::string_view>* types_of_hole(std::string_view attribute) {
  static const std::vector<HoleTypes> kHoles = {
      {"gateway_id", {"aws_internet_gateway", "aws_vpn_gateway", "aws_default_internet_gateway"}},
      {"nat_gateway_id", {"aws_nat_gateway"}},
      {"transit_gateway_id", {"aws_ec2_transit_gateway", "aws_ec2_transit_gateway_vpc_attachment"}},
      {"vpc_peering_connection_id",
       {"aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"}},
      {"network_interface_id", {"aws_network_interface"}},
      {"vpc_endpoint_id", {"aws_vpc_endpoint"}},
      {"egress_only_gateway_id", {"aws_egress_only_internet_gateway"}},
      {"security_groups", {"aws_security_group", "aws_default_security_group"}},
      {"prefix_list_ids", {"aws_ec2_managed_prefix_list", "aws_vpc_endpoint"}},
      {"destination_prefix_list_id", {"aws_ec2_managed_prefix_list", "aws_vpc_endpoint"}},
      {"subnet_id", {"aws_subnet", "aws_default_subnet"}},
      {"allocation_id", {"aws_eip"}},
  };
  const auto found = std::find_if(kHoles.begin(), kHoles.end(),
                                  [&](const HoleTypes& row) { return row.attribute == attribute; });
  return found == kHoles.end() ? nullptr : &found->types;
}

constexpr std::string_view kAfterApply = "it is known only after apply";

}  // namespace

bool TerraformUnknowns::is_true(std::uint32_t node) const {
  const DocumentNode& at = text_.document.at(node);
  return at.kind == NodeKind::text && at.text == "true";
}

bool TerraformUnknowns::is_configured(const Part& part, std::string_view name) const {
  return part.combined || (part.expressions && text_.document.member(*part.expressions, name));
}

void TerraformUnknowns::put(std::uint32_t map, std::string_view name, std::uint32_t value) {
  Document& document = text_.document;
  std::vector<std::uint32_t>& items = document.nodes[map].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (document.at(items[i]).text == name) {
      items[i + 1] = value;
      return;
    }
  }
  const Origin origin = document.at(map).origin;
  const std::uint32_t key = document.add({NodeKind::text, origin, std::string(name), {}, ""});
  document.nodes[map].items.push_back(key);
  document.nodes[map].items.push_back(value);
}

std::uint32_t TerraformUnknowns::unresolved(const TerraformInstance& instance, std::string reason) {
  return text_.document.add({NodeKind::unresolved, instance.origin, std::move(reason), {}, ""});
}

std::uint32_t TerraformUnknowns::complete(const TerraformInstance& instance,
                                          const TerraformChange* change) {
  const std::uint32_t values =
      instance.values ? *instance.values
                      : text_.document.add({NodeKind::map, instance.origin, "", {}, ""});
  if (change == nullptr || !change->after_unknown) return values;
  const TerraformModule::Resource* const own = resolver_.configuration_of(instance);
  // What nobody configures keeps its value on an update: if it is unknown, something sets it.
  const bool is_told = own != nullptr && change->action != PlannedAction::update;
  Part part{values, *change->after_unknown, std::nullopt, std::nullopt, "", is_told};
  if (own != nullptr) part.expressions = own->expressions;
  fill(instance, part);
  return values;
}

void TerraformUnknowns::fill(const TerraformInstance& instance, const Part& part) {
  // A copy: resolving adds nodes.
  const std::vector<std::uint32_t> items = text_.document.at(part.unknown).items;
  if (text_.document.at(part.unknown).kind != NodeKind::map) return;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const std::string name = text_.document.at(items[i]).text;
    const bool is_top = part.path.empty();
    if (is_top && (name == "id" || name == "tags" || name == "tags_all" || name == "arn")) continue;
    switch (text_.document.at(items[i + 1]).kind) {
      case NodeKind::text:
        if (is_true(items[i + 1])) fill_whole(instance, part, name);
        break;
      case NodeKind::list: fill_list(instance, part, name, items[i + 1]); break;
      case NodeKind::map:
      case NodeKind::null:
      case NodeKind::symbol:
      case NodeKind::unresolved: break;
    }
  }
}

/// Nothing of the attribute is known.
void TerraformUnknowns::fill_whole(const TerraformInstance& instance, const Part& part,
                                   std::string_view name) {
  if (is_configured(part, name)) {
    put(part.values, name, resolved(instance, part, name, std::nullopt));
  } else if (!part.is_told || !part.path.empty() || is_always_configured(instance.type, name)) {
    put(part.values, name, unresolved(instance, std::string(kAfterApply)));
  }
}

/// Elements of a list are unknown, or parts of them.
void TerraformUnknowns::fill_list(const TerraformInstance& instance, const Part& part,
                                  std::string_view name, std::uint32_t unknown) {
  const std::vector<std::uint32_t> elements = text_.document.at(unknown).items;
  const bool any = std::any_of(elements.begin(), elements.end(),
                               [&](std::uint32_t each) { return is_true(each); });
  if (any) {
    put(part.values, name,
        is_configured(part, name) ? resolved(instance, part, name, elements.size())
                                  : unresolved(instance, std::string(kAfterApply)));
    return;
  }
  fill_blocks(instance, part, name, unknown);
}

void TerraformUnknowns::fill_blocks(const TerraformInstance& instance, const Part& part,
                                    std::string_view name, std::uint32_t unknown) {
  const auto list = text_.document.member(part.values, name);
  if (!list || text_.document.at(*list).kind != NodeKind::list) return;
  const std::vector<std::uint32_t> values = text_.document.at(*list).items;
  const std::vector<std::uint32_t> holes = text_.document.at(unknown).items;
  std::optional<std::uint32_t> written;
  if (part.expressions) written = text_.document.member(*part.expressions, name);
  for (std::size_t i = 0; i < std::min(values.size(), holes.size()); ++i) {
    if (text_.document.at(holes[i]).kind != NodeKind::map ||
        text_.document.at(values[i]).kind != NodeKind::map) {
      continue;
    }
    Part block{
        values[i],   holes[i], std::nullopt, std::nullopt, part.path + std::string(name) + '.',
        part.is_told};
    if (written && text_.document.at(*written).kind == NodeKind::map) {
      block.combined = written;
    } else if (written && text_.document.at(*written).items.size() == 1 && values.size() == 1) {
      block.expressions = text_.document.at(*written).items[0];
    }
    fill(instance, block);
  }
}

std::uint32_t TerraformUnknowns::resolved(const TerraformInstance& instance, const Part& part,
                                          std::string_view name, std::optional<std::size_t> count) {
  const bool is_list = count || is_list_name(name);
  ResolvedValue value;
  if (part.combined) {
    const std::vector<std::string_view>* const types = types_of_hole(name);
    if (types == nullptr) return unresolved(instance, "it is one of several values of its blocks");
    value = resolver_.resolve(instance, *part.combined, false, *types);
    value.exact = value.specific = false;
  } else {
    const std::uint32_t expression = *text_.document.member(*part.expressions, name);
    value = resolver_.resolve(instance, expression, is_list);
    // A list may hold more than what it names: ids written as they are.
    if (is_list && !count && value.ids) value.exact = false;
    if (value.known() && count && value.nodes.size() != *count) {
      value.reason = "the expression names " + std::to_string(value.nodes.size()) +
                     " objects where " + std::to_string(*count) + " are planned";
    }
  }
  if (!value.known()) return unresolved(instance, value.reason);
  if (!value.exact && !(value.ids && holds_ids(name))) {
    return unresolved(instance, "it is worked out by an expression that a plan does not hold");
  }
  if (!value.exact) tell(instance, part.path + std::string(name), value);
  if (!is_list && value.nodes.size() == 1) return value.nodes[0];
  return text_.document.add({NodeKind::list, instance.origin, "", value.nodes, ""});
}

void TerraformUnknowns::tell(const TerraformInstance& instance, const std::string& attribute,
                             const ResolvedValue& value) {
  const std::string resource = without_keys((instance.module.empty() ? "" : instance.module + '.') +
                                            instance.type + '.' + instance.name);
  if (!told_.insert(resource + ' ' + attribute).second) return;
  std::string names;
  for (const std::string& name : value.named) names += (names.empty() ? "" : " and ") + name;
  const bool severe = decides_acl(instance.type) && !value.specific;
  diagnostics_.push_back(
      {DiagnosticCode::by_reference, severe ? Severity::warning : Severity::note, instance.origin,
       attribute + " of " + resource + " is read as " + (names.empty() ? "nothing" : names) +
           ", because that is what the expression names",
       "a plan does not hold the expression itself; see that nothing else is meant"});
}

}  // namespace halfopen
