// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/terraform_plan.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "halfopen/ingest/declared_objects.hpp"
#include "halfopen/ingest/terraform_acl.hpp"
#include "halfopen/ingest/terraform_computed.hpp"
#include "halfopen/ingest/terraform_resolve.hpp"
#include "halfopen/ingest/terraform_text.hpp"
#include "halfopen/ingest/terraform_unknowns.hpp"

namespace halfopen {
namespace {

/// An instance from an element of `resource_changes`, for plans that hold nothing else.
std::optional<TerraformInstance> instance_of(const TerraformChange& change, std::uint32_t values) {
  const auto steps = parse_terraform_address(change.address);
  if (!steps || steps->size() < 2) return std::nullopt;
  const TerraformStep& last = steps->back();
  const std::size_t own = change.is_data ? 3 : 2;
  if (steps->size() < own) return std::nullopt;
  return TerraformInstance{change.address, to_address(*steps, 0, steps->size() - own),
                           change.type,    last.name,
                           last.key,       change.is_data,
                           values,         change.origin};
}

/// Fills in the lists that the plan leaves out.
void complete_lists(TerraformText& text) {
  if (text.planned.empty()) {
    for (const TerraformChange& change : text.changes) {
      if (!change.after || change.is_deposed || change.is_deferred) continue;
      if (auto one = instance_of(change, *change.after)) text.planned.push_back(std::move(*one));
    }
  }
  if (text.has_prior_state) return;
  for (const TerraformChange& change : text.changes) {
    if (!change.before || change.is_deposed || change.is_deferred) continue;
    if (auto one = instance_of(change, *change.before)) text.prior.push_back(std::move(*one));
  }
}

/// The AWS provider only forgets these when they are deleted; they belong to AWS.
bool outlives_deletion(std::string_view type) { return type.starts_with("aws_default_"); }

/// The two sides as declarations.
class Sides {
 public:
  Sides(TerraformText& text, Diagnostics& diagnostics)
      : text_(text),
        diagnostics_(diagnostics),
        resolver_(text),
        unknowns_(text, resolver_, diagnostics) {
    for (const TerraformChange& change : text.changes) {
      if (!change.is_deposed && !change.is_deferred) changes_.emplace(change.address, &change);
    }
    before.document = after.document = &text.document;
  }

  Declaration before;
  Declaration after;

  void build() {
    for (const TerraformInstance& one : text_.prior) {
      if (one.is_data) continue;
      before_at_.emplace(one.address, before.resources.size());
      before.resources.push_back(declared(one, change_of(one.address)));
      before.resources.back().fields = values_of(one);
    }
    for (const TerraformInstance& one : text_.planned) {
      if (!one.is_data) add_planned(one);
    }
    if (!text_.is_plan) return;
    for (std::size_t i = 0; i < text_.prior.size(); ++i) {
      if (!text_.prior[i].is_data) add_left_alone(text_.prior[i]);
    }
  }

 private:
  const TerraformChange* change_of(const std::string& address) const {
    const auto found = changes_.find(address);
    return found == changes_.end() ? nullptr : found->second;
  }

  std::uint32_t values_of(const TerraformInstance& one) {
    if (one.values) return *one.values;
    return text_.document.add({NodeKind::map, one.origin, "", {}, ""});
  }

  DeclaredResource declared(const TerraformInstance& one, const TerraformChange* change) {
    DeclaredResource resource;
    resource.type = one.type;
    resource.address = one.address;
    resource.id = resolver_.id_of(one);
    resource.origin = one.origin;
    if (change != nullptr) resource.action = change->action;
    const TerraformModule::Resource* const own = resolver_.configuration_of(one);
    if (own != nullptr) {
      resource.configured.emplace();
      if (own->expressions) {
        const DocumentNode& map = text_.document.at(*own->expressions);
        for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
          resource.configured->push_back(text_.document.at(map.items[i]).text);
        }
      }
    }
    return resource;
  }

  void add_planned(const TerraformInstance& one) {
    const TerraformChange* const change = change_of(one.address);
    if (change != nullptr && change->action == PlannedAction::remove) return;
    planned_.insert(one.address);
    DeclaredResource resource = declared(one, change);
    resource.fields = unknowns_.complete(one, change);
    if (!resource.is_new()) resource.prior = prior_of(one.address, change);
    after.resources.push_back(std::move(resource));
  }

  std::optional<std::size_t> prior_of(const std::string& address, const TerraformChange* change) {
    auto found = before_at_.find(address);
    if (found == before_at_.end() && change != nullptr) {
      found = before_at_.find(change->previous_address);
      if (found != before_at_.end()) moved_.insert(change->previous_address);
    }
    if (found == before_at_.end()) return std::nullopt;
    return found->second;
  }

