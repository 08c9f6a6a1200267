// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/cfn_template.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "halfopen/ingest/cfn_function.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

/// Checks and takes the sections. Every problem is told.
class SectionReader {
 public:
  SectionReader(CfnTemplate& into, Diagnostics& diagnostics)
      : into_(into), text_(*into.document), diagnostics_(diagnostics) {}

  bool outline() {
    if (!text_.root || text_.at(*text_.root).kind != NodeKind::map) {
      bad(text_.root ? text_.at(*text_.root).origin : Origin{}, "a template is a map",
          "its sections are Parameters, Conditions, Resources, …");
      return false;
    }
    check_keys();
    into_.resource_section = section("Resources");
    if (!text_.member(*text_.root, "Resources")) {
      bad(text_.at(*text_.root).origin, "the template has no Resources", "add the section");
    }
    if (const auto parameters = section("Parameters")) {
      each(*parameters, [&](const DocumentNode& key, std::uint32_t body) {
        if (text_.at(body).kind != NodeKind::map) {
          bad(text_.at(body).origin, "the parameter " + in_quotes(key.text) + " is no map",
              "write {Type: String}");
        }
        into_.parameters.emplace(key.text, body);
      });
    }
    into_.mappings = section("Mappings");
    read_transforms();
    return sound_;
  }

  bool resources() {
    if (!text_.root || text_.at(*text_.root).kind != NodeKind::map) return false;
    if (const auto conditions = section("Conditions")) {
      each(*conditions, [&](const DocumentNode& key, std::uint32_t body) {
        unique(into_.conditions.emplace(key.text, body).second, key);
      });
    }
    if (into_.resource_section) {
      each(*into_.resource_section,
           [&](const DocumentNode& key, std::uint32_t body) { resource(key, body); });
    }
    return sound_;
  }

 private:
  void bad(const Origin& origin, std::string what, std::string hint) {
    sound_ = false;
    diagnostics_.push_back(
        {DiagnosticCode::bad_template, Severity::error, origin, std::move(what), std::move(hint)});
  }

  void unique(bool fresh, const DocumentNode& key) {
    if (!fresh) bad(key.origin, in_quotes(key.text) + " stands twice", "rename one of them");
  }

  /// Every map of the text, wherever it stands: keys are texts, and none stands twice.
  void check_keys() {
    for (const DocumentNode& map : text_.nodes) {
      if (map.kind != NodeKind::map) continue;
      std::set<std::string_view> seen;
      for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
        const DocumentNode& key = text_.at(map.items[i]);
        if (key.kind == NodeKind::list || key.kind == NodeKind::map) {
          bad(key.origin, "a key is no text", "quote it if it begins with a bracket");
        } else if (key.text == "<<" && key.kind == NodeKind::text) {
          bad(key.origin, "merge keys are not part of CloudFormation", "write the keys out");
        } else if (!seen.insert(key.text).second) {
          bad(key.origin, "the key " + in_quotes(key.text) + " stands twice in one map",
              "keep one of them");
        }
      }
    }
  }

  /// A section that is a map, or is absent or empty.
  std::optional<std::uint32_t> section(std::string_view name) {
    const auto at = text_.member(*text_.root, name);
    if (!at || text_.at(*at).kind == NodeKind::null) return std::nullopt;
    if (text_.at(*at).kind == NodeKind::map) return at;
    bad(text_.at(*at).origin, std::string(name) + " is no map", "write NAME: {…} for each");
    return std::nullopt;
  }

  template <class Take>
  void each(std::uint32_t map, Take take) {
    const std::vector<std::uint32_t> items = text_.at(map).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) take(text_.at(items[i]), items[i + 1]);
  }

  void read_transforms() {
    const auto at = text_.member(*text_.root, "Transform");
    if (!at) return;
    const DocumentNode& node = text_.at(*at);
    const auto take = [&](std::uint32_t item) {
      const DocumentNode& value = text_.at(item);
      const auto name = text_.member(item, "Name");
      into_.transforms.emplace_back(name ? text_.at(*name).text : value.text, value.origin);
    };
    if (node.kind != NodeKind::list) return take(*at);
    for (const std::uint32_t item : node.items) take(item);
  }

  void resource(const DocumentNode& key, std::uint32_t body) {
    if (key.text == "Fn::Transform") {
      into_.transforms.emplace_back("that Fn::Transform names", key.origin);
      return;
    }
    if (key.text.starts_with("Fn::ForEach::")) return;  // told where it was to be written out
    const DocumentNode& map = text_.at(body);
    if (map.kind != NodeKind::map) {
      return bad(key.origin, "the resource " + in_quotes(key.text) + " is no map",
                 "write {Type: AWS::…, Properties: {…}}");
    }
    CfnResource found{key.text, "", key.origin, std::nullopt, ""};
    const auto type = text_.member(body, "Type");
    if (!type || text_.at(*type).kind != NodeKind::text || text_.at(*type).text.empty()) {
      bad(type ? text_.at(*type).origin : key.origin,
          "the resource " + in_quotes(key.text) + " has no Type", "add Type: AWS::…");
    } else {
      found.type = text_.at(*type).text;
    }
    if (const auto at = text_.member(body, "Properties")) {
      const NodeKind kind = text_.at(*at).kind;
      if (kind == NodeKind::map) {
        found.properties = at;
      } else if (kind != NodeKind::null) {
        bad(text_.at(*at).origin, key.text + ": Properties is no map",
            "write NAME: VALUE for each");
      }
    }
    if (const auto at = text_.member(body, "Condition")) {
      found.condition = text_.at(*at).text;
      if (text_.at(*at).kind != NodeKind::text || found.condition.empty()) {
        bad(text_.at(*at).origin, key.text + ": Condition is no name",
            "name a condition of the section Conditions");
      }
    }
    if (into_.parameters.contains(found.id)) {
      bad(key.origin, in_quotes(key.text) + " is a parameter and a resource", "rename one of them");
    }
    unique(into_.resource_index.emplace(found.id, into_.resources.size()).second, key);
    into_.resources.push_back(std::move(found));
  }

  CfnTemplate& into_;
  const Document& text_;
  Diagnostics& diagnostics_;
  bool sound_ = true;
};

}  // namespace

bool read_outline(CfnTemplate& into, Diagnostics& diagnostics) {
  return SectionReader(into, diagnostics).outline();
}

bool read_resources(CfnTemplate& into, Diagnostics& diagnostics) {
  return SectionReader(into, diagnostics).resources();
}

}  // namespace halfopen
