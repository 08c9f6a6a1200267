// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/apply_json.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/report/apply_words.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/entry_json.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/shell_word.hpp"

namespace halfopen {
namespace {

std::string_view way_key(ApplyWay way) {
  switch (way) {
    case ApplyWay::nothing: return "nothing";
    case ApplyWay::in_place: return "in-place";
    case ApplyWay::swap: return "swap";
  }
  return "";
}

JsonValue state_json(bool keeps, bool closed) {
  JsonValue state = JsonValue::object();
  state.set("safe", keeps && closed).set("breaks", !keeps).set("opens", !closed);
  return state;
}

JsonValue step_json(std::size_t position, const std::string& acl, const ApplyStep& step,
                    const QuotaBound& bound) {
  JsonValue item = JsonValue::object();
  item.set("step", count_json(position)).set("acl", acl).set("call", api_call(step.call));
  item.set("direction", to_string(step.entry.direction)).set("rule", step.entry.number);
  item.set("entry", entry_json(step.entry));
  if (step.before) item.set("replaced", entry_json(*step.before));
  item.set("temporary", step.temporary);
  item.set("command", call_command(step.call, shell_word(acl), step.entry));
  JsonValue state = state_json(step.fit.keeps, step.fit.closed);
  state.set("packets", step.fit.packets);
  JsonValue quota = JsonValue::array();
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    for (const IpFamily family : kIpFamilies) {
      JsonValue use = JsonValue::object();
      use.set("direction", to_string(direction)).set("family", to_string(family));
      use.set("used", count_json(step.quota_used[static_cast<std::size_t>(direction)]
                                                [static_cast<std::size_t>(family)]));
      use.set("limit", count_json(bound.of(direction, family)));
      quota.push(std::move(use));
    }
  }
  state.set("quota", std::move(quota));
  item.set("state", std::move(state));
  return item;
}

JsonValue witness_json(const StateViolation& violation) {
  const ViolationWitness witness = witness_of(violation);
  JsonValue item = JsonValue::object();
  item.set("remote", to_string(witness.remote));
  if (!violation.server.empty()) item.set("server", to_string(witness.server));
  if (has_selectors(violation.protocol, violation.remote.family)) {
    const bool ports = filters_ports(violation.protocol);
    item.set(ports ? "in_port" : "in_message", witness.in);
    item.set(ports ? "out_port" : "out_message", witness.out);
  }
  return item;
}

JsonValue violation_json(std::size_t step, const std::string& acl,
                         const StateViolation& violation) {
  JsonValue item = JsonValue::object();
  item.set("step", count_json(step)).set("acl", acl);
  item.set("kind", violation.kind == StateViolation::Kind::broken ? "broken" : "opened");
  item.set("text", connection_words(violation, acl));
  item.set("remote", to_string(violation.remote));
  if (!violation.server.empty()) item.set("server", to_string(violation.server));
  item.set("protocol", violation.protocols > 1 ? "other" : to_string(violation.protocol));
  if (has_selectors(violation.protocol, violation.remote.family)) {
    const bool ports = filters_ports(violation.protocol);
    item.set(ports ? "in_ports" : "in_messages", to_string(violation.in));
    item.set(ports ? "out_ports" : "out_messages", to_string(violation.out));
  }
  item.set("witness", witness_json(violation));
  return item;
}

/// The lists of a document while they are being filled; steps count through all ACLs.
struct Lists {
  JsonValue acls = JsonValue::array();
  JsonValue steps = JsonValue::array();
  JsonValue violations = JsonValue::array();
  std::size_t position = 0;
};

void add_swap(const Snapshot& before, const AclApply& apply, const std::string& acl, Lists& lists) {
  const auto add = [&](std::string_view call) {
    JsonValue item = JsonValue::object();
    item.set("step", count_json(++lists.position)).set("acl", acl).set("call", call);
    return item;
  };
  JsonValue made = add("create-network-acl");
  made.set("vpc", before.acls()[apply.old_acl].vpc_id()).set("state", state_json(true, true));
  lists.steps.push(std::move(made));
  for (const NetworkAclEntry& entry : apply.swap->entries) {
    JsonValue item = add("create-network-acl-entry");
    item.set("direction", to_string(entry.direction)).set("rule", entry.number);
    item.set("entry", entry_json(entry)).set("state", state_json(true, true));
    lists.steps.push(std::move(item));
  }
  for (const SwapStep& step : apply.swap->steps) {
    JsonValue item = add("replace-network-acl-association");
    item.set("subnet", before.subnets()[step.subnet].id);
    item.set("state", state_json(true, step.violations.empty()));
    lists.steps.push(std::move(item));
    for (const StateViolation& violation : step.violations) {
      lists.violations.push(violation_json(lists.position, acl, violation));
    }
  }
  if (!apply.swap->deletes_old) return;
  JsonValue gone = add("delete-network-acl");
  gone.set("state", state_json(true, true));
  lists.steps.push(std::move(gone));
}

void add_in_place(const AclApply& apply, const std::string& acl, Lists& lists) {
  for (const ApplyStep& step : apply.plan.order.steps) {
    lists.steps.push(step_json(++lists.position, acl, step, apply.plan.quota));
    for (const StateViolation& violation : step.violations) {
      lists.violations.push(violation_json(lists.position, acl, violation));
    }
  }
}

JsonValue naive_json(const AclApply& apply, const std::string& acl) {
  const ApplyOrder& naive = apply.plan.naive;
  JsonValue item = JsonValue::object();
  std::size_t breaking = 0;
  std::size_t opening = 0;
  for (const ApplyStep& step : naive.steps) {
    breaking += step.fit.keeps ? 0U : 1U;
    opening += step.fit.closed ? 0U : 1U;
  }
  const std::vector<StateViolation> found = distinct_violations(naive);
  const auto broken = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const StateViolation& violation) {
        return violation.kind == StateViolation::Kind::broken;
      }));
  item.set("steps", count_json(naive.steps.size()));
  item.set("breaking_steps", count_json(breaking)).set("opening_steps", count_json(opening));
  item.set("broken_classes", count_json(broken));
  item.set("opened_classes", count_json(found.size() - broken));
  item.set("text", naive_words(apply, acl));
  return item;
}

