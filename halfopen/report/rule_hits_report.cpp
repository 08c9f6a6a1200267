// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/rule_hits_report.hpp"

#include "halfopen/report/json_value.hpp"
#include "halfopen/report/log_words.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

/// Records of which the log tells the opposite of what the rule does.
std::uint64_t against(const RuleHit& hit) {
  return hit.action == RuleAction::allow  ? hit.rejected
         : hit.action == RuleAction::deny ? hit.accepted
                                          : 0;
}

std::string remark(const RuleHit& hit) {
  if (hit.accepted + hit.rejected == 0) return hit.rule == "*" ? "" : "decided nothing";
  if (against(hit) == 0) return "";
  return hit.action == RuleAction::allow
             ? "rejected by something else, or the rules were others"
             : "accepted at another interface, or the rules were others";
}

}  // namespace

std::string rule_hits_text(std::string_view acl, const RuleHits& hits, const LogReport& report,
                           const Style& style) {
  std::string text;
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    std::vector<std::vector<std::string>> rows = {{"rule", "", "accepted", "rejected", ""}};
    std::uint64_t denied = 0;
    for (const RuleHit& hit : hits.rules) {
      if (hit.direction != direction) continue;
      if (hit.action == RuleAction::deny) denied += hit.accepted + hit.rejected;
      rows.push_back({hit.rule, std::string(to_string(hit.action)), grouped(hit.accepted),
                      grouped(hit.rejected), remark(hit)});
    }
    text += style.paint(denied == 0 ? "NOTHING DENIED" : "DENIED",
                        denied == 0 ? Tone::good : Tone::bad) +
            (denied == 0 ? "" : "  " + grouped(denied) + (denied == 1 ? " record" : " records")) +
            (direction == Direction::ingress ? " coming in" : " going out") + ", network ACL " +
            visible(acl) + '\n' + aligned(rows, "  ") + '\n';
  }
  const auto also = [&](std::uint64_t count, const char* what) {
    if (count != 0) text += "  " + grouped(count) + ' ' + what + '\n';
  };
  also(hits.outside, "records do not cross the edge of the ACL's subnets");
  also(report.counts.skip_data,
       "records that lost traffic (SKIPDATA): what they skipped is not known");
  also(report.counts.bad, "lines that are no records");
  also(report.counts.incomplete, "records without addresses, ports, protocol or action");
  return text;
}

std::string rule_hits_json(std::string_view acl, const RuleHits& hits, const LogReport& report) {
  JsonValue json = JsonValue::object();
  json.set("schema", "halfopen.logs-rules/1").set("acl", std::string(acl));
  JsonValue rules = JsonValue::array();
  for (const RuleHit& hit : hits.rules) {
    JsonValue one = JsonValue::object();
    one.set("direction", to_string(hit.direction)).set("rule", hit.rule);
    one.set("action", to_string(hit.action));
    one.set("accepted", count_json(hit.accepted)).set("rejected", count_json(hit.rejected));
    rules.push(std::move(one));
  }
  json.set("rules", std::move(rules)).set("outside", count_json(hits.outside));
  json.set("counts", log_counts_json(report.counts));
  set_unread(json, report);
  return json.dump() + '\n';
}

std::string rule_hits_csv(const RuleHits& hits) {
  std::string text = csv_line({"direction", "rule", "action", "accepted", "rejected"});
  for (const RuleHit& hit : hits.rules) {
    text += csv_line({std::string(to_string(hit.direction)), hit.rule,
                      std::string(to_string(hit.action)), std::to_string(hit.accepted),
                      std::to_string(hit.rejected)});
  }
  return text;
}

}  // namespace halfopen
