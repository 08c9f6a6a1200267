// SPDX-License-Identifier: Apache-2.0
// Select, Cidr, FindInMap, GetAZs, ImportValue and Length.
#include <charconv>
#include <utility>

#include "halfopen/ingest/cfn_cidr.hpp"
#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

/// Begins the name of the symbol that GetAZs is.
constexpr std::string_view kZones = "AZs of ";

}  // namespace

std::optional<std::int64_t> CfnEvaluator::number(std::uint32_t node) const {
  const DocumentNode& value = out_.at(node);
  std::int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  const bool whole = value.kind == NodeKind::text && error == std::errc{} && stop == end;
  return whole ? std::optional(number) : std::nullopt;
}

/// Fn::Select counts from 0; an index outside the list is an error (Template Reference,
/// Fn::Select).
std::uint32_t CfnEvaluator::select(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 2) {
    return wrong(origin, "Fn::Select takes an index and a list", "write [0, LIST]");
  }
  const std::uint32_t index_node = value(given[0]);
  const std::uint32_t list_node = value(given[1]);
  const DocumentNode values = out_.at(list_node);
  for (const std::uint32_t part : {index_node, list_node}) {
    const DocumentNode& open = out_.at(part);
    if (open.kind == NodeKind::unresolved) return unresolved(origin, open.text, open.tag);
  }
  const DocumentNode place = out_.at(index_node);
  if (place.kind == NodeKind::symbol) {
    return symbol(origin, "element " + place.text + " of a list", place.tag);
  }
  const auto index = number(index_node);
  if (!index || *index < 0) {
    return wrong(origin, "Fn::Select: the index is no number from 0 on", "write [0, LIST]");
  }
  if (values.kind == NodeKind::symbol) {
    if (values.text.starts_with(kZones)) {
      return symbol(origin,
                    "AZ " + std::to_string(*index) + " of " + values.text.substr(kZones.size()),
                    values.tag);
    }
    return symbol(origin, values.text + '[' + std::to_string(*index) + ']', values.tag);
  }
  if (values.kind != NodeKind::list) {
    return wrong(origin, "Fn::Select selects from a list, and here is none", "write [0, LIST]");
  }
  if (*index >= static_cast<std::int64_t>(values.items.size())) {
    return wrong(origin,
                 "Fn::Select: the list has " + std::to_string(values.items.size()) +
                     " elements, and the index is " + std::to_string(*index),
                 "the first element has the index 0");
  }
  return values.items[static_cast<std::size_t>(*index)];
}

std::uint32_t CfnEvaluator::cidr(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 2 && given.size() != 3) {
    return wrong(origin, "Fn::Cidr takes a block, a count and the bits of the hosts",
                 "write [10.0.0.0/16, 6, 8] for six /24");
  }
  std::vector<std::uint32_t> values;
  for (const std::uint32_t node : given) values.push_back(value(node));
  for (const std::uint32_t node : values) {
    const DocumentNode& open = out_.at(node);
    if (open.kind == NodeKind::unresolved) return unresolved(origin, open.text, open.tag);
    if (open.kind != NodeKind::symbol) continue;
    std::string name = "Cidr(";
    for (const std::uint32_t each : values)
      name += (each == values[0] ? "" : ", ") + out_.at(each).text;
    return symbol(origin, name + ')', open.tag);
  }
  const auto block = parse_cidr_block(out_.at(values[0]).text);
  if (!block) return wrong(origin, "Fn::Cidr: " + block.error().what, block.error().hint);
  if (values.size() == 2) {
    return unresolved(origin, "Fn::Cidr is asked without cidrBits", "give the bits of the hosts");
  }
  const auto count = number(values[1]);
  const auto bits = number(values[2]);
  if (!count || !bits) {
    return wrong(origin, "Fn::Cidr: count and cidrBits are whole numbers",
                 "write [10.0.0.0/16, 6, 8] for six /24");
  }
  const auto blocks = split_block(*block, *count, *bits);
  if (!blocks) return wrong(origin, "Fn::Cidr: " + blocks.error().what, blocks.error().hint);
  std::vector<std::uint32_t> items;
  for (const CidrBlock& each : *blocks) items.push_back(text(origin, to_string(each)));
  return list(origin, std::move(items));
}

/// Fn::FindInMap [map, top, second], with {DefaultValue} as AWS::LanguageExtensions have it.
std::uint32_t CfnEvaluator::find_in_map(const CfnCall& call, const Origin& origin) {
  const Document& document = *source_.document;
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 3 && given.size() != 4) {
    return wrong(origin, "Fn::FindInMap takes a mapping, a key and a second key",
                 "write [MAPPING, KEY, KEY]");
  }
  std::string path;
  const DocumentNode* open = nullptr;
  std::vector<std::uint32_t> keys;
  for (std::size_t i = 0; i < 3; ++i) keys.push_back(value(given[i]));
  for (const std::uint32_t key : keys) {
    const DocumentNode& node = out_.at(key);
    if (node.kind == NodeKind::unresolved) return unresolved(origin, node.text, node.tag);
    path += path.empty() ? node.text : '[' + node.text + ']';
    if (node.kind == NodeKind::symbol && open == nullptr) open = &node;
  }
  if (open != nullptr) {
    std::string hint = open->tag;
    return symbol(origin, std::move(path), std::move(hint));
  }
  std::optional<std::uint32_t> at = source_.mappings;
  for (const std::uint32_t key : keys) {
    if (at) at = document.member(*at, out_.at(key).text);
  }
  if (at) return value(*at);
  if (given.size() == 4) {
    if (const auto standard = document.member(given[3], "DefaultValue")) return value(*standard);
  }
  return wrong(origin, "there is no " + path + " in Mappings", "see the spelling of the keys");
}

std::uint32_t CfnEvaluator::get_azs(const CfnCall& call, const Origin& origin) {
  const std::uint32_t node = argument(call);
  const DocumentNode region = out_.at(node);
  if (region.kind == NodeKind::unresolved) return unresolved(origin, region.text, region.tag);
  if (region.kind == NodeKind::list || region.kind == NodeKind::map) {
    return wrong(origin, "Fn::GetAZs takes a region", "write \"\" for the stack's own");
  }
  std::string name = region.text;
  if (name.empty()) {
    const auto own = parameters_.values.find("AWS::Region");
    name = own == parameters_.values.end() ? "AWS::Region" : own->second;
  }
  return symbol(origin, std::string(kZones) + name, "");
}

std::uint32_t CfnEvaluator::import_value(const CfnCall& call, const Origin& origin) {
  const std::uint32_t node = argument(call);
  const DocumentNode name = out_.at(node);
  if (name.kind == NodeKind::unresolved) return unresolved(origin, name.text, name.tag);
  if (name.kind != NodeKind::text && name.kind != NodeKind::symbol) {
    return wrong(origin, "Fn::ImportValue takes the name of an export", "write a text");
  }
  return symbol(origin, "ImportValue " + name.text, "");
}

std::uint32_t CfnEvaluator::length(const CfnCall& call, const Origin& origin) {
  const std::uint32_t node = argument(call);
  const DocumentNode values = out_.at(node);
  if (values.kind == NodeKind::list) return text(origin, std::to_string(values.items.size()));
  if (values.kind == NodeKind::unresolved) return unresolved(origin, values.text, values.tag);
  if (values.kind == NodeKind::symbol) {
    return symbol(origin, "length of " + values.text, values.tag);
  }
  return wrong(origin, "Fn::Length takes a list", "write the list");
}

}  // namespace halfopen