  /// What the plan does not speak of stays, and so does what Terraform only forgets.
  void add_left_alone(const TerraformInstance& one) {
    const TerraformChange* const change = change_of(one.address);
    const bool is_planned = planned_.contains(one.address) || moved_.contains(one.address);
    if (change == nullptr && is_planned) return;
    if (change != nullptr) {
      const bool stays = change->forgets ||
                         (change->action == PlannedAction::remove && outlives_deletion(one.type));
      if (!stays) return;
    }
    DeclaredResource resource = before.resources[before_at_.at(one.address)];
    resource.prior = before_at_.at(one.address);
    resource.action = PlannedAction::none;
    if (change != nullptr) {
      resource.configured.reset();
      diagnostics_.push_back({DiagnosticCode::no_longer_managed, Severity::note, one.origin,
                              one.address + " is no longer managed by Terraform; in AWS it stays "
                                            "as it is",
                              ""});
    }
    after.resources.push_back(std::move(resource));
  }

  TerraformText& text_;
  Diagnostics& diagnostics_;
  TerraformResolver resolver_;
  TerraformUnknowns unknowns_;
  std::unordered_map<std::string, const TerraformChange*> changes_;
  std::unordered_map<std::string, std::size_t> before_at_;
  std::set<std::string> planned_;
  std::set<std::string> moved_;
};

/// What the plan says of itself.
void report_gaps(const TerraformText& text, std::uint32_t source, Diagnostics& diagnostics) {
  const Origin whole{source, 0, 0};
  const auto warn = [&](const Origin& origin, std::string what, std::string hint) {
    diagnostics.push_back({DiagnosticCode::incomplete_plan, Severity::warning, origin,
                           std::move(what), std::move(hint)});
  };
  if (text.errored) {
    warn(whole, "planning ended with an error: what the plan lacks is not known",
         "mend what `terraform plan` complains of, and plan again");
  } else if (!text.complete) {
    warn(whole, "the plan is not whole: a further one is needed to reach the configuration",
         "plan without -target, or judge the next plan, too");
  }
  const auto deferred = std::find_if(text.changes.begin(), text.changes.end(),
                                     [](const TerraformChange& each) { return each.is_deferred; });
  if (deferred != text.changes.end()) {
    warn(deferred->origin,
         deferred->address + " is deferred to a later plan: what it will be is not known",
         "judge the next plan, too");
  }
  if (text.unnamed > 0) {
    diagnostics.push_back(
        {DiagnosticCode::missing_id, Severity::error, whole,
         std::to_string(text.unnamed) + " resources without address or type are left out",
         "give the output of `terraform show -json` as it is"});
  }
}

/// What is not told about network ACLs makes them unknown.
void widen_for_gaps(const TerraformText& text, SnapshotDraft& draft) {
  const bool deferred =
      std::any_of(text.changes.begin(), text.changes.end(), [](const TerraformChange& each) {
        return each.is_deferred && each.type.find("network_acl") != std::string::npos;
      });
  draft.acls_doubtful |= deferred || text.unnamed > 0 || text.errored;
  if (!deferred) return;
  for (NetworkAclDraft& acl : draft.acls) {
    for (const NetworkAclEntry& row : unknown_rules(acl.identity.origin)) acl.rows.push_back(row);
  }
}

/// What rests on the names in expressions alone is told with every answer.
void note_inferences(const Diagnostics& diagnostics, std::size_t from, SnapshotDraft& draft) {
  const auto begin = diagnostics.begin() + static_cast<std::ptrdiff_t>(from);
  const bool any = std::any_of(begin, diagnostics.end(), [](const Diagnostic& each) {
    return each.code == DiagnosticCode::by_reference && each.severity != Severity::note;
  });
  if (any) draft.not_judged.push_back("expressions of which a plan holds the names alone (HO5002)");
}

void list_unchanged(const Declaration& after, TerraformPlan& out) {
  for (const DeclaredResource& resource : after.resources) {
    if (resource.prior && resource.action == PlannedAction::none) out.unchanged.insert(resource.id);
  }
}

}  // namespace

ReadOutcome read_terraform(const SourceText& source, std::uint32_t source_index, TerraformPlan& out,
                           Diagnostics& diagnostics) {
  TerraformText text;
  const ReadOutcome outcome = read_terraform_text(source, source_index, text, diagnostics);
  if (outcome != ReadOutcome::read) return outcome;
  const std::size_t told = diagnostics.size();
  complete_lists(text);
  report_gaps(text, source_index, diagnostics);
  Sides sides(text, diagnostics);
  sides.build();
  out.is_plan = text.is_plan;
  build_objects(sides.after, out.after, diagnostics);
  if (!text.is_plan) {
    doubt_default_acls(out.after);
    out.before = out.after;
    out.has_before = true;
    for (const DeclaredResource& resource : sides.after.resources) {
      out.unchanged.insert(resource.id);
    }
    widen_for_gaps(text, out.after);
    return outcome;
  }
  out.has_before = text.has_prior_state || !text.changes.empty();
  build_objects(sides.before, out.before, out.before_diagnostics);
  const TerraformSide before{sides.before, out.before};
  const TerraformSide after{sides.after, out.after};
  name_vpcs_of_default_acls(before);
  name_vpcs_of_default_acls(after);
  warn_of_mixed_rules(after, diagnostics);
  fold_network_acls(before, after, diagnostics);
  drop_computed_repeats(before, after);
  doubt_default_acls(out.before);
  doubt_default_acls(out.after);
  widen_for_gaps(text, out.after);
  list_unchanged(sides.after, out);
  note_inferences(diagnostics, told, out.after);
  return outcome;
}

}  // namespace halfopen
