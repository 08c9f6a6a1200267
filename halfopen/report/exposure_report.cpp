// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/exposure_report.hpp"

#include <utility>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

const std::string& acl_name(const Snapshot& snapshot, std::uint32_t acl) {
  return snapshot.acls()[acl].id();
}

std::string sources_text(const AddressSet& sources, bool whole_internet) {
  const std::string family(to_string(sources.family));
  if (sources == AddressSet::of(CidrBlock::all(sources.family)))
    return "every " + family + " address";
  constexpr std::size_t kMost = 5;
  std::string text = whole_internet ? "the whole " + family + " internet (" : "";
  const auto runs = sources.bits.intervals();
  for (std::size_t i = 0; i < runs.size() && i < kMost; ++i) {
    if (i > 0) text += ", ";
    text += to_string(AddressSet{sources.family, {runs[i].first, runs[i].last}});
  }
  if (runs.size() > kMost) text += " and " + grouped(runs.size() - kMost) + " more ranges";
  return whole_internet ? text + ')' : text;
}

std::string ports_text(const Exposure& exposure) {
  std::string text = to_string(exposure.services);
  if (!exposure.reply_room.empty()) {
    text += (text.empty() ? "" : "; ") + ("room for replies " + to_string(exposure.reply_room));
  }
  if (!exposure.unknown.empty()) {
    text += (text.empty() ? "" : "; ") + ("unknown " + to_string(exposure.unknown));
  }
  return text;
}

std::string admin_name(std::uint16_t port) { return port == 22 ? "SSH 22" : "RDP 3389"; }

std::string rules_text(const std::vector<std::string>& rules) {
  std::string text = rules.size() == 1 ? "rule " : "rules ";
  for (std::size_t i = 0; i < rules.size(); ++i) text += (i == 0 ? "" : ", ") + rules[i];
  return text;
}

std::string admin_text(const Snapshot& snapshot, const AdminExposure& admin) {
  std::string text = admin_name(admin.port) + " of " + acl_name(snapshot, admin.acl) +
                     " is reached from " + sources_text(admin.sources, admin.whole_internet) +
                     " by inbound " + rules_text(admin.rules);
  if (admin.by_reply_rules) text += ", meant for replies: open only if something listens there";
  return text;
}

std::string price_text(const ReplyPrice& price) {
  std::string text = std::string(price.service->name) + ' ' + std::to_string(price.service->port);
  std::string losers;
  for (const ClientProfile& client : price.losers) {
    losers += (losers.empty() ? "" : ", ") + client.name + ' ' + one_in(1, client.range.size());
  }
  return text + (losers.empty() ? ": no client would hang" : ": would hang " + losers);
}

/// What is not known of the administration ports, a line each.
std::string unknown_admin_text(const Snapshot& snapshot, const ExposureReport& report) {
  std::string text;
  for (const std::uint16_t port : {std::uint16_t{22}, std::uint16_t{3389}}) {
    for (const Exposure& exposure : report.exposures) {
      if (exposure.protocol != kTcp || !exposure.unknown.contains(port)) continue;
      text += "whether " + admin_name(port) + " of " + acl_name(snapshot, exposure.acl) +
              " is reached from " + sources_text(exposure.sources, exposure.whole_internet) +
              " is unknown: a rule cannot be read for certain\n";
    }
  }
  return text;
}

/// Every line behind a prefix.
std::string prefixed(const std::string& prefix, const std::string& lines) {
  std::string text;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at) + 1;
    text += prefix + lines.substr(at, end - at);
    at = end;
  }
  return text;
}

JsonValue sources_json(const AddressSet& sources) { return to_string(sources); }

JsonValue reply_json(const Snapshot& snapshot, const ReplyRange& range) {
  JsonValue item = JsonValue::object();
  item.set("acl", acl_name(snapshot, range.acl)).set("rule", rule_label(*range.rule));
  item.set("protocol", to_string(IpProtocol{static_cast<std::uint8_t>(range.rule->protocol)}));
  item.set("ports", to_string(range.rule->ports)).set("cidr", to_string(range.rule->cidr));
  JsonValue services = JsonValue::array();
  for (const ReplyPrice& price : range.services) {
    JsonValue one = JsonValue::object();
    one.set("name", price.service->name).set("port", price.service->port);
    JsonValue losers = JsonValue::array();
    for (const ClientProfile& client : price.losers) {
      JsonValue loser = JsonValue::object();
      loser.set("name", client.name).set("lost", 1).set("total", client.range.size());
      losers.push(std::move(loser));
    }
    one.set("price", std::move(losers));
    services.push(std::move(one));
  }
  item.set("exposes", std::move(services));
  return item;
}

}  // namespace

