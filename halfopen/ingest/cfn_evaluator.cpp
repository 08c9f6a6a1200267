// SPDX-License-Identifier: Apache-2.0
// The walk over values, and Ref.
#include "halfopen/ingest/cfn_evaluator.hpp"

#include <utility>

#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

/// The tag of a null that AWS::NoValue left.
constexpr std::string_view kNoValue = "AWS::NoValue";

std::string_view stripped(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// True if a part of the text stands in another service (User Guide, Get values stored in other
/// services using dynamic references).
bool is_dynamic(std::string_view text) { return text.find("{{resolve:") != std::string_view::npos; }

std::string give(const std::string& name) { return "give it: --param " + name + "=VALUE"; }

}  // namespace

std::uint32_t CfnEvaluator::node(NodeKind kind, const Origin& origin, std::string text,
                                 std::string tag) {
  bytes_ += text.size() + tag.size();
  return out_.add({kind, origin, std::move(text), {}, std::move(tag)});
}
std::uint32_t CfnEvaluator::text(const Origin& origin, std::string text) {
  return node(NodeKind::text, origin, std::move(text));
}
std::uint32_t CfnEvaluator::symbol(const Origin& origin, std::string name, std::string hint) {
  return node(NodeKind::symbol, origin, std::move(name), std::move(hint));
}
std::uint32_t CfnEvaluator::unresolved(const Origin& origin, std::string reason, std::string hint) {
  return node(NodeKind::unresolved, origin, std::move(reason), std::move(hint));
}
std::uint32_t CfnEvaluator::list(const Origin& origin, std::vector<std::uint32_t> items) {
  return out_.add({NodeKind::list, origin, "", std::move(items), ""});
}

std::uint32_t CfnEvaluator::wrong(const Origin& origin, std::string what, std::string hint) {
  if (told_.emplace(origin.line, origin.column, what).second) {
    const std::string subject = subject_.empty() ? "" : subject_ + ": ";
    diagnostics_.push_back(
        {DiagnosticCode::bad_template, Severity::error, origin, subject + what, std::move(hint)});
  }
  return unresolved(origin, std::move(what));
}

bool CfnEvaluator::is_gone(std::uint32_t node) const {
  return out_.at(node).kind == NodeKind::null && out_.at(node).tag == kNoValue;
}
bool CfnEvaluator::is_open(std::uint32_t node) const {
  const NodeKind kind = out_.at(node).kind;
  return kind == NodeKind::symbol || kind == NodeKind::unresolved;
}

bool CfnEvaluator::exhausted(const Origin& origin) {
  if (depth_ < kMostDepth && out_.nodes.size() < kMostNodes && bytes_ < kMostBytes) return false;
  if (!too_large_) {
    too_large_ = true;
    diagnostics_.push_back({DiagnosticCode::bad_template, Severity::error, origin,
                            depth_ >= kMostDepth
                                ? "values nest too deep: what is deeper is not read"
                                : "the values grow too large: the rest is not read",
                            "see whether an alias or a reference leads in circles"});
  }
  return true;
}

std::uint32_t CfnEvaluator::value(std::uint32_t index) {
  const Origin origin = source_.document->at(index).origin;
  const CfnDepth level(*this);
  if (exhausted(origin)) return unresolved(origin, "the template is too large");
  if (const auto function = call_at(*source_.document, index)) return call(*function, origin);
  return plain(index);
}

std::uint32_t CfnEvaluator::plain(std::uint32_t index) {
  const DocumentNode& source = source_.document->at(index);
  switch (source.kind) {
    case NodeKind::list: return list_of(index);
    case NodeKind::map: return map_of(index);
    case NodeKind::text:
      if (is_dynamic(source.text)) return symbol(source.origin, source.text, "");
      return text(source.origin, source.text);
    case NodeKind::null:
    case NodeKind::symbol:
    case NodeKind::unresolved: break;
  }
  return node(source.kind, source.origin, source.text);
}

std::uint32_t CfnEvaluator::list_of(std::uint32_t index) {
  const std::vector<std::uint32_t> items = source_.document->at(index).items;
  std::vector<std::uint32_t> values;
  for (const std::uint32_t item : items) {
    const std::uint32_t found = value(item);
    if (!is_gone(found)) values.push_back(found);
  }
  return list(source_.document->at(index).origin, std::move(values));
}

std::uint32_t CfnEvaluator::map_of(std::uint32_t index) {
  const Document& document = *source_.document;
  const Origin origin = document.at(index).origin;
  std::vector<std::uint32_t> members;
  for (std::size_t i = 0; i + 1 < document.at(index).items.size(); i += 2) {
    const DocumentNode& key = document.at(document.at(index).items[i]);
    if (is_function_key(key.text)) {
      return wrong(key.origin, key.text + " stands among other keys",
                   "a function is the only key of its map");
    }
    const std::uint32_t found = value(document.at(index).items[i + 1]);
    if (is_gone(found)) continue;
    members.push_back(text(key.origin, key.text));
    members.push_back(found);
  }
  return out_.add({NodeKind::map, origin, "", std::move(members), ""});
}

/// The value of a function's whole argument.
std::uint32_t CfnEvaluator::argument(const CfnCall& call) {
  if (!call.tagged) return value(call.argument);
  const CfnDepth level(*this);
  const Origin origin = source_.document->at(call.argument).origin;
  if (exhausted(origin)) return unresolved(origin, "the template is too large");
  // `!Base64 {"Fn::Sub": …}`: behind the tag stands a function in its long form.
  if (const auto inner = long_call_at(*source_.document, call.argument)) {
    return this->call(*inner, origin);
  }
  return plain(call.argument);
}

