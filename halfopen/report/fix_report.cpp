// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/fix_report.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/report/change_text.hpp"
#include "halfopen/report/check_text.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/edit_commands.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

std::string question_text(const Connection& connection) {
  return endpoint_text(connection.from) + " -> " + endpoint_text(connection.to) + "  " +
         to_string(connection.service);
}

std::string quota_text(const Snapshot& snapshot, const QuotaUse& use) {
  std::string text = snapshot.acls()[use.acl].id() + ' ' + std::string(to_string(use.direction)) +
                     ' ' + std::string(to_string(use.family)) + ": " + std::to_string(use.used) +
                     " of " + std::to_string(QuotaUse::kLimit);
  if (use.used > QuotaUse::kLimit) {
    text += ", over the default quota: ask AWS to raise it (at most " +
            std::to_string(QuotaUse::kHardLimit) + ')';
  }
  return text;
}

std::string side_effect(const ConnectionChange& change) {
  const std::string known = known_services_text(change);
  return change_line(change) + (known.empty() ? "" : " (" + known + ')');
}

std::string indented(const std::string& text, const std::string& indent) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    out += indent + text.substr(at, end + 1 - at);
    at = end + 1;
  }
  return out;
}

JsonValue edit_json(const Snapshot& snapshot, const AclEdit& edit) {
  JsonValue item = JsonValue::object();
  item.set("kind", edit.replaced ? "change" : "add");
  item.set("acl", snapshot.acls()[edit.acl].id());
  item.set("direction", to_string(edit.entry.direction));
  item.set("rule", static_cast<std::int64_t>(edit.entry.number));
  item.set("action", to_string(edit.entry.action));
  if (edit.entry.protocol == NetworkAclEntry::kEveryProtocol) {
    item.set("protocol", "all");
  } else {
    const IpProtocol protocol{static_cast<std::uint8_t>(edit.entry.protocol)};
    item.set("protocol", to_string(protocol));
    if (filters_ports(protocol)) item.set("ports", to_string(edit.entry.ports));
    if (is_icmp(protocol)) {
      JsonValue icmp = JsonValue::object();
      icmp.set("type", int{edit.entry.icmp_type}).set("code", int{edit.entry.icmp_code});
      item.set("icmp", std::move(icmp));
    }
  }
  item.set("cidr", to_string(edit.entry.cidr)).set("text", edit_text(snapshot, edit));
  return item;
}

JsonValue option_json(const Snapshot& snapshot, const FixOption& option) {
  JsonValue item = JsonValue::object();
  item.set("title", option.title);
  if (!option.note.empty()) item.set("note", option.note);
  JsonValue edits = JsonValue::array();
  for (const AclEdit& edit : option.edits) edits.push(edit_json(snapshot, edit));
  item.set("edits", std::move(edits));
  item.set("opens", changes_json(option.opens)).set("breaks", changes_json(option.breaks));
  JsonValue quota = JsonValue::array();
  for (const QuotaUse& use : option.quota) {
    JsonValue one = JsonValue::object();
    one.set("acl", snapshot.acls()[use.acl].id()).set("direction", to_string(use.direction));
    one.set("family", to_string(use.family));
    one.set("used", static_cast<std::int64_t>(use.used));
    one.set("limit", static_cast<std::int64_t>(QuotaUse::kLimit));
    one.set("hard_limit", static_cast<std::int64_t>(QuotaUse::kHardLimit));
    one.set("within", use.used <= QuotaUse::kLimit);
    quota.push(std::move(one));
  }
  item.set("quota", std::move(quota));
  item.set("aws_cli", aws_commands(snapshot, option.edits));
  item.set("terraform", terraform_rules(snapshot, option.edits));
  item.set("cloudformation", cloudformation_entries(snapshot, option.edits));
  return item;
}

