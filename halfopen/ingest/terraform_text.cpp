// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_text.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "halfopen/ingest/declared_objects.hpp"
#include "halfopen/ingest/json_document.hpp"
#include "halfopen/ingest/plain_text.hpp"
#include "halfopen/ingest/terraform_address.hpp"

namespace halfopen {
namespace {

/// Data sources whose ids expressions may name.
bool is_wanted_data(std::string_view type) {
  return is_modelled_type(type) || type == "aws_subnets" || type == "aws_subnet_ids" ||
         type == "aws_network_acls" || type == "aws_security_groups" || type == "aws_vpcs";
}

bool is_wanted(std::string_view type, bool is_data) {
  return is_data ? is_wanted_data(type) : is_modelled_type(type);
}

PlannedAction action_of(const std::set<std::string>& words) {
  const bool gone = words.contains("delete") || words.contains("forget");
  if (words.contains("create")) return gone ? PlannedAction::replace : PlannedAction::create;
  if (gone) return PlannedAction::remove;
  return words.contains("update") ? PlannedAction::update : PlannedAction::none;
}

/// The pass over the text.
class TextReader {
 public:
  TextReader(const SourceText& source, std::uint32_t index, TerraformText& out)
      : json_(source), lines_(source.bytes(), index), source_(index), out_(out) {}

  ReadOutcome read(Diagnostics& diagnostics) {
    if (!json_.next_document() || !json_.enter_object()) {
      return json_.error() ? broken(diagnostics) : ReadOutcome::not_ours;
    }
    std::string_view key;
    while (json_.next_key(key)) top(key);
    if (!json_.error() && json_.next_document()) wrong("more than one JSON value");
    if (json_.error()) return broken(diagnostics);
    return judge(diagnostics);
  }

  /// Reads `before` of all changes into those that the first pass found.
  bool read_befores() {
    befores_only_ = true;
    if (!json_.next_document() || !json_.enter_object()) return false;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "resource_changes") changes();
    }
    return !json_.error();
  }

 private:
  Origin here() { return lines_.at(json_.offset()); }

  /// Remembers the first thing that is not of the documented form.
  void wrong(std::string what) {
    if (!wrong_) wrong_ = {{here(), std::move(what)}};
  }

  ReadOutcome broken(Diagnostics& diagnostics) {
    const auto& error = json_.error();
    diagnostics.push_back({DiagnosticCode::broken_json, Severity::error, lines_.at(error->offset),
                           error->what, "check that the file was written whole"});
    return ReadOutcome::unreadable;
  }

  ReadOutcome judge(Diagnostics& diagnostics) {
    const auto say = [&](DiagnosticCode code, const Origin& origin, std::string what,
                         std::string hint) {
      diagnostics.push_back({code, Severity::error, origin, std::move(what), std::move(hint)});
      return ReadOutcome::unreadable;
    };
    if (is_raw_state_ && has_terraform_version_ && !version_) {
      return say(DiagnosticCode::unknown_content, {source_, 0, 0},
                 "this is Terraform's own state file, whose form may change at any time",
                 "give the output of `terraform show -json`, run where the state is");
    }
    if (!has_values_ && !out_.is_plan) {
      // A state that holds nothing is written without `values`.
      if (!has_terraform_version_ || !version_) return ReadOutcome::not_ours;
    }
    if (!version_ && !has_terraform_version_) return ReadOutcome::not_ours;
    const std::string major = version_ ? version_->substr(0, version_->find('.')) : "";
    if (major != "0" && major != "1") {
      return say(DiagnosticCode::format_version, version_origin_,
                 version_ ? "the format version " + in_quotes(*version_) + " is not known"
                          : "a plan or state without format_version",
                 "this version reads the formats 0.x and 1.x of `terraform show -json`");
    }
    if (wrong_) {
      return say(DiagnosticCode::wrong_type, wrong_->first, wrong_->second,
                 "give the output of `terraform show -json` as it is");
    }
    return ReadOutcome::read;
  }

  void top(std::string_view key) {
    if (key == "format_version") {
      version_origin_ = here();
      if (const auto text = json_.scalar()) version_ = *text;
    } else if (key == "terraform_version") {
      has_terraform_version_ = true;
    } else if (key == "version" || key == "lineage" || key == "resources") {
      is_raw_state_ = is_raw_state_ || key != "version";
    } else if (key == "planned_values") {
      out_.is_plan = true;
      values(out_.planned);
    } else if (key == "values") {
      has_values_ = true;
      values(out_.planned);
    } else if (key == "prior_state") {
      prior_state();
    } else if (key == "resource_changes") {
      out_.is_plan = true;
      changes();
    } else if (key == "deferred_changes") {
      deferred();
    } else if (key == "configuration") {
      out_.is_plan = true;
      configuration();
    } else if (key == "variables") {
      variables(out_.variables, "value");
    } else if (key == "errored") {
      out_.errored = json_.boolean().value_or(false);
    } else if (key == "complete") {
      out_.complete = json_.boolean().value_or(true);
    }
  }

