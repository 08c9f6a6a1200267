// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_reader.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "halfopen/ingest/cfn_declaration.hpp"
#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/cfn_foreach.hpp"
#include "halfopen/ingest/cfn_template.hpp"
#include "halfopen/ingest/declared_objects.hpp"
#include "halfopen/ingest/json_document.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/plain_text.hpp"
#include "halfopen/ingest/yaml_reader.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostTemplateBytes = std::size_t{8} << 20;
constexpr std::string_view kVersionKey = "AWSTemplateFormatVersion";

/// True if a line begins with the key, quoted or not.
bool has_top_key(std::string_view bytes, std::string_view key) {
  for (std::size_t at = bytes.find(key); at != std::string_view::npos;
       at = bytes.find(key, at + 1)) {
    const std::size_t line = at == 0 ? 0 : bytes.find_last_of('\n', at - 1) + 1;
    std::string_view before = bytes.substr(line, at - line);
    if (before.starts_with("\xef\xbb\xbf")) before.remove_prefix(3);
    std::string_view behind = bytes.substr(at + key.size());
    if (before == "\"" || before == "'") {
      if (behind.starts_with(before)) behind.remove_prefix(1);
      before = {};
    }
    const std::size_t next = behind.find_first_not_of(' ');
    if (before.empty() && next != std::string_view::npos && behind[next] == ':') return true;
  }
  return false;
}