std::string option_text(const Snapshot& snapshot, const FixOption& option, std::size_t number,
                        const Style& style) {
  std::string text =
      '\n' + style.paint("option " + std::to_string(number) + ": " + option.title, Tone::strong) +
      '\n';
  for (const AclEdit& edit : option.edits) text += "  " + edit_text(snapshot, edit) + '\n';
  if (!option.note.empty()) text += "  note: " + option.note + '\n';
  text += option.opens.empty() ? "  opens nothing else\n" : "  also opens:\n";
  for (const ConnectionChange& change : option.opens) text += "    + " + side_effect(change) + '\n';
  if (!option.breaks.empty()) text += "  and changes:\n";
  for (const ConnectionChange& change : option.breaks) {
    text += "    ~ " + std::string(to_string(change.kind)) + ": " + change_line(change) + '\n';
  }
  for (const QuotaUse& use : option.quota) text += "  quota: " + quota_text(snapshot, use) + '\n';
  return text + indented(aws_commands(snapshot, option.edits), "  $ ");
}

}  // namespace

std::string fix_text(const Snapshot& snapshot, const Fix& fix, const Style& style) {
  std::string text;
  for (const Connection& connection : fix.before) {
    text += style.verdict(connection.verdict) + "  " + question_text(connection) + '\n';
  }
  const bool all_work = std::all_of(fix.before.begin(), fix.before.end(),
                                    [](const auto& c) { return c.verdict == Verdict::works; });
  if (all_work) return text + "nothing to mend\n";
  for (std::size_t i = 0; i < fix.options.size(); ++i) {
    text += option_text(snapshot, fix.options[i], i + 1, style);
  }
  if (!fix.refused.empty()) text += '\n';
  for (const std::string& why : fix.refused) text += why + '\n';
  if (!fix.options.empty()) {
    const bool all = fix.refused.empty();
    text += std::string("\nEvery option was checked: with it ") +
            (all ? "the connection works" : "what rules can help works") +
            ", and without any one of its new rules it does not.\n"
            "Terraform and CloudFormation: --format json or markdown.\n";
  }
  return text;
}

std::string fix_markdown(const Snapshot& snapshot, const Fix& fix) {
  std::string text = "## Fix\n\n";
  for (const Connection& connection : fix.before) {
    text +=
        "- " + std::string(to_string(connection.verdict)) + ": " + question_text(connection) + '\n';
  }
  for (const FixOption& option : fix.options) {
    text += "\n### " + option.title + "\n\n";
    for (const AclEdit& edit : option.edits) text += "- " + edit_text(snapshot, edit) + '\n';
    if (!option.note.empty()) text += "\nNote: " + option.note + ".\n";
    text += option.opens.empty() ? "\nOpens nothing else.\n" : "\nAlso opens:\n\n";
    for (const ConnectionChange& change : option.opens) text += "- " + side_effect(change) + '\n';
    text += '\n';
    for (const QuotaUse& use : option.quota) text += "- quota " + quota_text(snapshot, use) + '\n';
    text += "\n```sh\n" + aws_commands(snapshot, option.edits) + "```\n\n```hcl\n" +
            terraform_rules(snapshot, option.edits) + "```\n\n```yaml\n" +
            cloudformation_entries(snapshot, option.edits) + "```\n";
  }
  for (const std::string& why : fix.refused) text += '\n' + why + '\n';
  return text;
}

std::string fix_json(const Snapshot& snapshot, const Fix& fix, const SourceNames& sources,
                     const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.fix/1");
  JsonValue before = JsonValue::array();
  for (const Connection& connection : fix.before) {
    JsonValue item = JsonValue::object();
    item.set("from", endpoint_text(connection.from)).set("to", endpoint_text(connection.to));
    item.set("service", to_string(connection.service));
    item.set("verdict", to_string(connection.verdict));
    before.push(std::move(item));
  }
  document.set("before", std::move(before));
  JsonValue options = JsonValue::array();
  for (const FixOption& option : fix.options) options.push(option_json(snapshot, option));
  document.set("options", std::move(options));
  JsonValue refused = JsonValue::array();
  for (const std::string& why : fix.refused) refused.push(why);
  document.set("refused", std::move(refused));
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
