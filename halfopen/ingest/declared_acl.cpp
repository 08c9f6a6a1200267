// SPDX-License-Identifier: Apache-2.0
// Network ACLs, their rules and associations.
#include <algorithm>
#include <utility>

#include "halfopen/ingest/declared_entry.hpp"
#include "halfopen/ingest/declared_objects.hpp"

namespace halfopen {
namespace {

/// The rules that stand inside a Terraform resource. A direction without a value has none: a new
/// ACL starts empty.
std::vector<NetworkAclEntry> inline_rows(const DeclaredFields& fields, DeclaredSink& sink) {
  std::vector<NetworkAclEntry> rows;
  for (const auto& [name, direction] :
       {std::pair{"ingress", Direction::ingress}, std::pair{"egress", Direction::egress}}) {
    const ToldList<DeclaredFields> rules = fields.objects(name);
    for (const DeclaredFields& rule : rules.values) {
      read_declared_entry(rule, EntryForm::terraform_inline, direction, rows, sink.diagnostics);
    }
    if (rules.whole) continue;
    for (const NetworkAclEntry& row : unknown_rules(fields.resource().origin)) {
      if (row.direction == direction) rows.push_back(row);
    }
  }
  return rows;
}

void add_associations(const DeclaredFields& fields, const std::string& acl_id, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  const ToldList<std::string> subnets = fields.ids("subnet_ids");
  for (const std::string& subnet : subnets.values) {
    sink.draft.associations.push_back({subnet, acl_id, resource.origin});
  }
  sink.draft.acls_doubtful |= !subnets.whole;
}

}  // namespace

void build_network_acl(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  NetworkAclDraft acl{
      {resource.id, fields.name(), fields.id("vpc_id", Severity::note), false, resource.origin},
      {}};
  if (sink.is_terraform()) {
    acl.rows = inline_rows(fields, sink);
    add_associations(fields, resource.id, sink);
  }
  sink.draft.acls.push_back(std::move(acl));
}

void build_default_network_acl(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  std::string id = fields.id("default_network_acl_id");
  if (id.empty()) id = resource.id;
  NetworkAclDraft acl{
      {id, fields.name(), fields.id("vpc_id", Severity::note), true, resource.origin},
      inline_rows(fields, sink)};
  sink.draft.acls.push_back(std::move(acl));
  add_associations(fields, id, sink);
  if (resource.action == PlannedAction::create) {
    fields.complain(DiagnosticCode::default_acl_adopted, Severity::note, resource.origin,
                    "adopts the default network ACL: every rule that it has now is deleted first",
                    "list in ingress and egress every rule that is to stay");
  }
}

void build_network_acl_rule(const DeclaredFields& fields, DeclaredSink& sink) {
  std::vector<NetworkAclEntry> rows;
  const std::string acl = fields.id("network_acl_id");
  read_declared_entry(
      fields, sink.is_terraform() ? EntryForm::terraform_standalone : EntryForm::cloudformation,
      std::nullopt, rows, sink.diagnostics);
  for (NetworkAclEntry& row : rows) {
    if (acl.empty()) row.action = RuleAction::unknown;
    sink.draft.additions.rows.push_back({acl, row});
  }
}

void build_acl_association(const DeclaredFields& fields, DeclaredSink& sink) {
  const std::string subnet = fields.id("subnet_id");
  const std::string acl = fields.id("network_acl_id");
  if (subnet.empty()) {
    sink.draft.acls_doubtful = true;  // any subnet may be meant
    return;
  }
  // An unknown ACL is one that is not loaded.
  sink.draft.associations.push_back(
      {subnet, acl.empty() ? "the unknown network ACL of " + fields.resource().address : acl,
       fields.resource().origin});
}

}  // namespace halfopen
