// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/lint_report.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostTable = 50'000;  ///< of the 65,536 characters of a comment on GitHub
constexpr std::size_t kMostNotes = 10'000;

std::string acl_of(const LintReport& report, const LintFinding& finding) {
  return finding.acl ? report.snapshot.acls()[*finding.acl].id() : std::string();
}

std::string direction_of(const LintFinding& finding) {
  return finding.direction ? std::string(to_string(*finding.direction)) : std::string();
}

Tone tone_of(Severity severity) {
  switch (severity) {
    case Severity::error: return Tone::bad;
    case Severity::warning: return Tone::doubtful;
    case Severity::note: break;
  }
  return Tone::quiet;
}

/// The state of result.kept[index].
ReviewFinding::State state_of(const LintReport& report, std::size_t index) {
  return report.review == nullptr ? ReviewFinding::State::open
                                  : report.review->findings[index].state;
}

/// The kept findings that neither a comment nor the baseline accounts for.
std::vector<const LintFinding*> open_findings(const LintReport& report) {
  std::vector<const LintFinding*> open;
  for (std::size_t i = 0; i < report.result.kept.size(); ++i) {
    if (state_of(report, i) == ReviewFinding::State::open) open.push_back(&report.result.kept[i]);
  }
  return open;
}

std::string rest_text(const LintReport& report, const SourceNames& sources) {
  std::string text;
  if (report.milder > 0) {
    text += grouped(report.milder) +
            (report.milder == 1 ? " milder finding is" : " milder findings are") +
            " not shown: --minimum-severity note\n";
  }
  const std::size_t suppressed = report.result.suppressed.size();
  if (suppressed > 0) {
    text += grouped(suppressed) + (suppressed == 1 ? " finding is" : " findings are") +
            " suppressed by the configuration\n";
  }
  for (const LintSuppression& unused : report.result.unused) {
    text += "a suppression of " + unused.id + " matches nothing any more: remove it\n";
  }
  if (report.review != nullptr) text += review_notes(*report.review, sources);
  return text;
}

JsonValue finding_json(const LintReport& report, const LintFinding& finding,
                       const SourceNames& sources) {
  JsonValue item = JsonValue::object();
  item.set("id", finding.id).set("severity", to_string(finding.severity));
  if (finding.acl) item.set("acl", acl_of(report, finding));
  if (finding.direction) item.set("direction", direction_of(finding));
  if (!finding.rule.empty()) item.set("rule", finding.rule);
  if (!finding.subnet.empty()) item.set("subnet", finding.subnet);
  const std::string place = sources.place(finding.origin);
  if (!place.empty()) item.set("place", place);
  item.set("text", finding.text).set("remedy", finding.remedy);
  if (!finding.fingerprint.empty()) item.set("fingerprint", finding.fingerprint);
  return item;
}

}  // namespace

std::string lint_text(const LintReport& report, const SourceNames& sources, const Style& style) {
  std::string text;
  std::string heading;
  const auto open = open_findings(report);
  for (const LintFinding* one : open) {
    const LintFinding& finding = *one;
    const std::string acl = finding.subnet.empty() ? acl_of(report, finding) : "subnets";
    if (acl != heading) {
      text += (heading.empty() ? "" : "\n") + style.paint(acl, Tone::strong) + '\n';
      heading = acl;
    }
    text += "  " + style.paint(to_string(finding.severity), tone_of(finding.severity)) + "  " +
            std::string(finding.id);
    if (finding.direction) {
      text += "  " + direction_of(finding) + (finding.rule.empty() ? "" : " rule " + finding.rule);
    }
    const std::string place = sources.place(finding.origin);
    text += (place.empty() ? "" : "  " + place) + "\n      " + finding.text +
            "\n      remedy: " + finding.remedy + '\n';
  }
  const std::size_t count = open.size();
  if (count > 0) text += '\n';
  text +=
      count == 0 ? "no findings\n" : grouped(count) + (count == 1 ? " finding\n" : " findings\n");
  return text + rest_text(report, sources);
}

std::string lint_markdown(const LintReport& report, const SourceNames& sources) {
  MarkdownTable table({"severity", "finding", "where", "place", "what", "remedy"});
  const auto open = open_findings(report);
  std::size_t rows = 0;
  for (const LintFinding* one : open) {
    const LintFinding& finding = *one;
    std::string where = finding.subnet.empty() ? acl_of(report, finding) : finding.subnet;
    if (finding.direction) where += ' ' + direction_of(finding);
    if (!finding.rule.empty()) where += " rule " + finding.rule;
    if (!table.add_within({std::string(to_string(finding.severity)), std::string(finding.id), where,
                           sources.place(finding.origin), finding.text, finding.remedy},
                          kMostTable)) {
      break;
    }
    ++rows;
  }
  const std::size_t count = open.size();
  std::string text =
      "## Lint: " + grouped(count) + (count == 1 ? " finding" : " findings") + "\n\n";
  if (count > 0) text += table.text();
  if (rows < count) {
    text += '\n' + grouped(count - rows) +
            " more are left out, as a comment holds no more. `halfopen lint --format json` lists "
            "all.\n";
  }
  const std::string rest = markdown_lines(rest_text(report, sources), kMostNotes);
  return rest.empty() ? text : text + '\n' + rest;
}

std::string lint_csv(const LintReport& report, const SourceNames& sources) {
  std::string text =
      csv_line({"id", "severity", "acl", "direction", "rule", "subnet", "place", "text", "remedy"});
  for (const LintFinding* one : open_findings(report)) {
    const LintFinding& finding = *one;
    text += csv_line({std::string(finding.id), std::string(to_string(finding.severity)),
                      acl_of(report, finding), direction_of(finding), finding.rule, finding.subnet,
                      sources.place(finding.origin), finding.text, finding.remedy});
  }
  return text;
}

std::string lint_json(const LintReport& report, const SourceNames& sources,
                      const Diagnostics& diagnostics) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.lint/1");
  JsonValue findings = JsonValue::array();
  JsonValue suppressed = JsonValue::array();
  for (std::size_t i = 0; i < report.result.kept.size(); ++i) {
    JsonValue item = finding_json(report, report.result.kept[i], sources);
    const auto state = state_of(report, i);
    if (state == ReviewFinding::State::allowed) {
      item.set("reason", report.review->findings[i].reason).set("in_source", true);
      suppressed.push(std::move(item));
      continue;
    }
    if (state == ReviewFinding::State::known) item.set("known", true);
    findings.push(std::move(item));
  }
  document.set("findings", std::move(findings));
  document.set("notes_not_listed", static_cast<std::int64_t>(report.milder));
  for (const SuppressedFinding& one : report.result.suppressed) {
    JsonValue item = finding_json(report, one.finding, sources);
    item.set("reason", one.reason);
    suppressed.push(std::move(item));
  }
  document.set("suppressed", std::move(suppressed));
  JsonValue unused = JsonValue::array();
  for (const LintSuppression& one : report.result.unused) {
    JsonValue item = JsonValue::object();
    item.set("id", one.id).set("reason", one.reason);
    unused.push(std::move(item));
  }
  document.set("unused_suppressions", std::move(unused));
  if (report.review != nullptr) {
    document.set("unused_allowances", unused_allowances_json(*report.review, sources));
    document.set("stale_baseline", stale_baseline_json(*report.review));
  }
  document.set("diagnostics", diagnostics_json(diagnostics, sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
