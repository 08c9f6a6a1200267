// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_function.hpp"

#include <algorithm>
#include <iterator>

namespace halfopen {
namespace {

struct FunctionName {
  CfnFunction function;
  std::string_view key;
  std::string_view tag;
};

constexpr FunctionName kNames[] = {
    {CfnFunction::ref, "Ref", "!Ref"},
    {CfnFunction::get_att, "Fn::GetAtt", "!GetAtt"},
    {CfnFunction::sub, "Fn::Sub", "!Sub"},
    {CfnFunction::join, "Fn::Join", "!Join"},
    {CfnFunction::select, "Fn::Select", "!Select"},
    {CfnFunction::split, "Fn::Split", "!Split"},
    {CfnFunction::cidr, "Fn::Cidr", "!Cidr"},
    {CfnFunction::find_in_map, "Fn::FindInMap", "!FindInMap"},
    {CfnFunction::if_, "Fn::If", "!If"},
    {CfnFunction::equals, "Fn::Equals", "!Equals"},
    {CfnFunction::and_, "Fn::And", "!And"},
    {CfnFunction::or_, "Fn::Or", "!Or"},
    {CfnFunction::not_, "Fn::Not", "!Not"},
    {CfnFunction::condition, "Condition", "!Condition"},
    {CfnFunction::base64, "Fn::Base64", "!Base64"},
    {CfnFunction::get_azs, "Fn::GetAZs", "!GetAZs"},
    {CfnFunction::import_value, "Fn::ImportValue", "!ImportValue"},
    {CfnFunction::transform, "Fn::Transform", "!Transform"},
    {CfnFunction::length, "Fn::Length", "!Length"},
    {CfnFunction::to_json_string, "Fn::ToJsonString", "!ToJsonString"},
};

}  // namespace

std::string_view to_string(CfnFunction function) {
  for (const FunctionName& name : kNames) {
    if (name.function == function) return name.key;
  }
  return function == CfnFunction::for_each ? "Fn::ForEach" : "this function";
}

bool is_function_key(std::string_view key) { return key == "Ref" || key.starts_with("Fn::"); }

std::optional<CfnCall> call_at(const Document& document, std::uint32_t node,
                               bool among_conditions) {
  const DocumentNode& value = document.at(node);
  if (value.tag.starts_with('!') && !value.tag.starts_with("!!")) {
    const auto* const known =
        std::find_if(std::begin(kNames), std::end(kNames),
                     [&](const FunctionName& name) { return name.tag == value.tag; });
    return CfnCall{known == std::end(kNames) ? CfnFunction::unknown : known->function, node, true};
  }
  return long_call_at(document, node, among_conditions);
}

std::optional<CfnCall> long_call_at(const Document& document, std::uint32_t node,
                                    bool among_conditions) {
  const DocumentNode& value = document.at(node);
  if (value.kind != NodeKind::map || value.items.size() != 2) return std::nullopt;
  const std::string_view key = document.at(value.items[0]).text;
  if (key.starts_with("Fn::ForEach::")) {
    return CfnCall{CfnFunction::for_each, value.items[1], false};
  }
  if (key == "Condition") {
    if (!among_conditions) return std::nullopt;
    return CfnCall{CfnFunction::condition, value.items[1], false};
  }
  if (!is_function_key(key)) return std::nullopt;
  const auto* const known = std::find_if(std::begin(kNames), std::end(kNames),
                                         [&](const FunctionName& name) { return name.key == key; });
  return CfnCall{known == std::end(kNames) ? CfnFunction::unknown : known->function, value.items[1],
                 false};
}

}  // namespace halfopen
