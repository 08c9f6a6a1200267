// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_declaration.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

/// What says everything about a resource that only adds to another one: unknown, it leaves the
/// addition there and makes it unknown.
struct DecidingProperty {
  std::string_view type;
  std::string_view property;
};

constexpr auto kDeciding = std::to_array<DecidingProperty>({
    {"AWS::EC2::NetworkAclEntry", "RuleAction"},
    {"AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId"},
    {"AWS::EC2::SubnetRouteTableAssociation", "RouteTableId"},
    {"AWS::EC2::GatewayRouteTableAssociation", "RouteTableId"},
    {"AWS::EC2::VPCGatewayAttachment", "VpcId"},
    {"AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds"},
    {"AWS::EC2::Route", "GatewayId"},
    {"AWS::EC2::SecurityGroupIngress", "IpProtocol"},
    {"AWS::EC2::SecurityGroupEgress", "IpProtocol"},
    {"AWS::EC2::TransitGatewayRoute", "TransitGatewayAttachmentId"},
    {"AWS::EC2::TransitGatewayRouteTableAssociation", "TransitGatewayRouteTableId"},
    {"AWS::EC2::TransitGatewayRouteTablePropagation", "TransitGatewayRouteTableId"},
    {"AWS::EC2::VPCCidrBlock", "CidrBlock"},
    {"AWS::EC2::SubnetCidrBlock", "Ipv6CidrBlock"},
});

constexpr std::string_view kStackWord = "nested stack";
constexpr std::string_view kCustomWord = "custom resource";

/// What a resource is that makes others which the template does not list; empty if it is none.
std::string_view maker_word(std::string_view type) {
  if (type == "AWS::CloudFormation::Stack") return kStackWord;
  if (type.ends_with("::MODULE")) return "module";
  const bool custom = type.starts_with("Custom::") || type == "AWS::CloudFormation::CustomResource";
  return custom ? kCustomWord : "";
}

/// "A, B, C and 4 more".
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

}  // namespace

Declaration CfnDeclaration::read() {
  Declaration found{DeclaredBy::cloudformation, &document_, {}};
  for (const CfnResource& resource : source_.resources) add(resource, found);
  evaluator_.set_subject("");
  report_open_conditions();
  report_ids();
  return found;
}

void CfnDeclaration::add(const CfnResource& resource, Declaration& into) {
  evaluator_.set_subject(resource.id);
  CfnDecision decision{true, "", ""};
  if (!resource.condition.empty()) {
    decision = evaluator_.condition(resource.condition, resource.origin);
  }
  if (decision.value == false) return;
  if (!maker_word(resource.type).empty()) report_nested(resource);
  // Of other types nothing is read, so that what is odd in them is not our business.
  const bool modelled = is_modelled_type(resource.type);
  const std::uint32_t fields =
      modelled ? fields_of(resource) : document_.add({NodeKind::map, resource.origin, "", {}, ""});
  if (modelled && !decision.value) make_doubtful(resource, decision, fields);
  if (modelled) note_ids(fields);
  into.resources.push_back({resource.type, resource.id, resource.id, resource.origin, fields,
                            PlannedAction::create, std::nullopt, std::nullopt});
}

std::uint32_t CfnDeclaration::fields_of(const CfnResource& resource) {
  if (resource.properties) {
    const std::uint32_t found = evaluator_.value(*resource.properties);
    const DocumentNode node = document_.at(found);
    if (node.kind == NodeKind::map) return found;
    diagnostics_.push_back({DiagnosticCode::bad_template, Severity::error, node.origin,
                            resource.id + ": its properties are not known: " + node.text,
                            "write the properties out"});
  }
  return document_.add({NodeKind::map, resource.origin, "", {}, ""});
}

