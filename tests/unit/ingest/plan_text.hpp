// SPDX-License-Identifier: Apache-2.0
// Plans of Terraform, written by hand from the documented format (Terraform documentation, JSON
// Output Format). What the real program writes is tested with the plans in tests/terraform.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/ingest/source_text.hpp"
#include "halfopen/ingest/terraform_plan.hpp"
#include "halfopen/vpc/additions.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen::tests {

/// Puts a plan together. Values are JSON; `null` as `before` is a creation, as `after` a deletion.
class PlanText {
 public:
  PlanText& change(const std::string& address, const std::string& actions,
                   const std::string& before, const std::string& after,
                   const std::string& unknown = "{}", const std::string& more = "") {
    const std::string type = type_of(address);
    if (after != "null") planned_[module_of(address)] += instance(address, type, after);
    if (before != "null") prior_[module_of(address)] += instance(address, type, before);
    changes_ += (changes_.empty() ? "" : ",\n") + std::string("{") + names(address, type) + more +
                R"(, "change": {"actions": [)" + actions + R"(], "before": )" + before +
                R"(, "after": )" + after + R"(, "after_unknown": )" + unknown + "}}";
    return *this;
  }
  PlanText& create(const std::string& address, const std::string& after,
                   const std::string& unknown = R"({"id": true})") {
    return change(address, R"("create")", "null", after, unknown);
  }
  PlanText& keep(const std::string& address, const std::string& values) {
    return change(address, R"("no-op")", values, values);
  }
  PlanText& update(const std::string& address, const std::string& before,
                   const std::string& after) {
    return change(address, R"("update")", before, after);
  }
  PlanText& remove(const std::string& address, const std::string& before) {
    return change(address, R"("delete")", before, "null");
  }
  /// The configuration of a resource; `module` is a chain of calls: "", "net", "net.inner".
  PlanText& config(const std::string& module, const std::string& resource,
                   const std::string& expressions, const std::string& more = "") {
    const std::size_t dot = resource.find('.');
    calls_[module].resources += (calls_[module].resources.empty() ? "" : ",\n") +
                                std::string(R"({"address": ")") + resource +
                                R"(", "mode": "managed", "type": ")" + resource.substr(0, dot) +
                                R"(", "name": ")" + resource.substr(dot + 1) +
                                R"(", "expressions": )" + expressions + more + "}";
    return *this;
  }
  /// What a module call passes, and other members of the call.
  PlanText& call(const std::string& module, const std::string& expressions,
                 const std::string& more = "") {
    calls_[module].call = R"("expressions": )" + expressions + more;
    return *this;
  }
  PlanText& output(const std::string& module, const std::string& name,
                   const std::string& expression) {
    std::string& outputs = calls_[module].outputs;
    outputs +=
        (outputs.empty() ? "\"" : ",\n\"") + name + R"(": {"expression": )" + expression + "}";
    return *this;
  }
  PlanText& member(const std::string& text) {
    members_ += ",\n" + text;
    return *this;
  }

  std::string text() const {
    std::string text =
        R"({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": )";
    text += values(planned_);
    if (!prior_.empty()) {
      text += R"(, "prior_state": {"format_version": "1.0", "values": )" + values(prior_) + "}";
    }
    text += ",\n\"resource_changes\": [" + changes_ + "]";
    if (!calls_.empty()) text += R"(, "configuration": {"root_module": )" + module("") + "}";
    return text + members_ + "}";
  }

  static std::string refs(const std::string& list) { return R"({"references": [)" + list + "]}"; }

 private:
  struct Module {
    std::string resources;
    std::string outputs;
    std::string call = R"("expressions": {})";
  };

  static std::size_t own_part(const std::string& address) {
    std::size_t at = 0;
    while (address.compare(at, 7, "module.") == 0) {
      std::size_t depth = 0;
      std::size_t end = at + 7;
      for (; end < address.size() && (depth > 0 || address[end] != '.'); ++end) {
        if (address[end] == '[') ++depth;
        if (address[end] == ']') --depth;
      }
      at = end + 1;
    }
    return at;
  }
  static std::string module_of(const std::string& address) {
    const std::size_t own = own_part(address);
    return own == 0 ? "" : address.substr(0, own - 1);
  }
  static std::string type_of(const std::string& address) {
    const std::size_t own = own_part(address);
    return address.substr(own, address.find('.', own) - own);
  }
  static std::string escaped(const std::string& text) {
    std::string done;
    for (const char c : text) {
      if (c == '"') done += '\\';
      done += c;
    }
    return done;
  }
  static std::string names(const std::string& address, const std::string& type) {
    const std::size_t own = own_part(address);
    const std::size_t dot = address.find('.', own);
    const std::size_t bracket = address.find('[', dot);
    std::string text = R"("address": ")" + escaped(address) + R"(", "mode": "managed", "type": ")" +
                       type + R"(", "name": ")" + address.substr(dot + 1, bracket - dot - 1) + '"';
    if (bracket != std::string::npos) {
      text += R"(, "index": )" + address.substr(bracket + 1, address.size() - bracket - 2);
    }
    return text;
  }
  static std::string instance(const std::string& address, const std::string& type,
                              const std::string& values) {
    return "\n{" + names(address, type) + R"(, "values": )" + values + "},";
  }
  static std::string list(const std::string& elements) {
    return "[" + elements.substr(0, elements.empty() ? 0 : elements.size() - 1) + "]";
  }
  static std::string values(const std::map<std::string, std::string>& modules) {
    std::string root = "[]";
    std::string children;
    for (const auto& [address, resources] : modules) {
      if (address.empty()) {
        root = list(resources);
      } else {
        children +=
            R"({"address": ")" + escaped(address) + R"(", "resources": )" + list(resources) + "},";
      }
    }
    return R"({"root_module": {"resources": )" + root + R"(, "child_modules": )" + list(children) +
           "}}";
  }
  std::string module(const std::string& path) const {
    const auto own = calls_.find(path);
    const Module empty;
    const Module& one = own == calls_.end() ? empty : own->second;
    std::string calls;
    const std::string prefix = path.empty() ? "" : path + '.';
    for (const auto& [name, child] : calls_) {
      if (name.empty() || name == path || name.compare(0, prefix.size(), prefix) != 0) continue;
      const std::string rest = name.substr(prefix.size());
      if (rest.find('.') != std::string::npos) continue;
      calls += (calls.empty() ? "\"" : ", \"") + rest + "\": {" + child.call +
               ", \"module\": " + module(name) + "}";
    }
    return R"({"resources": [)" + one.resources + R"(], "outputs": {)" + one.outputs +
           R"(}, "module_calls": {)" + calls + "}}";
  }

  std::map<std::string, std::string> planned_;
  std::map<std::string, std::string> prior_;
  std::string changes_;
  std::map<std::string, Module> calls_;
  std::string members_;
};