std::string exposure_text(const Snapshot& snapshot, const ExposureReport& report,
                          const Style& style) {
  std::string text = style.paint("Remote administration", Tone::strong) + '\n';
  for (const AdminExposure& admin : report.admin) {
    const bool bad = admin.whole_internet && !admin.by_reply_rules;
    text += "  " + style.paint(bad ? "OPEN " : "note ", bad ? Tone::bad : Tone::quiet) +
            admin_text(snapshot, admin) + '\n';
  }
  const std::string unsure = unknown_admin_text(snapshot, report);
  if (report.admin.empty() && unsure.empty()) text += "  nobody reaches ports 22 and 3389\n";
  text += prefixed("  ", unsure);
  text += '\n' + style.paint("Who reaches what", Tone::strong) + '\n';
  std::vector<std::vector<std::string>> rows;
  for (const Exposure& exposure : report.exposures) {
    rows.push_back({acl_name(snapshot, exposure.acl), to_string(exposure.protocol),
                    ports_text(exposure),
                    "from " + sources_text(exposure.sources, exposure.whole_internet)});
  }
  text += rows.empty() ? "  nobody reaches anything\n" : aligned(rows, "  ");
  if (report.replies.empty()) return text;
  text += '\n' +
          style.paint("What room for replies exposes, and the price of closing it", Tone::strong) +
          '\n';
  for (const ReplyRange& range : report.replies) {
    text += "  " + acl_name(snapshot, range.acl) + " inbound rule " + rule_label(*range.rule) +
            " (" + to_string(IpProtocol{static_cast<std::uint8_t>(range.rule->protocol)}) + ' ' +
            to_string(range.rule->ports) + " from " + to_string(range.rule->cidr) + ")\n";
    for (const ReplyPrice& price : range.services) text += "    " + price_text(price) + '\n';
    if (range.services.empty()) text += "    no well-known service\n";
  }
  return text;
}

std::string exposure_markdown(const Snapshot& snapshot, const ExposureReport& report) {
  std::string text = "## Exposure\n\n";
  for (const AdminExposure& admin : report.admin) {
    text += "- " + admin_text(snapshot, admin) + '\n';
  }
  const std::string unsure = unknown_admin_text(snapshot, report);
  if (report.admin.empty() && unsure.empty()) text += "- nobody reaches ports 22 and 3389\n";
  text += prefixed("- ", unsure);
  MarkdownTable table({"ACL", "protocol", "ports", "room for replies", "unknown", "sources"});
  for (const Exposure& exposure : report.exposures) {
    table.add({acl_name(snapshot, exposure.acl), to_string(exposure.protocol),
               to_string(exposure.services), to_string(exposure.reply_room),
               to_string(exposure.unknown),
               sources_text(exposure.sources, exposure.whole_internet)});
  }
  if (!report.exposures.empty()) text += '\n' + table.text();
  for (const ReplyRange& range : report.replies) {
    text += "\n### " + acl_name(snapshot, range.acl) + " inbound rule " + rule_label(*range.rule) +
            "\n\n";
    for (const ReplyPrice& price : range.services) text += "- " + price_text(price) + '\n';
  }
  return text;
}

std::string exposure_json(const Snapshot& snapshot, const ExposureReport& report,
                          const SourceNames& sources, const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.exposure/1");
  JsonValue exposures = JsonValue::array();
  for (const Exposure& exposure : report.exposures) {
    JsonValue item = JsonValue::object();
    item.set("acl", acl_name(snapshot, exposure.acl));
    item.set("family", to_string(exposure.sources.family));
    item.set("protocol", to_string(exposure.protocol));
    item.set("sources", sources_json(exposure.sources));
    item.set("whole_internet", exposure.whole_internet);
    item.set("ports", to_string(exposure.services));
    item.set("reply_room", to_string(exposure.reply_room));
    if (!exposure.unknown.empty()) item.set("unknown_ports", to_string(exposure.unknown));
    exposures.push(std::move(item));
  }
  document.set("exposures", std::move(exposures));
  JsonValue admin_ports = JsonValue::array();
  for (const AdminExposure& admin : report.admin) {
    JsonValue item = JsonValue::object();
    item.set("acl", acl_name(snapshot, admin.acl));
    item.set("family", to_string(admin.sources.family)).set("port", admin.port);
    item.set("sources", sources_json(admin.sources));
    item.set("whole_internet", admin.whole_internet);
    item.set("by_reply_rules", admin.by_reply_rules);
    JsonValue rules = JsonValue::array();
    for (const std::string& rule : admin.rules) rules.push(rule);
    item.set("rules", std::move(rules));
    admin_ports.push(std::move(item));
  }
  document.set("admin_ports", std::move(admin_ports));
  JsonValue replies = JsonValue::array();
  for (const ReplyRange& range : report.replies) replies.push(reply_json(snapshot, range));
  document.set("reply_ranges", std::move(replies));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