JsonValue summary_json(const Snapshot& before, const AclApply& apply) {
  const std::string& acl = before.acls()[apply.old_acl].id();
  JsonValue item = JsonValue::object();
  item.set("acl", acl).set("way", way_key(apply.way)).set("safe", apply.safe());
  item.set("text", verdict_words(apply)).set("calls", count_json(apply.calls()));
  if (apply.way == ApplyWay::in_place) {
    item.set("safe_by_packets", apply.plan.order.safe_by_packets());
    item.set("temporary_rules", count_json(apply.plan.order.temporary_rules()));
    item.set("most_entries", count_json(apply.plan.order.most_entries()));
  }
  if (!apply.safe()) {
    const bool all = apply.way == ApplyWay::swap ? apply.swap->exhaustive
                                                 : apply.plan.proof == ApplyProof::exhausted;
    const bool proved = all || apply.plan.proof == ApplyProof::unavoidable;
    item.set("unavoidable", proved).set("exhaustive", all);
    item.set("states_searched", count_json(apply.plan.states));
    item.set("proof", proof_words(apply));
  }
  if (apply.way != ApplyWay::nothing) item.set("naive", naive_json(apply, acl));
  JsonValue subnets = JsonValue::array();
  for (const std::string& subnet : apply.subnets) subnets.push(subnet);
  item.set("subnets", std::move(subnets));
  JsonValue notes = JsonValue::array();
  for (const std::string& note : apply.notes) notes.push(note);
  if (const std::string words = packet_words(apply); !words.empty()) notes.push(words);
  item.set("notes", std::move(notes));
  return item;
}

}  // namespace

std::string apply_json(const Snapshot& before, const ApplyAnswer& answer,
                       const SourceNames& old_sources, const Diagnostics& old_diagnostics,
                       const SourceNames& new_sources, const Diagnostics& new_diagnostics) {
  Lists lists;
  for (const AclApply& apply : answer.acls) {
    const std::string& acl = before.acls()[apply.old_acl].id();
    lists.acls.push(summary_json(before, apply));
    if (apply.way == ApplyWay::swap) {
      add_swap(before, apply, acl, lists);
    } else if (apply.way == ApplyWay::in_place) {
      add_in_place(apply, acl, lists);
    }
  }
  JsonValue notes = JsonValue::array();
  for (const std::string& note : answer.notes) notes.push(note);
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.plan-apply/1").set("safe", answer.safe());
  document.set("acls", std::move(lists.acls)).set("steps", std::move(lists.steps));
  document.set("violations", std::move(lists.violations)).set("notes", std::move(notes));
  document.set("diagnostics_old", diagnostics_json(old_diagnostics, old_sources));
  document.set("diagnostics_new", diagnostics_json(new_diagnostics, new_sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
