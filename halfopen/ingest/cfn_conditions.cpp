// SPDX-License-Identifier: Apache-2.0
// Conditions and Fn::If. A condition is true, false or open; And, Or and Not follow Kleene's
// strong logic, so that an open part matters only where it decides.
#include <algorithm>
#include <utility>

#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

bool is_truth_word(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return small == "true" || small == "false";
}

CfnDecision decided(bool value) { return {value, "", ""}; }

CfnDecision open_for(const DocumentNode& node) {
  const bool symbol = node.kind == NodeKind::symbol;
  return {std::nullopt,
          symbol ? "it hangs on " + node.text + ", which has no value here" : node.text, node.tag};
}

}  // namespace

CfnDecision CfnEvaluator::misuse(const Origin& origin, std::string what, std::string hint) {
  const DocumentNode node = out_.at(wrong(origin, std::move(what), std::move(hint)));
  return open_for(node);
}

const CfnDecision& CfnEvaluator::condition(const std::string& name, const Origin& origin) {
  if (const auto known = decisions_.find(name); known != decisions_.end()) return known->second;
  const auto at = source_.conditions.find(name);
  if (at == source_.conditions.end()) {
    return decisions_[name] = misuse(origin, "there is no condition " + in_quotes(name),
                                     "see the spelling; names are case-sensitive");
  }
  if (!deciding_.insert(name).second) {
    return decisions_[name] =
               misuse(origin, "the condition " + name + " refers to itself", "break the circle");
  }
  CfnDecision found = decide(at->second);
  deciding_.erase(name);
  // What a circle left behind stays.
  return decisions_.emplace(name, std::move(found)).first->second;
}

CfnDecision CfnEvaluator::decide(std::uint32_t node) {
  const Origin origin = source_.document->at(node).origin;
  const CfnDepth level(*this);
  if (exhausted(origin)) return {std::nullopt, "the template is too large", ""};
  if (const auto call = call_at(*source_.document, node, true)) return decide_call(*call, origin);
  const DocumentNode& plain = source_.document->at(node);
  if (plain.kind == NodeKind::text && is_truth_word(plain.text)) {
    return decided(plain.text.front() == 't' || plain.text.front() == 'T');
  }
  return misuse(origin, "a condition is Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition",
                "write one of them");
}

CfnDecision CfnEvaluator::decide_call(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> parts = arguments(call);
  switch (call.function) {
    case CfnFunction::equals: return equals(call, origin);
    case CfnFunction::and_:
    case CfnFunction::or_:
      if (parts.size() < 2 || parts.size() > 10) {
        return misuse(origin, std::string(to_string(call.function)) + " takes 2 to 10 conditions",
                      "write a list of conditions");
      }
      return all_of(parts, call.function == CfnFunction::and_);
    case CfnFunction::not_: {
      if (parts.size() != 1) {
        return misuse(origin, "Fn::Not takes a list of one condition", "write [CONDITION]");
      }
      CfnDecision inner = decide(parts[0]);
      if (inner.value) inner.value = !*inner.value;
      return inner;
    }
    case CfnFunction::condition: {
      const DocumentNode& name = source_.document->at(call.argument);
      if (name.kind == NodeKind::text) return condition(name.text, origin);
      return misuse(origin, "Condition takes one name", "name a condition");
    }
    default: break;
  }
  const DocumentNode result = out_.at(this->call(call, origin));
  if (result.kind == NodeKind::symbol || result.kind == NodeKind::unresolved) {
    return open_for(result);
  }
  if (result.kind == NodeKind::text && is_truth_word(result.text)) {
    return decided(result.text.front() == 't' || result.text.front() == 'T');
  }
  return misuse(origin, std::string(to_string(call.function)) + " is no condition",
                "compare it with Fn::Equals");
}

/// And (wanted) or Or (not wanted): one part of the other truth value decides.
CfnDecision CfnEvaluator::all_of(const std::vector<std::uint32_t>& parts, bool wanted) {
  CfnDecision open = decided(wanted);
  for (const std::uint32_t part : parts) {
    CfnDecision each = decide(part);
    if (each.value && *each.value != wanted) return each;
    if (!each.value && open.value) open = std::move(each);
  }
  return open;
}

CfnDecision CfnEvaluator::equals(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 2) {
    return misuse(origin, "Fn::Equals takes two values", "write [VALUE, VALUE]");
  }
  const std::uint32_t a = value(given[0]);
  const std::uint32_t b = value(given[1]);
  return same(a, b);
}

/// Compares values. Symbols of one name are equal; of a symbol and anything else nobody knows.
CfnDecision CfnEvaluator::same(std::uint32_t a, std::uint32_t b) const {
  const DocumentNode& left = out_.at(a);
  const DocumentNode& right = out_.at(b);
  if (left.kind == NodeKind::symbol && right.kind == NodeKind::symbol && left.text == right.text) {
    return decided(true);
  }
  for (const DocumentNode* node : {&left, &right}) {
    if (node->kind == NodeKind::symbol || node->kind == NodeKind::unresolved) {
      return open_for(*node);
    }
  }
  const bool left_plain = left.kind == NodeKind::text || left.kind == NodeKind::null;
  const bool right_plain = right.kind == NodeKind::text || right.kind == NodeKind::null;
  if (left_plain && right_plain) {
    if (left.text == right.text) return decided(true);
    // Without quotes, YAML's True and true are one value; with them they are two texts.
    const auto fold = [](char x, char y) { return (x | 32) == (y | 32); };
    if (is_truth_word(left.text) && std::equal(left.text.begin(), left.text.end(),
                                               right.text.begin(), right.text.end(), fold)) {
      return {std::nullopt, left.text + " and " + right.text + " differ in case alone",
              "write both in small letters"};
    }
    return decided(false);
  }
  if (left.kind != right.kind || left.items.size() != right.items.size()) return decided(false);
  CfnDecision whole = decided(true);
  for (std::size_t i = 0; i < left.items.size(); ++i) {
    CfnDecision each = same(left.items[i], right.items[i]);
    if (each.value == false) return each;
    if (!each.value) whole = std::move(each);
  }
  return whole;
}

/// Fn::If. Where the condition is open, a value that both branches share is the value.
std::uint32_t CfnEvaluator::choose(const CfnCall& call, const Origin& origin) {
  const std::vector<std::uint32_t> given = arguments(call);
  if (given.size() != 3 || source_.document->at(given[0]).kind != NodeKind::text) {
    return wrong(origin, "Fn::If takes a condition's name and two values",
                 "write [CONDITION, VALUE, VALUE]");
  }
  const std::string name = source_.document->at(given[0]).text;
  const CfnDecision decision = condition(name, origin);
  if (decision.value) return value(given[*decision.value ? 1 : 2]);
  const std::uint32_t yes = value(given[1]);
  const std::uint32_t no = value(given[2]);
  if (is_gone(yes) == is_gone(no) && same(yes, no).value == true) return yes;
  return unresolved(origin, "the condition " + name + " is open: " + decision.reason,
                    decision.hint);
}

}  // namespace halfopen
