// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_resolve.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "halfopen/ingest/terraform_attributes.hpp"

namespace halfopen {
namespace {

constexpr int kDeepest = 24;
constexpr std::size_t kMostSteps = 20000;  // expressions looked at for one attribute

bool looks_like_id(std::string_view text) {
  if (text.starts_with("arn:")) return true;
  const std::size_t dash = text.rfind('-');
  return dash != std::string_view::npos && dash > 0 && text.size() - dash > 8 &&
         text.find_first_not_of("0123456789abcdef", dash + 1) == std::string_view::npos;
}

bool is_selector(const std::vector<TerraformStep>& steps) {
  return steps[0].name == "count" ||
         (steps[0].name == "each" && steps.size() == 2 && steps[1].name == "key");
}

/// Names that tell nothing about objects: they may choose, they do not hold.
bool is_neutral(const std::vector<TerraformStep>& steps) {
  return steps[0].name == "path" || steps[0].name == "terraform";
}

}  // namespace

ResolvedValue unresolved_value(std::string reason) {
  ResolvedValue value;
  value.reason = std::move(reason);
  return value;
}

TerraformResolver::TerraformResolver(TerraformText& text) : text_(text) {
  std::set<std::string> paths;
  std::set<std::string_view> changed;
  const auto add = [&](const TerraformInstance& one) {
    const std::string name =
        joined_address(one.module, (one.is_data ? "data." : "") + one.type + '.' + one.name);
    if (!by_address_.emplace(name + one.key, &one).second) return;
    by_name_[name].push_back(&one);
    paths.insert(one.module);
  };
  for (const TerraformChange& change : text.changes) {
    if (change.is_deposed) continue;
    changed.insert(change.address);
    if (change.after_unknown) unknown_.emplace(change.address, *change.after_unknown);
  }
  for (const TerraformInstance& one : text.planned) add(one);
  // What a plan for some targets leaves out stays as it is.
  for (const TerraformInstance& one : text.prior) {
    if (!changed.contains(one.address)) add(one);
  }
  for (auto& [name, instances] : by_name_) {
    std::sort(instances.begin(), instances.end(),
              [](const auto* a, const auto* b) { return key_before(a->key, b->key); });
  }
  for (const std::string& path : paths) scope_of(path);
}

const TerraformModule::Resource* TerraformResolver::configuration_of(
    const TerraformInstance& instance) const {
  const auto scope = scopes_.find(instance.module);
  if (scope == scopes_.end() || scope->second.module == nullptr) return nullptr;
  const auto& resources = scope->second.module->resources;
  const auto found =
      resources.find((instance.is_data ? "data." : "") + instance.type + '.' + instance.name);
  return found == resources.end() ? nullptr : &found->second;
}

TerraformResolver::Place TerraformResolver::place_of(const TerraformInstance& instance) {
  Place place{scope_of(instance.module), instance.key, std::nullopt, 1};
  const auto all =
      by_name_.find(joined_address(instance.module, instance.type + '.' + instance.name));
  if (all != by_name_.end()) place.instances = all->second.size();
  const TerraformModule::Resource* const own = configuration_of(instance);
  if (own != nullptr && !own->has_count) place.repetition = own->repetition;
  return place;
}

std::uint32_t TerraformResolver::text_node(std::string text, const Origin& origin) {
  return text_.document.add({NodeKind::text, origin, std::move(text), {}, ""});
}

bool TerraformResolver::is_unknown(const TerraformInstance& instance,
                                   std::string_view attribute) const {
  const auto found = unknown_.find(instance.address);
  if (found == unknown_.end()) return false;
  const auto node = text_.document.member(found->second, attribute);
  return node && text_.document.at(*node).kind == NodeKind::text &&
         text_.document.at(*node).text == "true";
}

const std::string& TerraformResolver::id_of(const TerraformInstance& instance) {
  // While its id is looked for, an object goes by its address: ids may refer to each other in
  // circles.
  if (ids_.try_emplace(&instance, instance.address).second) {
    std::string id = find_id(instance);
    ids_[&instance] = std::move(id);  // the table may have grown
  }
  return ids_[&instance];
}

std::string TerraformResolver::find_id(const TerraformInstance& instance) {
  if (instance.values) {
    const auto id = text_.document.member(*instance.values, "id");
    if (id && text_.document.at(*id).kind == NodeKind::text &&
        !text_.document.at(*id).text.empty()) {
      return text_.document.at(*id).text;
    }
  }
  if (const std::string_view adopted = adopted_id(instance.type); !adopted.empty()) {
    if (budget_ == 0) budget_ = kMostSteps;
    const Steps steps{{std::string(adopted), ""}};
    const ResolvedValue value = attribute(instance, steps, 0, {});
    if (value.known() && value.nodes.size() == 1) return text_.document.at(value.nodes[0]).text;
  }
  return instance.address;
}

ResolvedValue TerraformResolver::resolve(const TerraformInstance& instance,
                                         std::uint32_t expression, bool wants_list,
                                         const std::vector<std::string_view>& only_types) {
  budget_ = kMostSteps;
  only_types_ = only_types;
  Question question;
  question.wants_list = wants_list;
  ResolvedValue value = evaluate(expression, place_of(instance), question);
  only_types_.clear();
  return value;
}

/// A reference is followed by its own beginnings, each shorter than the one before.
std::vector<TerraformResolver::Steps> TerraformResolver::heads_of(std::uint32_t expression) const {
  std::vector<Steps> heads;
  const auto references = text_.document.member(expression, "references");
  if (!references) return heads;
  std::string_view last;
  for (const std::uint32_t item : text_.document.at(*references).items) {
    const std::string& text = text_.document.at(item).text;
    const bool beginning = last.size() > text.size() && last.starts_with(text) &&
                           (last[text.size()] == '.' || last[text.size()] == '[');
    last = text;
    if (beginning) continue;
    if (auto steps = parse_terraform_address(text)) heads.push_back(std::move(*steps));
  }
  return heads;
}

ResolvedValue TerraformResolver::constant(std::uint32_t node) const {
  ResolvedValue value;
  const DocumentNode& at = text_.document.at(node);
  const auto take = [&](std::uint32_t item) {
    const DocumentNode& each = text_.document.at(item);
    if (each.kind == NodeKind::null || (each.kind == NodeKind::text && each.text.empty())) return;
    value.ids = value.ids && each.kind == NodeKind::text && looks_like_id(each.text);
    value.nodes.push_back(item);
    value.keys.push_back(instance_key(std::to_string(value.keys.size()), true));
  };
  if (at.kind == NodeKind::list) {
    for (const std::uint32_t item : at.items) take(item);
  } else {
    take(node);
  }
  return value;
}

ResolvedValue TerraformResolver::evaluate(std::uint32_t expression, const Place& place,
                                          Question question) {
  if (++question.depth > kDeepest || budget_ == 0)
    return unresolved_value("the references lead in circles");
  --budget_;
  if (text_.document.at(expression).kind != NodeKind::map) {
    return unresolved_value("it stands in a nested block");
  }
  if (const auto value = text_.document.member(expression, "constant_value")) {
    return constant(*value);
  }
  std::vector<Steps> heads = heads_of(expression);
  if (heads.empty()) return unresolved_value("the expression names nothing that a plan holds");
  for (const Steps& steps : heads) {
    question.has_selector |= is_selector(steps) || steps[0].name == "each";
  }
  std::vector<ResolvedValue> parts;
  for (const Steps& steps : heads) {
    if (is_selector(steps) || is_neutral(steps)) continue;
    if (question.depth == 1 && !only_types_.empty() &&
        std::find(only_types_.begin(), only_types_.end(), steps[0].name) == only_types_.end()) {
      continue;
    }
    parts.push_back(select(head(steps, place, question), place, question));
  }
  return combine(std::move(parts), heads.size(), question);
}

/// `var.ids[count.index]`: of several values the one of the same key. Where a list is wanted, each
/// instance must have one of its own: a slice by count.index has the same names.
ResolvedValue TerraformResolver::select(ResolvedValue values, const Place& place,
                                        Question question) const {
  if (!values.known() || !question.has_selector || values.nodes.size() < 2) return values;
  const auto at = std::find(values.keys.begin(), values.keys.end(), place.key);
  if (at == values.keys.end() || (question.wants_list && values.nodes.size() != place.instances)) {
    std::string names;
    for (const std::string& name : values.named) names += (names.empty() ? "" : " and ") + name;
    return unresolved_value("it comes from " + names + ", and which of " +
                            std::to_string(values.nodes.size()) + " is not told");
  }
  const auto index = static_cast<std::size_t>(at - values.keys.begin());
  values.nodes = {values.nodes[index]};
  values.keys = {place.key};
  values.exact = values.specific = false;
  for (std::string& name : values.named) {
    if (name.starts_with("every ")) name = "the " + name.substr(6) + " of the same key";
  }
  return values;
}

ResolvedValue TerraformResolver::head(const Steps& steps, const Place& place, Question question) {
  const std::string& first = steps[0].name;
  if (first == "local" || first == "self") {
    return unresolved_value("it comes from " + to_address(steps, 0, 2) +
                            ", which a plan does not hold");
  }
  if (place.scope == nullptr)
    return unresolved_value("its module is not in the plan's configuration");
  if (steps.size() < 2) return unresolved_value("it comes from " + first);
  if (first == "var") return variable(steps, place, question);
  if (first == "module") return module_output(steps, place, question);
  if (first == "each") return each_value(steps, place, question);
  return resource(steps, first == "data" ? 1 : 0, place, question);
}

ResolvedValue TerraformResolver::resource(const Steps& steps, std::size_t first, const Place& place,
                                          Question question) {
  if (steps.size() < first + 2)
    return unresolved_value("it comes from " + to_address(steps, 0, first + 2));
  const std::string name =
      (first == 1 ? "data." : "") + steps[first].name + '.' + steps[first + 1].name;
  const std::string full = joined_address(place.scope->path, name);
  const std::string& key = steps[first + 1].key;
  const auto found = by_name_.find(full);
  if (found == by_name_.end()) {
    const bool declared =
        place.scope->module != nullptr && place.scope->module->resources.contains(name);
    if (declared && first == 0) return {};  // none is planned: count is 0
    return unresolved_value("it comes from " + name + ", which is known only after apply");
  }
  const std::vector<const TerraformInstance*>& all = found->second;
  const auto one = [&](const TerraformInstance& instance, bool exact, const std::string& how) {
    ResolvedValue value = attribute(instance, steps, first + 2, question);
    value.specific = value.specific && exact && steps.size() > first + 2;
    value.exact = value.exact && value.specific;
    value.named = {how};
    return value;
  };
  if (!key.empty()) {
    const auto at = by_address_.find(full + key);
    return at == by_address_.end() ? ResolvedValue{} : one(*at->second, true, full + key);
  }
  if (all.size() == 1) {
    return one(*all[0], all[0]->key.empty(), joined_address(all[0]->module, name) + all[0]->key);
  }
  if (!question.wants_list && !question.has_selector) {
    return unresolved_value("it comes from one of " + std::to_string(all.size()) + ' ' + name +
                            ", and which is not told");
  }
  ResolvedValue every;
  every.exact = every.specific = false;
  every.named = {"every " + full};
  for (const TerraformInstance* const instance : all) {
    const ResolvedValue value = attribute(*instance, steps, first + 2, question);
    if (!value.known()) return value;
    every.ids = every.ids && value.ids;
    every.nodes.insert(every.nodes.end(), value.nodes.begin(), value.nodes.end());
    every.keys.insert(every.keys.end(), value.nodes.size(), instance->key);
  }
  return every;
}

ResolvedValue TerraformResolver::attribute(const TerraformInstance& instance, const Steps& steps,
                                           std::size_t first, Question question) {
  const std::string name = first < steps.size() ? steps[first].name : "";
  ResolvedValue value;
  value.keys = {instance.key};
  if (name.empty() || name == "id" || is_own_id(instance.type, name)) {
    const std::string& id = id_of(instance);
    if (instance.is_data && id == instance.address) {
      return unresolved_value("it comes from " + id + ", which is read when the plan is applied");
    }
    value.nodes = {text_node(id, instance.origin)};
    return value;
  }
  const auto at = instance.values ? text_.document.member(*instance.values, name) : std::nullopt;
  if (at && text_.document.at(*at).kind != NodeKind::null) {
    TerraformStep index{"", steps[first].key};
    std::optional<std::uint32_t> node = *at;
    if (!index.key.empty()) node = member(*node, index);
    for (std::size_t i = first + 1; node && i < steps.size(); ++i) node = member(*node, steps[i]);
    if (!node) return unresolved_value("it comes from a part of " + instance.address + '.' + name);
    value = constant(*node);
    value.keys.assign(value.nodes.size(), instance.key);
    return value;
  }
  if (is_made_together(instance.type, name)) {
    value.nodes = {text_node(id_of(instance) + '.' + name, instance.origin)};
    return value;
  }
  const TerraformModule::Resource* const own = configuration_of(instance);
  if (own != nullptr && own->expressions) {
    if (const auto expression = text_.document.member(*own->expressions, name)) {
      return evaluate(*expression, place_of(instance),
                      {question.wants_list, false, question.depth});
    }
  }
  if (!is_unknown(instance, name)) return {};
  return unresolved_value("it comes from " + instance.address + '.' + name +
                          ", which is known only after apply");
}

std::optional<std::uint32_t> TerraformResolver::member(std::uint32_t node,
                                                       const TerraformStep& step) const {
  const DocumentNode& at = text_.document.at(node);
  std::optional<std::uint32_t> found = node;
  if (!step.name.empty()) found = text_.document.member(node, step.name);
  if (!found || step.key.size() < 3) return found;
  const DocumentNode& inner = step.name.empty() ? at : text_.document.at(*found);
  const std::string_view key(step.key);
  if (key[1] == '"') return text_.document.member(*found, key.substr(2, key.size() - 4));
  std::size_t index = 0;
  for (const char c : key.substr(1, std::min<std::size_t>(key.size() - 2, 9))) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  if (inner.kind != NodeKind::list || index >= inner.items.size()) return std::nullopt;
  return inner.items[index];
}

/// Applies what stands behind an output or a variable: an index, a key, members.
ResolvedValue TerraformResolver::pick(ResolvedValue values, const Steps& steps, std::size_t first) {
  if (!values.known()) return values;
  for (std::size_t i = first; i < steps.size(); ++i) {
    if (values.nodes.size() == 1 && text_.document.at(values.nodes[0]).kind == NodeKind::map) {
      const auto node = member(values.nodes[0], steps[i]);
      if (!node) return unresolved_value("it comes from a part of " + to_address(steps, 0, first));
      values.nodes = {*node};
      values.ids = false;
      continue;
    }
    values.exact = false;
    if (steps[i].key.empty()) {
      if (steps[i].name == "id" && values.ids) continue;
      return unresolved_value("it comes from a part of " + to_address(steps, 0, first));
    }
    std::size_t at = 0;
    while (at < values.keys.size() && values.keys[at] != steps[i].key) ++at;
    if (at == values.keys.size()) {
      return unresolved_value("it comes from " + to_address(steps, 0, steps.size()) +
                              ", and which object that is is not told");
    }
    values.nodes = {values.nodes[at]};
    values.keys = {values.keys[at]};
    values.named = {text_.document.at(values.nodes[0]).text};
    values.specific = false;
    if (!steps[i].name.empty() && steps[i].name != "id") {
      return unresolved_value("it comes from a part of " + to_address(steps, 0, first));
    }
  }
  return values;
}

/// `for_each = aws_subnet.a` makes each.value the instance of the same key.
ResolvedValue TerraformResolver::each_value(const Steps& steps, const Place& place,
                                            Question question) {
  const std::string text = to_address(steps, 0, steps.size());
  if (place.repetition && !place.key.empty()) {
    const std::vector<Steps> heads = heads_of(*place.repetition);
    if (heads.size() == 1 && heads[0].size() == 2 && heads[0][1].key.empty() &&
        heads[0][0].name.starts_with("aws_")) {
      Steps target = heads[0];
      target[1].key = place.key;
      target.insert(target.end(), steps.begin() + 2, steps.end());
      ResolvedValue value = resource(target, 0, place, question);
      value.exact = value.specific = false;
      value.named = {"the " + joined_address(place.scope->path, to_address(heads[0], 0, 2)) +
                     " of the same key"};
      if (value.known() && value.nodes.empty()) {
        return unresolved_value("it comes from " + text + ", which a plan does not hold");
      }
      return value;
    }
  }
  return unresolved_value("it comes from " + text + ", which a plan does not hold");
}

/// One answer from all that the expression names.
ResolvedValue TerraformResolver::combine(std::vector<ResolvedValue> parts, std::size_t heads,
                                         Question question) {
  ResolvedValue all;
  all.exact = heads == 1;
  std::set<std::string> seen;
  // Flags and names beside references choose; they hold nothing that could be meant.
  const bool has_ids = std::any_of(parts.begin(), parts.end(), [](const ResolvedValue& part) {
    return part.known() && part.ids && !part.nodes.empty();
  });
  for (ResolvedValue& part : parts) {
    if (!part.known()) return std::move(part);
    if (has_ids && !part.ids && part.named.empty()) continue;
    all.exact = all.exact && part.exact;
    all.specific = all.specific && part.specific;
    all.ids = all.ids && part.ids;
    for (std::size_t i = 0; i < part.nodes.size(); ++i) {
      const DocumentNode& node = text_.document.at(part.nodes[i]);
      if (node.kind == NodeKind::text && !seen.insert(node.text).second) continue;
      all.nodes.push_back(part.nodes[i]);
      all.keys.push_back(i < part.keys.size() ? part.keys[i] : "");
    }
    all.named.insert(all.named.end(), part.named.begin(), part.named.end());
  }
  if (all.nodes.empty()) {
    if (question.wants_list && heads == 1) return all;
    return unresolved_value("the expression names nothing that the plan holds");
  }
  const bool mixed = parts.size() > 1 && std::any_of(parts.begin(), parts.end(), [](const auto& p) {
                       return p.ids && p.named.empty() && !p.nodes.empty();
                     });
  if (mixed)
    return unresolved_value("the expression chooses between ids of variables and of resources");
  if (!question.wants_list && all.nodes.size() > 1) {
    std::string names;
    for (const std::string& name : all.named) names += (names.empty() ? "" : " or ") + name;
    return unresolved_value("it may come from " + names + ", and which is not told");
  }
  return all;
}

}  // namespace halfopen
