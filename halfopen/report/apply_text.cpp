// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/apply_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "halfopen/report/apply_words.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t kMostShown = 3;

std::string state_words(bool keeps, bool closed) {
  if (keeps && closed) return "safe";
  if (keeps) return "OPENS";
  return closed ? "BREAKS" : "BREAKS and OPENS";
}

std::string quota_words(const ApplyStep& step, const QuotaBound& bound) {
  const Direction direction = step.entry.direction;
  const IpFamily family = step.entry.cidr.family();
  return fmt::format(
      "{}/{}",
      step.quota_used[static_cast<std::size_t>(direction)][static_cast<std::size_t>(family)],
      bound.of(direction, family));
}

std::string call_words(const ApplyStep& step) {
  std::string text = step.call == ApplyStep::Call::create    ? "create"
                     : step.call == ApplyStep::Call::replace ? "replace"
                                                             : "delete";
  return step.temporary ? text + " (temporary)" : text;
}

std::vector<Row> in_place_rows(const AclApply& apply) {
  std::vector<Row> rows{{"step", "call", "list", "rule", "entry", "state after it", "quota"}};
  for (std::size_t i = 0; i < apply.plan.order.steps.size(); ++i) {
    const ApplyStep& step = apply.plan.order.steps[i];
    rows.push_back({std::to_string(i + 1), call_words(step),
                    std::string(to_string(step.entry.direction)), rule_label(step.entry),
                    rule_words(step.entry), state_words(step.fit.keeps, step.fit.closed),
                    quota_words(step, apply.plan.quota)});
  }
  return rows;
}

std::vector<Row> swap_rows(const Snapshot& before, const AclApply& apply) {
  const NetworkAcl& acl = before.acls()[apply.old_acl];
  std::vector<Row> rows{{"step", "call", "what", "state after it"}};
  const auto add = [&](const std::string& call, const std::string& what, bool safe) {
    rows.push_back({std::to_string(rows.size()), call, what, state_words(true, safe)});
  };
  add("create-network-acl", "in " + acl.vpc_id() + ": the new ACL, still without subnets", true);
  for (const NetworkAclEntry& entry : apply.swap->entries) {
    add("create-network-acl-entry",
        fmt::format("new ACL, {} {}: {}", to_string(entry.direction), rule_label(entry),
                    rule_words(entry)),
        true);
  }
  for (const SwapStep& step : apply.swap->steps) {
    add("replace-network-acl-association", before.subnets()[step.subnet].id + " gets the new ACL",
        step.violations.empty());
  }
  if (apply.swap->deletes_old) add("delete-network-acl", acl.id(), true);
  return rows;
}

/// "after step 3: breaks …" and a witness, the widest first.
std::vector<std::string> violation_lines(std::size_t step,
                                         const std::vector<StateViolation>& violations,
                                         const std::string& acl) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < violations.size() && i < kMostShown; ++i) {
    const StateViolation& violation = violations[i];
    const bool breaks = violation.kind == StateViolation::Kind::broken;
    lines.push_back(fmt::format("after step {}: {} {}; for example {}", step,
                                breaks ? "breaks" : "opens", connection_words(violation, acl),
                                witness_words(violation, acl)));
  }
  if (violations.size() > kMostShown) {
    lines.push_back(fmt::format("after step {}: and {} more (see --format json)", step,
                                violations.size() - kMostShown));
  }
  return lines;
}

std::vector<std::string> all_violations(const AclApply& apply, const std::string& acl) {
  std::vector<std::string> lines;
  const auto add = [&](std::size_t step, const std::vector<StateViolation>& violations) {
    for (std::string& line : violation_lines(step, violations, acl)) {
      lines.push_back(std::move(line));
    }
  };
  if (apply.way == ApplyWay::swap) {
    for (std::size_t i = 0; i < apply.swap->steps.size(); ++i) {
      add(apply.swap->entries.size() + 2 + i, apply.swap->steps[i].violations);
    }
    return lines;
  }
  for (std::size_t i = 0; i < apply.plan.order.steps.size(); ++i) {
    add(i + 1, apply.plan.order.steps[i].violations);
  }
  return lines;
}

std::vector<std::string> notes_of(const AclApply& apply) {
  std::vector<std::string> notes = apply.notes;
  if (const std::string packets = packet_words(apply); !packets.empty()) notes.push_back(packets);
  return notes;
}

std::string nothing_text(const ApplyAnswer& answer) {
  return answer.acls.empty() ? "Nothing to do: OLD and NEW have the same rules.\n" : "";
}

}  // namespace

std::string apply_text(const Snapshot& before, const ApplyAnswer& answer, const Style& style) {
  std::string text = nothing_text(answer);
  for (const AclApply& apply : answer.acls) {
    const std::string& acl = before.acls()[apply.old_acl].id();
    if (!text.empty()) text += '\n';
    text += style.paint(acl + ": " + verdict_words(apply) + ".",
                        apply.safe() ? Tone::good : Tone::bad) +
            '\n';
    if (apply.way == ApplyWay::nothing) continue;
    for (const std::string& line : all_violations(apply, acl)) text += "  " + line + '\n';
    if (const std::string proof = proof_words(apply); !proof.empty()) text += proof + '\n';
    text += '\n';
    text += aligned(apply.way == ApplyWay::swap ? swap_rows(before, apply) : in_place_rows(apply),
                    "  ");
    text += '\n' + naive_words(apply, acl) + '\n';
    for (const std::string& note : notes_of(apply)) text += "note: " + note + ".\n";
  }
  for (const std::string& note : answer.notes) text += "note: " + note + ".\n";
  return text;
}

std::string apply_markdown(const Snapshot& before, const ApplyAnswer& answer) {
  std::string text = nothing_text(answer);
  for (const AclApply& apply : answer.acls) {
    const std::string& acl = before.acls()[apply.old_acl].id();
    if (!text.empty()) text += '\n';
    text += fmt::format("## {}\n\n**{}.**\n", acl, verdict_words(apply));
    if (apply.way == ApplyWay::nothing) continue;
    if (const std::string proof = proof_words(apply); !proof.empty()) text += '\n' + proof + '\n';
    const auto lines = all_violations(apply, acl);
    if (!lines.empty()) text += '\n';
    for (const std::string& line : lines) text += "* " + line + '\n';
    const auto rows = apply.way == ApplyWay::swap ? swap_rows(before, apply) : in_place_rows(apply);
    MarkdownTable table(rows.front());
    for (std::size_t i = 1; i < rows.size(); ++i) table.add(rows[i]);
    text += '\n' + table.text() + '\n' + naive_words(apply, acl) + '\n';
    for (const std::string& note : notes_of(apply)) text += "\n> " + note + ".\n";
  }
  for (const std::string& note : answer.notes) text += "\n> " + note + ".\n";
  return text;
}

}  // namespace halfopen