/// A nested stack, a module or a custom resource may associate the subnets, and add to the network
/// ACLs, that it is told of.
void CfnDeclaration::report_nested(const CfnResource& resource) {
  const std::string_view word = maker_word(resource.type);
  const bool stack = word == kStackWord;
  bool told_of_subnets = false;
  std::optional<std::uint32_t> given = resource.properties;
  if (stack && given) given = source_.document->member(*given, "Parameters");
  if (given) {
    const DocumentNode parameters = document_.at(evaluator_.value(*given));
    std::vector<std::uint32_t> values = parameters.items;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const DocumentNode& value = document_.at(values[i]);
      const bool told_of_acls = names(value.text, "AWS::EC2::NetworkAcl");
      told_of_subnets = told_of_subnets || told_of_acls || names(value.text, "AWS::EC2::Subnet");
      rules_doubtful_ = rules_doubtful_ || told_of_acls;
      values.insert(values.end(), value.items.begin(), value.items.end());
    }
  }
  acls_doubtful_ = acls_doubtful_ || told_of_subnets;
  if (!told_of_subnets && word == kCustomWord) return;
  diagnostics_.push_back(
      {DiagnosticCode::unresolved_value, told_of_subnets ? Severity::warning : Severity::note,
       resource.origin,
       "what the " + std::string(word) + ' ' + resource.id + " makes is not read" +
           (told_of_subnets ? ", and it is told of subnets or network ACLs: what it does to them "
                              "is not known"
                            : ""),
       word == kCustomWord ? "see what its function does" : "check its template, too"});
}

/// True if a text, or a part of it between commas, is a subnet or network ACL of the template.
bool CfnDeclaration::names(std::string_view text, std::string_view type) const {
  for (;;) {
    const std::size_t comma = text.find(',');
    const auto at = source_.resource_index.find(text.substr(0, comma));
    if (at != source_.resource_index.end() && source_.resources[at->second].type == type) {
      return true;
    }
    if (comma == std::string_view::npos) return false;
    text.remove_prefix(comma + 1);
  }
}

void CfnDeclaration::make_doubtful(const CfnResource& resource, const CfnDecision& decision,
                                   std::uint32_t fields) {
  OpenCondition& open = open_[resource.condition];
  if (open.resources.empty()) {
    open.decision = decision;
    open.origin = resource.origin;
  }
  open.resources.push_back(resource.id);
  const auto* const deciding =
      std::find_if(kDeciding.begin(), kDeciding.end(),
                   [&](const DecidingProperty& each) { return each.type == resource.type; });
  if (deciding == kDeciding.end()) return;
  const std::uint32_t unknown = document_.add(
      {NodeKind::unresolved,
       resource.origin,
       "whether " + resource.id + " exists hangs on the condition " + resource.condition,
       {},
       decision.hint});
  std::vector<std::uint32_t>& items = document_.nodes[fields].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (document_.at(items[i]).text != deciding->property) continue;
    items[i + 1] = unknown;
    return;
  }
  const std::uint32_t key =
      document_.add({NodeKind::text, resource.origin, std::string(deciding->property), {}, ""});
  document_.nodes[fields].items.push_back(key);
  document_.nodes[fields].items.push_back(unknown);
}

/// Remembers the parameters that stand as ids.
void CfnDeclaration::note_ids(std::uint32_t fields) {
  const DocumentNode& map = document_.at(fields);
  for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
    const std::string_view key = document_.at(map.items[i]).text;
    if (!key.ends_with("Id") && !key.ends_with("Ids")) continue;
    const DocumentNode& value = document_.at(map.items[i + 1]);
    const auto note = [&](const DocumentNode& node) {
      if (node.kind == NodeKind::symbol && source_.parameters.contains(node.text)) {
        ids_.insert(node.text);
      }
    };
    note(value);
    for (const std::uint32_t item : value.items) note(document_.at(item));
  }
}

void CfnDeclaration::report_open_conditions() {
  for (const auto& [name, open] : open_) {
    diagnostics_.push_back({DiagnosticCode::template_parameter, Severity::warning, open.origin,
                            "the condition " + name + " is open: " + open.decision.reason +
                                "; whether these exist is not known: " + some_of(open.resources),
                            open.decision.hint});
  }
}

void CfnDeclaration::report_ids() {
  for (const std::string& name : ids_) {
    const std::uint32_t body = source_.parameters.find(name)->second;
    diagnostics_.push_back(
        {DiagnosticCode::template_parameter, Severity::note, source_.document->at(body).origin,
         "the parameter " + name + " has no value: its name stands for the object that it names",
         "give it: --param " + name + "=ID"});
  }
}

}  // namespace halfopen
