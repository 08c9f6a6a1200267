// SPDX-License-Identifier: Apache-2.0
// Declarations from a few lines of JSON, as readers of plans and templates would hand them on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/analysis/check.hpp"
#include "halfopen/ingest/declared_objects.hpp"
#include "halfopen/ingest/json_document.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen::tests {

/// {"aws_route_table.a": {"vpc_id": …}}: the key is id and address, its first part the type; a
/// template's says it as "Type". "#configured": what the configuration sets; "#action": "none" for
/// what exists already; {"#unknown": "why"} is a value that nobody tells, {"#symbol": "P"} one that
/// has a name.
class Declared {
 public:
  Declared(DeclaredBy by, const std::string& json)
      : document_(read_json(SourceText("declared.json", json), 0)) {
    declaration_.by = by;
    declaration_.document = &document_;
    const std::vector<std::uint32_t> members = document_.at(*document_.root).items;
    for (std::size_t i = 0; i + 1 < members.size(); i += 2) add(members[i], members[i + 1]);
    for (std::uint32_t i = 0; i < document_.nodes.size(); ++i) make_unknown(i);
    build_objects(declaration_, draft_, diagnostics_);
  }
  Declared(const Declared&) = delete;
  Declared& operator=(const Declared&) = delete;

  const SnapshotDraft& draft() const { return draft_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }

  /// Joins everything, together with what another text said, and builds.
  Snapshot snapshot(SnapshotDraft more = {}) {
    append(more, std::move(draft_));
    attach_additions(more, diagnostics_);
    return Snapshot::build(std::move(more), diagnostics_);
  }

  /// "HO5009 HO5001": codes in order.
  std::string codes() const {
    std::string text;
    for (const Diagnostic& one : diagnostics_) {
      text += (text.empty() ? "" : " ") + to_string(one.code);
    }
    return text;
  }

 private:
  void add(std::uint32_t key, std::uint32_t fields) {
    DeclaredResource resource;
    resource.id = resource.address = document_.at(key).text;
    resource.origin = document_.at(fields).origin;
    resource.fields = fields;
    resource.action = PlannedAction::create;
    if (const auto type = document_.member(fields, "Type")) {
      resource.type = document_.at(*type).text;
    } else {
      resource.type = resource.id.substr(0, resource.id.find('.'));
    }
    if (const auto id = document_.member(fields, "#id")) resource.id = document_.at(*id).text;
    if (document_.member(fields, "#action")) resource.action = PlannedAction::none;
    if (const auto configured = document_.member(fields, "#configured")) {
      resource.configured.emplace();
      for (const std::uint32_t name : document_.at(*configured).items) {
        resource.configured->push_back(document_.at(name).text);
      }
    }
    declaration_.resources.push_back(std::move(resource));
  }

  void make_unknown(std::uint32_t index) {
    const auto unknown = document_.member(index, "#unknown");
    const auto symbol = document_.member(index, "#symbol");
    if (!unknown && !symbol) return;
    DocumentNode node;
    node.kind = unknown ? NodeKind::unresolved : NodeKind::symbol;
    node.text = document_.at(unknown ? *unknown : *symbol).text;
    node.origin = document_.at(index).origin;
    document_.nodes[index] = node;
  }

  Document document_;
  Declaration declaration_;
  SnapshotDraft draft_;
  Diagnostics diagnostics_;
};

/// The verdict of a question with one answer, and why it goes no further.
inline std::string verdict(const Snapshot& snapshot, const std::string& from, const std::string& to,
                           const std::string& services) {
  CheckQuestion question;
  const auto ends_from = resolve_where(snapshot, from);
  const auto ends_to = resolve_where(snapshot, to);
  if (!ends_from || !ends_to) return "not found";
  question.from = *ends_from;
  question.to = *ends_to;
  question.services = parse_services(services).value();
  CompiledSnapshot model(snapshot);
  const auto answers = check(model, question).value();
  std::string text;
  for (const Connection& one : answers) {
    text += (text.empty() ? "" : " | ") + std::string(to_string(one.verdict));
    if (one.stop) text += ' ' + one.stop->code;
  }
  return text;
}

}  // namespace halfopen::tests
