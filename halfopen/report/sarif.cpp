// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/sarif.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/report/json_value.hpp"

namespace halfopen {
namespace {

using State = ReviewFinding::State;

/// Code scanning demands it. Nothing is fetched.
constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";

JsonValue message(std::string_view text) {
  JsonValue item = JsonValue::object();
  item.set("text", text);
  return item;
}

JsonValue rule_json(const ReviewRule& rule) {
  JsonValue item = JsonValue::object();
  item.set("id", rule.id);
  item.set("shortDescription", message(rule.title));
  const std::string& help = rule.help.empty() ? rule.title : rule.help;
  item.set("fullDescription", message(help)).set("help", message(help));
  JsonValue configuration = JsonValue::object();
  configuration.set("level", to_string(rule.severity));
  item.set("defaultConfiguration", std::move(configuration));
  return item;
}

JsonValue location_json(const ReviewPlace& place, const std::string& subject) {
  JsonValue artifact = JsonValue::object();
  artifact.set("uri", uri_of(place.file));
  JsonValue physical = JsonValue::object();
  physical.set("artifactLocation", std::move(artifact));
  JsonValue region = JsonValue::object();
  region.set("startLine", std::max<std::uint32_t>(place.line, 1));
  if (place.column > 0) region.set("startColumn", place.column);
  physical.set("region", std::move(region));
  JsonValue location = JsonValue::object();
  location.set("physicalLocation", std::move(physical));
  if (!subject.empty()) {
    JsonValue logical = JsonValue::object();
    logical.set("fullyQualifiedName", subject);
    JsonValue list = JsonValue::array();
    list.push(std::move(logical));
    location.set("logicalLocations", std::move(list));
  }
  return location;
}

JsonValue suppressions_json(const ReviewFinding& finding) {
  JsonValue list = JsonValue::array();
  if (finding.state != State::allowed) return list;
  JsonValue item = JsonValue::object();
  item.set("kind", finding.in_source ? "inSource" : "external");
  item.set("status", "accepted").set("justification", finding.reason);
  list.push(std::move(item));
  return list;
}

/// The message with all details: viewers show nothing else.
std::string whole_message(const ReviewFinding& finding) {
  std::string text = finding.message;
  for (const std::string& detail : finding.details) text += '\n' + detail;
  return text;
}

JsonValue result_json(const Review& review, const ReviewFinding& finding) {
  JsonValue item = JsonValue::object();
  item.set("ruleId", finding.id);
  for (std::size_t i = 0; i < review.rules.size(); ++i) {
    if (review.rules[i].id == finding.id) item.set("ruleIndex", static_cast<std::int64_t>(i));
  }
  item.set("level", to_string(finding.severity));
  item.set("message", message(whole_message(finding)));
  JsonValue locations = JsonValue::array();
  const bool placed = finding.place || !review.file.empty();
  if (placed) {
    locations.push(
        location_json(finding.place.value_or(ReviewPlace{review.file, 1, 0, ""}), finding.subject));
  }
  item.set("locations", std::move(locations));
  if (!finding.related.empty()) {
    JsonValue related = JsonValue::array();
    for (std::size_t i = 0; i < finding.related.size(); ++i) {
      JsonValue location = location_json(finding.related[i], "");
      location.set("id", static_cast<std::int64_t>(i));
      if (!finding.related[i].note.empty()) {
        location.set("message", message(finding.related[i].note));
      }
      related.push(std::move(location));
    }
    item.set("relatedLocations", std::move(related));
  }
  JsonValue prints = JsonValue::object();
  prints.set("halfopen/v1", finding.fingerprint);
  if (!finding.line_hash.empty()) prints.set("primaryLocationLineHash", finding.line_hash);
  item.set("partialFingerprints", std::move(prints));
  item.set("suppressions", suppressions_json(finding));
  if (review.has_baseline) {
    item.set("baselineState", finding.state == State::open ? "new" : "unchanged");
  }
  return item;
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~' || c == '/';
}

}  // namespace

std::string uri_of(std::string_view path) {
  while (path.starts_with("./")) {
    path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
  }
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (is_plain(c)) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri += {'%', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 0xf]};
  }
  return uri;
}

std::string sarif(const Review& review, std::string_view version) {
  JsonValue rules = JsonValue::array();
  for (const ReviewRule& rule : review.rules) rules.push(rule_json(rule));
  JsonValue driver = JsonValue::object();
  driver.set("name", "halfopen").set("semanticVersion", version);
  driver.set("rules", std::move(rules));
  JsonValue tool = JsonValue::object();
  tool.set("driver", std::move(driver));
  JsonValue results = JsonValue::array();
  for (const ReviewFinding& finding : review.findings) results.push(result_json(review, finding));
  JsonValue automation = JsonValue::object();
  automation.set("id", "halfopen/" + review.verb + '/');
  JsonValue run = JsonValue::object();
  run.set("tool", std::move(tool)).set("automationDetails", std::move(automation));
  run.set("columnKind", "unicodeCodePoints");
  run.set("results", std::move(results));
  JsonValue runs = JsonValue::array();
  runs.push(std::move(run));
  JsonValue document = JsonValue::object();
  document.set("$schema", kSchema).set("version", "2.1.0").set("runs", std::move(runs));
  return document.dump() + '\n';
}

}  // namespace halfopen