  /// Enters an object that may be null. False if there is nothing to read.
  bool object(std::string_view what) {
    if (json_.kind() == JsonKind::null) return false;
    if (json_.kind() == JsonKind::object) return json_.enter_object();
    wrong(std::string(what) + " is no object");
    return false;
  }

  bool array(std::string_view what) {
    if (json_.kind() == JsonKind::null) return false;
    if (json_.kind() == JsonKind::array) return json_.enter_array();
    wrong(std::string(what) + " is no list");
    return false;
  }

  std::string text() { return std::string(json_.scalar().value_or("")); }

  std::uint32_t tree() { return read_value(json_, lines_, out_.document); }

  void prior_state() {
    if (!object("prior_state")) return;
    out_.has_prior_state = true;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "values") values(out_.prior);
    }
  }

  /// `{outputs, root_module}`.
  void values(std::vector<TerraformInstance>& into) {
    if (!object("values")) return;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "root_module") values_module(into);
    }
  }

  void values_module(std::vector<TerraformInstance>& into) {
    if (!object("a module")) return;
    const std::size_t first = into.size();
    std::string address;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "address") {
        address = text();
      } else if (key == "resources" && array("resources")) {
        while (json_.next_element()) instance(into);
      } else if (key == "child_modules" && array("child_modules")) {
        while (json_.next_element()) values_module(into);
      }
    }
    // Modules inside have set theirs already.
    for (std::size_t i = first; i < into.size(); ++i) {
      if (into[i].module.empty()) into[i].module = address;
    }
  }

  void instance(std::vector<TerraformInstance>& into) {
    TerraformInstance one;
    one.origin = here();
    if (!object("a resource")) return;
    const std::size_t mark = out_.document.nodes.size();
    bool deposed = false;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "address") {
        one.address = text();
      } else if (key == "mode") {
        one.is_data = json_.scalar() == "data";
      } else if (key == "type") {
        one.type = text();
      } else if (key == "name") {
        one.name = text();
      } else if (key == "index") {
        one.key = index();
      } else if (key == "deposed_key" || key == "deposed") {
        deposed = json_.kind() == JsonKind::string;
      } else if (key == "values" && (one.type.empty() || is_wanted(one.type, one.is_data))) {
        if (json_.kind() == JsonKind::object) {
          one.values = tree();
        } else if (json_.kind() != JsonKind::null) {
          wrong("the values of a resource are no object");
        }
      }
    }
    const bool wanted = is_wanted(one.type, one.is_data);
    if (one.address.empty() || one.type.empty()) ++out_.unnamed;
    if (wanted && !deposed && !one.address.empty()) {
      into.push_back(std::move(one));
    } else {
      out_.document.nodes.resize(mark);
    }
  }

  std::string index() {
    const bool number = json_.kind() == JsonKind::number;
    if (!number && json_.kind() != JsonKind::string) return "";
    return instance_key(json_.scalar().value_or(""), number);
  }

  void changes() {
    if (!array("resource_changes")) return;
    while (json_.next_element()) change(false);
  }

  void deferred() {
    if (!array("deferred_changes")) return;
    while (json_.next_element()) {
      if (!object("a deferred change")) continue;
      std::string_view key;
      while (json_.next_key(key)) {
        if (key == "resource_change") change(true);
      }
    }
  }

  void change(bool is_deferred) {
    TerraformChange one;
    one.origin = here();
    one.is_deferred = is_deferred;
    if (!object("a change")) return;
    const std::size_t mark = out_.document.nodes.size();
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "address") {
        one.address = text();
      } else if (key == "previous_address") {
        one.previous_address = text();
      } else if (key == "mode") {
        one.is_data = json_.scalar() == "data";
      } else if (key == "type") {
        one.type = text();
      } else if (key == "deposed") {
        one.is_deposed = json_.kind() == JsonKind::string && !text().empty();
      } else if (key == "change" && (one.type.empty() || is_wanted(one.type, one.is_data))) {
        change_values(one);
      }
    }
    if (one.address.empty() || one.type.empty()) ++out_.unnamed;
    const bool wanted = !one.address.empty() && is_wanted(one.type, one.is_data);
    if (!wanted) {
      out_.document.nodes.resize(mark);
    } else if (!befores_only_) {
      out_.changes.push_back(std::move(one));
    } else if (!is_deferred) {
      while (next_change_ < out_.changes.size() && out_.changes[next_change_].is_deferred) {
        ++next_change_;
      }
      if (next_change_ < out_.changes.size()) out_.changes[next_change_++].before = one.before;
    }
  }

  void change_values(TerraformChange& one) {
    if (!object("a change")) return;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "before") {
        if (befores_only_ && json_.kind() == JsonKind::object) one.before = tree();
      } else if (befores_only_) {
        continue;
      } else if (key == "actions") {
        std::set<std::string> words;
        if (array("actions")) {
          while (json_.next_element()) words.insert(text());
        }
        one.action = action_of(words);
        one.forgets = words.contains("forget");
      } else if (key == "after" && (one.is_deferred || out_.planned.empty()) &&
                 json_.kind() == JsonKind::object) {
        one.after = tree();
      } else if (key == "after_unknown" && json_.kind() == JsonKind::object) {
        one.after_unknown = tree();
      }
    }
  }

  void configuration() {
    if (!object("configuration")) return;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key != "root_module") continue;
      out_.has_configuration = true;
      config_module(out_.configuration);
    }
  }

  void config_module(TerraformModule& module) {
    if (!object("a module")) return;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "resources" && array("resources")) {
        while (json_.next_element()) config_resource(module);
      } else if (key == "module_calls" && object("module_calls")) {
        std::string_view name;
        while (json_.next_key(name)) config_call(module.calls[std::string(name)]);
      } else if (key == "outputs") {
        variables(module.outputs, "expression");
      } else if (key == "variables") {
        variables(module.defaults, "default");
      }
    }
  }

  void config_resource(TerraformModule& module) {
    if (!object("a resource")) return;
    const std::size_t mark = out_.document.nodes.size();
    TerraformModule::Resource one;
    std::string type;
    std::string name;
    bool is_data = false;
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "mode") {
        is_data = json_.scalar() == "data";
      } else if (key == "type") {
        type = text();
      } else if (key == "name") {
        name = text();
      } else if (!type.empty() && (is_data || !is_wanted(type, is_data))) {
        continue;
      } else if (key == "expressions" && json_.kind() == JsonKind::object) {
        one.expressions = tree();
      } else if (key == "count_expression" || key == "for_each_expression") {
        one.repetition = tree();
        one.has_count = key == "count_expression";
      }
    }
    if (type.empty() || name.empty()) {
      ++out_.unnamed;
    } else if (is_wanted(type, is_data)) {
      const std::string address = (is_data ? "data." : "") + type + '.' + name;
      module.resources.insert_or_assign(address, one);
      return;
    }
    out_.document.nodes.resize(mark);
  }

  void config_call(TerraformModule::Call& call) {
    if (!object("a module call")) return;
    call.module = std::make_unique<TerraformModule>();
    std::string_view key;
    while (json_.next_key(key)) {
      if (key == "expressions" && json_.kind() == JsonKind::object) {
        call.expressions = tree();
      } else if (key == "count_expression" || key == "for_each_expression") {
        call.repetition = tree();
      } else if (key == "module") {
        config_module(*call.module);
      }
    }
  }

  /// `{name: {member: VALUE}}`.
  void variables(std::map<std::string, std::uint32_t>& into, std::string_view member) {
    if (!object(member)) return;
    std::string_view name;
    while (json_.next_key(name)) {
      const std::string own(name);
      if (!object(member)) continue;
      std::string_view key;
      while (json_.next_key(key)) {
        if (key == member) into.insert_or_assign(own, tree());
      }
    }
  }

  JsonReader json_;
  LineCounter lines_;
  std::uint32_t source_;
  TerraformText& out_;
  std::optional<std::string> version_;
  Origin version_origin_;
  std::optional<std::pair<Origin, std::string>> wrong_;
  bool has_terraform_version_ = false;
  bool has_values_ = false;
  bool is_raw_state_ = false;
  bool befores_only_ = false;
  std::size_t next_change_ = 0;
};

bool wants_befores(const TerraformText& text) {
  return !text.has_prior_state &&
         std::any_of(text.changes.begin(), text.changes.end(), [](const TerraformChange& change) {
           return change.action != PlannedAction::create && !change.is_data;
         });
}

}  // namespace

bool may_be_terraform(std::string_view text) {
  const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  return has("\"terraform_version\"") || has("\"format_version\"");
}

ReadOutcome read_terraform_text(const SourceText& source, std::uint32_t source_index,
                                TerraformText& text, Diagnostics& diagnostics) {
  const ReadOutcome outcome = TextReader(source, source_index, text).read(diagnostics);
  if (outcome == ReadOutcome::read && wants_befores(text)) {
    TextReader(source, source_index, text).read_befores();
  }
  return outcome;
}

}  // namespace halfopen
