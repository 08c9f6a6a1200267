// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/cause_text.hpp"

#include <utility>

namespace halfopen {
namespace {

std::string_view verb_of(const DecidingRule& rule, bool now) {
  const bool route = rule.kind == DecidingRule::Kind::route;
  switch (rule.action) {
    case RuleAction::allow:
      if (route) return now ? "leads on now" : "led on before";
      return now ? "allows now" : "allowed before";
    case RuleAction::deny:
      if (route) return now ? "leads nowhere now" : "led nowhere before";
      return now ? "denies now" : "denied before";
    case RuleAction::unknown: break;
  }
  return now ? "is unknown now" : "was unknown before";
}

std::string with_place(std::string text, const std::string& place) {
  return place.empty() ? text : text + " (" + place + ')';
}

std::string_view kind_word(DecidingRule::Kind kind) {
  switch (kind) {
    case DecidingRule::Kind::network_acl: return "network-acl";
    case DecidingRule::Kind::security_group: return "security-group";
    case DecidingRule::Kind::route: break;
  }
  return "route";
}

JsonValue rule_json(const DecidingRule& rule, const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  item.set("kind", kind_word(rule.kind)).set("component", rule.component);
  if (rule.direction) item.set("direction", to_string(*rule.direction));
  if (!rule.rule.empty()) item.set("rule", rule.rule);
  item.set("action", to_string(rule.action));
  if (!rule.gave_way.empty()) item.set("gave_way", rule.gave_way);
  const std::string place = sources.place(rule.origin);
  if (!place.empty()) item.set("place", place);
  return item;
}

}  // namespace

std::string before_text(const DecidingRule& rule) {
  return to_string(rule) + ' ' + std::string(verb_of(rule, false));
}

std::string after_text(const DecidingRule& rule) {
  return to_string(rule) + ' ' + std::string(verb_of(rule, true)) +
         (rule.gave_way.empty() ? "" : ", where rule " + rule.gave_way + " no longer matches");
}

std::string to_text(const ChangeCause& cause, const ChangeSources& sources) {
  std::string text = cause.leg == Leg::reply ? "reply: " : "";
  if (cause.after) {
    text += with_place(after_text(*cause.after), sources.after.place(cause.after->origin));
  }
  if (cause.before) {
    text += (cause.after ? "; " : "") +
            with_place(before_text(*cause.before), sources.before.place(cause.before->origin));
  }
  return text;
}

JsonValue causes_json(const std::vector<ChangeCause>& causes, const ChangeSources& sources) {
  JsonValue list = JsonValue::array();
  for (const ChangeCause& cause : causes) {
    JsonValue item = JsonValue::object();
    item.set("leg", to_string(cause.leg)).set("text", to_text(cause, sources));
    if (cause.before) item.set("before", rule_json(*cause.before, sources.before));
    if (cause.after) item.set("after", rule_json(*cause.after, sources.after));
    list.push(std::move(item));
  }
  return list;
}

}  // namespace halfopen
