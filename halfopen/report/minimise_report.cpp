// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/minimise_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/entry_json.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

std::string_view side_text(Direction direction) {
  return direction == Direction::ingress ? "inbound" : "outbound";
}

std::string_view family_key(IpFamily family) { return family == IpFamily::v4 ? "ipv4" : "ipv6"; }

std::string part_name(const MinimisePart& part) {
  return fmt::format("{} {}", side_text(part.direction), to_string(part.family));
}

std::string rules_text(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "rule" : "rules");
}

/// "provably the fewest", or what is known instead.
std::string proof_text(const MinimisePart& part) {
  if (part.proved) return "provably the fewest";
  if (part.lower_bound < 2) return "not proved to be the fewest";
  return fmt::format("not proved to be the fewest, at least {}", part.lower_bound);
}

std::string verdict_text(const MinimisePart& part) {
  if (part.skipped_unknown) {
    return fmt::format("{}: {}, left as they are: what some of them do is unknown", part_name(part),
                       rules_text(part.before));
  }
  std::string text =
      fmt::format("{}: {} -> {} ({}), quota {} of {}", part_name(part), rules_text(part.before),
                  part.after, proof_text(part), part.after + 1, QuotaUse::kLimit);
  if (part.after + 1 > QuotaUse::kHardLimit) {
    text += fmt::format(", too many even for {} on request", QuotaUse::kHardLimit);
  } else if (part.after + 1 > QuotaUse::kLimit) {
    text += fmt::format(", {} on request", QuotaUse::kHardLimit);
  }
  return text;
}

bool is_shown(const MinimisePart& part) { return part.before != 0; }

JsonValue numbered_json(const NetworkAclEntry& entry) {
  JsonValue item = JsonValue::object();
  item.set("number", entry.number).set("direction", to_string(entry.direction));
  return entry_json(entry, std::move(item));
}

JsonValue part_json(const MinimisePart& part) {
  JsonValue item = JsonValue::object();
  item.set("direction", to_string(part.direction)).set("family", family_key(part.family));
  item.set("before", count_json(part.before)).set("after", count_json(part.after));
  item.set("proved", part.proved).set("lower_bound", count_json(part.lower_bound));
  item.set("skipped_unknown", part.skipped_unknown);
  JsonValue quota = JsonValue::object();
  quota.set("used", count_json(part.after + 1)).set("limit", count_json(QuotaUse::kLimit));
  quota.set("hard_limit", count_json(QuotaUse::kHardLimit));
  item.set("quota", std::move(quota));
  return item;
}

}  // namespace

std::string minimise_text(std::string_view acl, const MinimiseResult& result, const Style& style) {
  std::string text =
      style.paint(fmt::format("{}: {} -> {}", acl, rules_text(result.before()), result.after()),
                  Tone::strong) +
      '\n';
  std::size_t traffic = 0;
  for (const MinimisePart& part : result.parts) {
    if (!is_shown(part)) continue;
    const Tone tone = part.skipped_unknown || part.after + 1 > QuotaUse::kLimit ? Tone::doubtful
                      : part.proved                                             ? Tone::good
                                                                                : Tone::strong;
    text += style.paint(verdict_text(part), tone) + '\n';
    for (const NetworkAclEntry& entry : part.entries) {
      traffic = std::max(traffic, entry_text(entry).size());
    }
  }
  for (const MinimisePart& part : result.parts) {
    if (!is_shown(part)) continue;
    text += '\n' + style.paint(part_name(part), Tone::strong) + '\n';
    for (const NetworkAclEntry& entry : part.entries) {
      text +=
          fmt::format("  {:>5}  {:<7}  {:<{}}  {}\n", rule_label(entry), to_string(entry.action),
                      entry_text(entry), traffic, to_string(entry.cidr));
    }
    text += fmt::format("  {:>5}  {:<7}  {:<{}}  {}\n", '*', "deny", "all traffic", traffic,
                        to_string(CidrBlock::all(part.family)));
  }
  return text;
}

std::string minimise_json(std::string_view acl, const MinimiseResult& result,
                          std::span<const ConnectionChange> changes, const Diagnostics& diagnostics,
                          const SourceNames& sources) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.minimise/1").set("acl", acl);
  document.set("before", count_json(result.before())).set("after", count_json(result.after()));
  document.set("proved", result.proved());
  JsonValue entries = JsonValue::array();
  JsonValue parts = JsonValue::array();
  for (const MinimisePart& part : result.parts) {
    for (const NetworkAclEntry& entry : part.entries) entries.push(numbered_json(entry));
    parts.push(part_json(part));
  }
  document.set("entries", std::move(entries)).set("parts", std::move(parts));
  document.set("changes", changes_json(changes));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

std::string minimise_markdown(std::string_view acl, const MinimiseResult& result) {
  std::string text = fmt::format("## {}\n\n", acl);
  for (const MinimisePart& part : result.parts) {
    if (is_shown(part)) text += fmt::format("* {}\n", verdict_text(part));
  }
  text += "\n| direction | family | rule | action | traffic | addresses |\n";
  text += "|---|---|---:|---|---|---|\n";
  for (const MinimisePart& part : result.parts) {
    for (const NetworkAclEntry& entry : part.entries) {
      text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", side_text(part.direction),
                          to_string(part.family), rule_label(entry), to_string(entry.action),
                          entry_text(entry), to_string(entry.cidr));
    }
  }
  return text;
}

}  // namespace halfopen
