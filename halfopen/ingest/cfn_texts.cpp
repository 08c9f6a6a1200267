// SPDX-License-Identifier: Apache-2.0
// Sub, Join and Split.
#include <utility>

#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

/// "${" as "$${".
std::string without_marks(std::string text) {
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) {
    text.insert(at, 1, '$');
  }
  return text;
}

}  // namespace

/// One text from parts. If some part is a symbol, so is the whole: the same template makes the same
/// value from it everywhere.
std::uint32_t CfnEvaluator::joined(const std::vector<std::uint32_t>& parts,
                                   const std::string& separator, const Origin& origin,
                                   CfnFunction function) {
  if (parts.size() == 1) {
    const DocumentNode only = out_.at(parts[0]);
    if (only.kind == NodeKind::symbol) return symbol(origin, only.text, only.tag);
  }
  std::string whole;
  std::string name;  // of the symbol: what stands for symbols cannot be mistaken for text
  std::string hint;
  bool open = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const DocumentNode& part = out_.at(parts[i]);
    const std::string before = i == 0 ? "" : separator;
    whole += before;
    name += without_marks(before);
    switch (part.kind) {
      case NodeKind::text:
        whole += part.text;
        name += without_marks(part.text);
        break;
      case NodeKind::symbol:
        name += "${" + part.text + '}';
        if (!open) hint = part.tag;
        open = true;
        break;
      case NodeKind::unresolved: return unresolved(origin, part.text, part.tag);
      case NodeKind::null:
      case NodeKind::list:
      case NodeKind::map:
        return wrong(origin, std::string(to_string(function)) + " joins texts, and here is none",
                     "see what the reference stands for");
    }
    if (whole.size() + name.size() > kMostBytes / 16)
      return unresolved(origin, "the text is too long");
  }
  return open ? symbol(origin, std::move(name), std::move(hint)) : text(origin, std::move(whole));
}

/// Fn::Sub: `${Name}` is Ref, `${Name.Attribute}` GetAtt, `${!Name}` the literal `${Name}`; a map
/// may give values to names of its own (Template Reference, Fn::Sub).
std::uint32_t CfnEvaluator::sub(const CfnCall& call, const Origin& origin) {
  const Document& document = *source_.document;
  const std::vector<std::uint32_t> given = arguments(call);
  const bool alone = document.at(call.argument).kind == NodeKind::text;
  const bool pair = given.size() == 2 && document.at(given[0]).kind == NodeKind::text &&
                    document.at(given[1]).kind == NodeKind::map;
  if (!alone && !pair) {
    return wrong(origin, "Fn::Sub takes a text, or a text and a map",
                 "write \"…${Name}…\", or [\"…${Name}…\", {Name: VALUE}]");
  }
  const std::string pattern = document.at(alone ? call.argument : given[0]).text;
  std::vector<std::uint32_t> parts;
  std::string literal;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t open = pattern.find("${", at);
    const std::size_t close = open == std::string::npos ? open : pattern.find('}', open);
    if (close == std::string::npos) {
      literal += pattern.substr(at);
      break;
    }
    literal += pattern.substr(at, open - at);
    at = close + 1;
    std::string name = pattern.substr(open + 2, close - open - 2);
    if (name.starts_with('!')) {
      literal += "${" + name.substr(1) + '}';
      continue;
    }
    const std::size_t first = name.find_first_not_of(' ');
    if (first == std::string::npos) return wrong(origin, "Fn::Sub: ${} names nothing", "name it");
    name = name.substr(first, name.find_last_not_of(' ') - first + 1);
    if (!literal.empty()) parts.push_back(text(origin, std::exchange(literal, {})));
    parts.push_back(
        sub_variable(name, alone ? std::nullopt : document.member(given[1], name), origin));
  }
  if (!literal.empty() || parts.empty()) parts.push_back(text(origin, std::move(literal)));
  return joined(parts, "", origin, CfnFunction::sub);
}

std::uint32_t CfnEvaluator::sub_variable(const std::string& name, std::optional<std::uint32_t> own,
                                         const Origin& origin) {
  if (own) return value(*own);
  const std::size_t dot = name.find('.');
  if (dot != std::string::npos) return attribute(name.substr(0, dot), name.substr(dot + 1), origin);
  return reference(name, origin);
}

std::uint32_t CfnEvaluator::join(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 2) {
    return wrong(origin, "Fn::Join takes a delimiter and a list",
                 "write [DELIMITER, [VALUE, VALUE, …]]");
  }
  const DocumentNode delimiter = out_.at(value(given[0]));
  const DocumentNode values = out_.at(value(given[1]));
  if (delimiter.kind == NodeKind::unresolved || values.kind == NodeKind::unresolved) {
    const DocumentNode& open = delimiter.kind == NodeKind::unresolved ? delimiter : values;
    return unresolved(origin, open.text, open.tag);
  }
  if (values.kind == NodeKind::symbol) {
    return symbol(origin, values.text + " joined by " + in_quotes(delimiter.text), values.tag);
  }
  const bool plain_delimiter = delimiter.kind == NodeKind::text || delimiter.kind == NodeKind::null;
  if (!plain_delimiter || values.kind != NodeKind::list) {
    return wrong(origin, "Fn::Join takes a delimiter and a list",
                 "write [DELIMITER, [VALUE, VALUE, …]]");
  }
  return joined(values.items, delimiter.text, origin, CfnFunction::join);
}

std::uint32_t CfnEvaluator::split(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 2) {
    return wrong(origin, "Fn::Split takes a delimiter and a text", "write [DELIMITER, TEXT]");
  }
  const DocumentNode delimiter = out_.at(value(given[0]));
  const DocumentNode whole = out_.at(value(given[1]));
  if (whole.kind == NodeKind::unresolved) return unresolved(origin, whole.text, whole.tag);
  if (whole.kind == NodeKind::symbol) {
    return symbol(origin, whole.text + " split at " + in_quotes(delimiter.text), whole.tag);
  }
  if (delimiter.kind != NodeKind::text || delimiter.text.empty() || whole.kind != NodeKind::text) {
    return wrong(origin, "Fn::Split takes a delimiter and a text", "write [DELIMITER, TEXT]");
  }
  std::vector<std::uint32_t> items;
  for (std::size_t at = 0;;) {
    if (exhausted(origin)) return unresolved(origin, "the template is too large");
    const std::size_t end = whole.text.find(delimiter.text, at);
    items.push_back(text(origin, whole.text.substr(at, end - at)));
    if (end == std::string::npos) break;
    at = end + delimiter.text.size();
  }
  return list(origin, std::move(items));
}

}  // namespace halfopen
