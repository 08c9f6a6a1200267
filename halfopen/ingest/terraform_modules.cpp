// SPDX-License-Identifier: Apache-2.0
// How modules hand values to each other: variables inwards, outputs outwards.
#include <algorithm>
#include <utility>

#include "halfopen/ingest/terraform_resolve.hpp"

namespace halfopen {
namespace {

/// `module.net` of `module.net["a"]`.
std::string without_last_key(const std::string& path, const std::string& key) {
  return path.substr(0, path.size() - key.size());
}

}  // namespace

const TerraformResolver::Scope* TerraformResolver::scope_of(const std::string& path) {
  if (const auto known = scopes_.find(path); known != scopes_.end()) return &known->second;
  Scope scope;
  scope.path = path;
  if (path.empty()) {
    scope.module = &text_.configuration;
  } else {
    const auto steps = parse_terraform_address(path);
    if (!steps || steps->size() < 2 || (*steps)[steps->size() - 2].name != "module") return nullptr;
    const TerraformStep& last = steps->back();
    scope.parent = scope_of(to_address(*steps, 0, steps->size() - 2));
    scope.key = last.key;
    if (scope.parent == nullptr) return nullptr;
    child_keys_[joined_address(scope.parent->path, "module." + last.name)].push_back(last.key);
    if (scope.parent->module != nullptr) {
      const auto call = scope.parent->module->calls.find(last.name);
      if (call != scope.parent->module->calls.end()) {
        scope.call = &call->second;
        scope.module = call->second.module.get();
      }
    }
  }
  return &scopes_.emplace(path, std::move(scope)).first->second;
}

ResolvedValue TerraformResolver::module_output(const Steps& steps, const Place& place,
                                               Question question) {
  const std::string name = "module." + steps[1].name;
  if (steps.size() < 3) return unresolved_value("it comes from " + name + " as a whole");
  const std::string full = joined_address(place.scope->path, name);
  std::vector<std::string> keys;
  if (!steps[1].key.empty()) {
    keys = {steps[1].key};
  } else if (const auto known = child_keys_.find(full); known != child_keys_.end()) {
    keys = known->second;
  } else {
    keys = {""};
  }
  if (keys.size() > 1 && question.has_selector) {
    if (std::find(keys.begin(), keys.end(), place.key) == keys.end()) {
      return unresolved_value("it comes from " + name +
                              ", and which instance is meant is not told");
    }
    keys = {place.key};
  }
  std::sort(keys.begin(), keys.end(), key_before);
  std::vector<ResolvedValue> parts;
  for (const std::string& key : keys) {
    const Scope* const child = scope_of(full + key);
    if (child == nullptr || child->module == nullptr) {
      return unresolved_value("it comes from " + name +
                              ", which the plan's configuration does not hold");
    }
    const auto output = child->module->outputs.find(steps[2].name);
    if (output == child->module->outputs.end()) {
      return unresolved_value("it comes from " + name + '.' + steps[2].name +
                              ", which is not declared");
    }
    const Place inside{child, "", std::nullopt, 1};
    parts.push_back(evaluate(output->second, inside, {true, false, question.depth}));
  }
  if (parts.size() == 1) {
    Steps rest = steps;
    if (!steps[2].key.empty()) {
      rest[2] = {"", steps[2].key};
      return pick(std::move(parts[0]), rest, 2);
    }
    return pick(std::move(parts[0]), rest, 3);
  }
  if (!question.wants_list) {
    return unresolved_value("it comes from one of several " + name + ", and which is not told");
  }
  return combine(std::move(parts), keys.size(), question);
}

ResolvedValue TerraformResolver::variable(const Steps& steps, const Place& place,
                                          Question question) {
  const std::string& name = steps[1].name;
  const Scope& scope = *place.scope;
  Steps rest = steps;
  rest[1] = {"", steps[1].key};
  const std::size_t first = steps[1].key.empty() ? 2 : 1;
  if (scope.call != nullptr && scope.call->expressions) {
    if (const auto expression = text_.document.member(*scope.call->expressions, name)) {
      const auto calls = child_keys_.find(without_last_key(scope.path, scope.key));
      const Place outside{scope.parent, scope.key, scope.call->repetition,
                          calls == child_keys_.end() ? 1 : calls->second.size()};
      return pick(evaluate(*expression, outside, {true, false, question.depth}), rest, first);
    }
  }
  if (scope.parent == nullptr) {
    const auto value = text_.variables.find(name);
    if (value != text_.variables.end()) return pick(constant(value->second), rest, first);
  }
  if (scope.module != nullptr) {
    const auto value = scope.module->defaults.find(name);
    if (value != scope.module->defaults.end()) return pick(constant(value->second), rest, first);
  }
  return unresolved_value("it comes from " + joined_address(scope.path, "var." + name) +
                          ", which has no value in the plan");
}

}  // namespace halfopen