/// A line `Type: AWS::…`, `Type: Custom::…` or the like.
bool has_resource_type(std::string_view bytes) {
  for (std::size_t at = bytes.find("Type"); at != std::string_view::npos;
       at = bytes.find("Type", at + 1)) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    if (line.find("AWS::") != std::string_view::npos ||
        line.find("Custom::") != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// Resources with types, among the members of the object at hand.
bool has_typed_resources(JsonReader& reader) {
  std::string_view key;
  if (!reader.enter_object()) return false;
  while (reader.next_key(key)) {
    if (key == kVersionKey) return true;
    if (key != "Resources" || !reader.enter_object()) continue;
    if (!reader.next_key(key) || !reader.enter_object()) return false;
    while (reader.next_key(key)) {
      if (key != "Type") continue;
      const auto type = reader.string();
      return type && type->find("::") != std::string_view::npos;
    }
    return false;
  }
  return false;
}

std::string first_word(std::string_view text) { return one_line(text.substr(0, 80)); }

/// Macros of AWS that never touch networks: SAM makes functions and interfaces, and so on (Template
/// Reference, Transform macros).
bool leaves_networks_alone(std::string_view macro) {
  for (const std::string_view prefix : {"AWS::Serverless", "AWS::CodeDeployBlueGreen",
                                        "AWS::SecretsManager", "AWS::ServiceCatalog"}) {
    if (macro.starts_with(prefix)) return true;
  }
  return false;
}

/// Names the macros. True if one of them may make network ACLs, or associate them.
bool report_transforms(const CfnTemplate& source, Diagnostics& diagnostics) {
  bool doubtful = false;
  for (const auto& [name, origin] : source.transforms) {
    if (name == "AWS::LanguageExtensions") continue;
    const bool harmless = leaves_networks_alone(name);
    doubtful = doubtful || !harmless;
    diagnostics.push_back({DiagnosticCode::unresolved_value,
                           harmless ? Severity::note : Severity::warning, origin,
                           "what the macro " + first_word(name) + " makes is not read",
                           "give the template that `aws cloudformation get-template "
                           "--template-stage Processed` prints"});
  }
  return doubtful;
}

/// Given values that the template does not allow; AWS would refuse them.
void check_values(const CfnTemplate& source, TemplateParameters& parameters,
                  Diagnostics& diagnostics) {
  const Document& document = *source.document;
  for (const auto& [name, body] : source.parameters) {
    parameters.declared.insert(name);
    const auto given = parameters.values.find(name);
    const auto allowed = document.member(body, "AllowedValues");
    if (given == parameters.values.end() || !allowed) continue;
    const auto& values = document.at(*allowed).items;
    const auto type = document.member(body, "Type");
    if (type && document.at(*type).text != "String" && document.at(*type).text != "Number")
      continue;
    if (std::any_of(values.begin(), values.end(), [&](std::uint32_t value) {
          return document.at(value).text == given->second;
        })) {
      continue;
    }
    diagnostics.push_back({DiagnosticCode::template_parameter, Severity::warning,
                           document.at(*allowed).origin,
                           in_quotes(given->second) + " is not among the AllowedValues of " + name,
                           "AWS refuses it; give one of the allowed values"});
  }
}

/// The same rule twice: AWS creates the first and refuses the second, and the stack fails. Other
/// rows of one number are told where all rows of an ACL are known.
void report_repeated_rows(const std::vector<AddedRow>& rows, std::size_t from,
                          Diagnostics& diagnostics) {
  std::map<std::tuple<std::string_view, Direction, int>, const AddedRow*> first;
  for (std::size_t i = from; i < rows.size(); ++i) {
    const AddedRow& added = rows[i];
    if (added.acl_id.empty() || added.row.action == RuleAction::unknown) continue;
    const auto [known, fresh] = first.try_emplace(
        {added.acl_id, added.row.direction, static_cast<int>(added.row.number)}, &added);
    if (fresh || !same_rule(known->second->row, added.row)) continue;
    diagnostics.push_back({DiagnosticCode::repeated_rule, Severity::warning, added.row.origin,
                           added.acl_id + ' ' + std::string(to_string(added.row.direction)) +
                               " rule " + std::to_string(added.row.number) +
                               " is declared twice: AWS refuses the second",
                           "remove one of them"});
  }
}

}  // namespace

bool looks_like_template(const SourceText& source, bool json) {
  const std::string_view bytes = source.bytes();
  if (bytes.size() > kMostTemplateBytes) return false;
  if (!json) {
    return has_top_key(bytes, kVersionKey) ||
           (has_top_key(bytes, "Resources") && has_resource_type(bytes));
  }
  if (bytes.find("\"Resources\"") == std::string_view::npos &&
      bytes.find(kVersionKey) == std::string_view::npos) {
    return false;
  }
  JsonReader reader(source);
  if (!reader.next_document()) return bytes.find(kVersionKey) != std::string_view::npos;
  if (has_typed_resources(reader)) return true;
  return reader.error().has_value() && bytes.find(kVersionKey) != std::string_view::npos;
}

ReadOutcome read_cloudformation(const SourceText& source, std::uint32_t source_index, bool json,
                                TemplateParameters& parameters, SnapshotDraft& draft,
                                Diagnostics& diagnostics) {
  Document text = json ? read_json(source, source_index) : read_yaml(source, source_index);
  if (text.failure) {
    diagnostics.push_back(*text.failure);
    return ReadOutcome::unreadable;
  }
  CfnTemplate sections(text);
  Document values;
  CfnEvaluator evaluator(sections, parameters, values, diagnostics);
  // What is wrong in one half must not hide what is wrong in the other.
  const bool outline = read_outline(sections, diagnostics);
  const bool loops = !outline || write_out_loops(sections, evaluator, diagnostics);
  if (!read_resources(sections, diagnostics) || !outline) return ReadOutcome::unreadable;
  check_values(sections, parameters, diagnostics);
  const bool macros = report_transforms(sections, diagnostics);
  CfnDeclaration reader(sections, evaluator, values, diagnostics);
  const Declaration declaration = reader.read();
  draft.acls_doubtful = draft.acls_doubtful || !loops || macros || reader.acls_doubtful();
  const std::size_t before = draft.additions.rows.size();
  if (!loops || macros || reader.rules_doubtful()) {
    for (const NetworkAclEntry& row : unknown_rules({source_index, 0, 0})) {
      draft.additions.rows.push_back({"", row});
    }
  }
  build_objects(declaration, draft, diagnostics);
  report_repeated_rows(draft.additions.rows, before, diagnostics);
  return ReadOutcome::read;
}

void report_unused_parameters(const TemplateParameters& parameters, Diagnostics& diagnostics) {
  for (const auto& [name, value] : parameters.values) {
    if (parameters.declared.contains(name) || name.starts_with("AWS::")) continue;
    diagnostics.push_back({DiagnosticCode::template_parameter, Severity::warning, Origin{},
                           "no template has a parameter " + in_quotes(name),
                           "see the spelling; names are case-sensitive"});
  }
}

}  // namespace halfopen