/// The elements of a function's argument as they stand; empty if it is no list.
std::vector<std::uint32_t> CfnEvaluator::arguments(const CfnCall& call) const {
  const DocumentNode& node = source_.document->at(call.argument);
  return node.kind == NodeKind::list ? node.items : std::vector<std::uint32_t>{};
}

std::uint32_t CfnEvaluator::call(const CfnCall& call, const Origin& origin) {
  switch (call.function) {
    case CfnFunction::ref: {
      const DocumentNode& name = source_.document->at(call.argument);
      if (name.kind == NodeKind::text) return reference(name.text, origin);
      return wrong(origin, "Ref takes one name", "write the name of a parameter or resource");
    }
    case CfnFunction::get_att: return get_att(call, origin);
    case CfnFunction::sub: return sub(call, origin);
    case CfnFunction::join: return join(call, origin);
    case CfnFunction::split: return split(call, origin);
    case CfnFunction::select: return select(call, origin);
    case CfnFunction::cidr: return cidr(call, origin);
    case CfnFunction::find_in_map: return find_in_map(call, origin);
    case CfnFunction::get_azs: return get_azs(call, origin);
    case CfnFunction::import_value: return import_value(call, origin);
    case CfnFunction::length: return length(call, origin);
    case CfnFunction::if_: return choose(call, origin);
    case CfnFunction::base64: return unresolved(origin, "text in Base64 is not read");
    case CfnFunction::to_json_string: return unresolved(origin, "Fn::ToJsonString is not read");
    case CfnFunction::transform:
      return unresolved(origin, "what Fn::Transform puts here is not read");
    case CfnFunction::for_each:
      return unresolved(origin, "what Fn::ForEach makes here is not known");
    case CfnFunction::equals:
    case CfnFunction::and_:
    case CfnFunction::or_:
    case CfnFunction::not_:
    case CfnFunction::condition:
      return wrong(origin, std::string(to_string(call.function)) + " belongs to Conditions",
                   "name the condition there, and use Fn::If here");
    case CfnFunction::unknown: break;
  }
  return wrong(origin, "a function that this version does not know", "see its spelling");
}

std::uint32_t CfnEvaluator::reference(const std::string& name, const Origin& origin) {
  if (name.starts_with("AWS::")) return pseudo(name, origin);
  if (const auto at = source_.parameters.find(name); at != source_.parameters.end()) {
    return parameter(name, at->second, origin);
  }
  if (const auto at = source_.resource_index.find(name); at != source_.resource_index.end()) {
    const CfnResource& resource = source_.resources[at->second];
    if (exists(resource, origin)) return text(origin, resource.id);
    return unresolved(origin,
                      name + " is not created: its condition " + resource.condition + " is false");
  }
  return wrong(origin, "there is no parameter and no resource " + in_quotes(name),
               "see the spelling; names are case-sensitive");
}

/// Pseudo parameters (Template Reference, Pseudo parameters reference). What they are is known only
/// when the stack is made.
std::uint32_t CfnEvaluator::pseudo(const std::string& name, const Origin& origin) {
  if (name == kNoValue) return node(NodeKind::null, origin, "", std::string(kNoValue));
  if (const auto given = parameters_.values.find(name); given != parameters_.values.end()) {
    return text(origin, given->second);
  }
  for (const std::string_view known :
       {"AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId",
        "AWS::StackName", "AWS::URLSuffix"}) {
    if (name == known) return symbol(origin, name, give(name));
  }
  return wrong(origin, "there is no pseudo parameter " + in_quotes(name), "see the spelling");
}

/// Ref of a parameter. Lists are split at commas and stripped; the values of Systems Manager types
/// stand in the Parameter Store (Template Reference, Parameters).
std::uint32_t CfnEvaluator::parameter(const std::string& name, std::uint32_t body,
                                      const Origin& origin) {
  const Document& document = *source_.document;
  const auto type_node = document.member(body, "Type");
  const std::string type = type_node ? document.at(*type_node).text : "String";
  if (type.starts_with("AWS::SSM::Parameter::Value<")) {
    return symbol(origin, name, "its value stands in the Parameter Store, not in the template");
  }
  std::optional<std::string> value;
  if (const auto given = parameters_.values.find(name); given != parameters_.values.end()) {
    value = given->second;
  } else if (const auto standard = document.member(body, "Default")) {
    const DocumentNode& node = document.at(*standard);
    if (node.kind == NodeKind::text) value = node.text;
    if (node.kind == NodeKind::null) value = "";
    if (node.kind == NodeKind::list) return plain(*standard);
  }
  if (!value) {
    used_symbols_.insert(name);
    return symbol(origin, name, give(name));
  }
  if (is_dynamic(*value)) return symbol(origin, *value, "");
  if (type != "CommaDelimitedList" && !type.starts_with("List<")) return text(origin, *value);
  std::vector<std::uint32_t> items;
  for (std::string_view rest = *value;;) {
    const std::size_t comma = rest.find(',');
    items.push_back(text(origin, std::string(stripped(rest.substr(0, comma)))));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return list(origin, std::move(items));
}

}  // namespace halfopen