/// Both sides as snapshots.
struct ReadPlan {
  ReadOutcome outcome = ReadOutcome::not_ours;
  TerraformPlan plan;
  Diagnostics diagnostics;
  Snapshot before;
  Snapshot after;
};

inline ReadPlan read_plan(const std::string& text) {
  ReadPlan read;
  read.outcome = read_terraform(SourceText("plan.json", text), 1, read.plan, read.diagnostics);
  SnapshotDraft before = read.plan.before;
  SnapshotDraft after = read.plan.after;
  Diagnostics ignored;
  attach_additions(before, ignored);
  read.before = Snapshot::build(std::move(before), ignored);
  attach_additions(after, read.diagnostics);
  read.after = Snapshot::build(std::move(after), read.diagnostics);
  return read;
}

/// "HO5002 HO5006": the codes of warnings and errors, notes as "n5001".
inline std::string codes(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    std::string code = to_string(diagnostic.code);
    if (diagnostic.severity == Severity::note) code.replace(0, 2, "n");
    text += (text.empty() ? "" : " ") + code;
  }
  return text;
}

inline std::optional<NetworkAcl> find_acl(const Snapshot& snapshot, const std::string& id) {
  for (const NetworkAcl& acl : snapshot.acls()) {
    if (acl.id() == id) return acl;
  }
  return std::nullopt;
}

/// "100 110?": the numbers of a direction, `?` behind what is unknown, `-` in front of what denies.
inline std::string numbers(const Snapshot& snapshot, const std::string& id,
                           Direction direction = Direction::ingress) {
  const std::optional<NetworkAcl> acl = find_acl(snapshot, id);
  if (!acl) return "no such ACL";
  std::string text;
  for (const NetworkAclEntry& entry : acl->entries(direction)) {
    if (entry.number > kLastUserRuleNumber) continue;
    text += (text.empty() ? "" : " ") + std::string(entry.action == RuleAction::deny ? "-" : "") +
            rule_label(entry) + (entry.action == RuleAction::unknown ? "?" : "");
  }
  return text;
}

/// The id of the ACL that a subnet has: "" if it is not known, "(default) acl" if it falls to it.
inline std::string acl_of_subnet(const Snapshot& snapshot, const std::string& id) {
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    if (snapshot.subnets()[i].id != id) continue;
    const AclBinding binding = snapshot.binding(i);
    if (binding.source == AclBinding::Source::associated) return snapshot.acls()[binding.acl].id();
    if (binding.source == AclBinding::Source::implied_default) {
      return "(default) " + snapshot.acls()[binding.acl].id();
    }
    return "";
  }
  return "no such subnet";
}

}  // namespace halfopen::tests
