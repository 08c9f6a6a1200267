// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/review.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "halfopen/base/fingerprint.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

using State = ReviewFinding::State;

bool is_own(const Review& review, const SourceAllowance& allowance) {
  return std::any_of(review.rules.begin(), review.rules.end(),
                     [&](const ReviewRule& rule) { return rule.id == allowance.id; });
}

/// The reasons of the comments that accept the finding; nothing unless each of its lines has one.
/// Marks the comments as used.
std::optional<std::string> reason_for(const ReviewFinding& finding,
                                      std::span<const SourceAllowance> allowances,
                                      std::vector<bool>& used) {
  std::string reasons;
  bool all = !finding.lines.empty();
  for (const Origin& line : finding.lines) {
    bool found = false;
    for (std::size_t i = 0; i < allowances.size(); ++i) {
      if (!covers(allowances[i], finding.id, line)) continue;
      used[i] = true;
      if (found || reasons.find(allowances[i].reason) != std::string::npos) {
        found = true;
        continue;
      }
      found = true;
      reasons += (reasons.empty() ? "" : "; ") + allowances[i].reason;
    }
    all = all && found;
  }
  return all ? std::optional(reasons) : std::nullopt;
}

/// Whether an unused comment stands at a line of a finding with its id. Only one that stood there
/// before the change does: any other would be used.
bool meets_a_finding(const Review& review, const SourceAllowance& unused) {
  return std::any_of(
      review.findings.begin(), review.findings.end(), [&](const ReviewFinding& finding) {
        return std::any_of(finding.lines.begin(), finding.lines.end(),
                           [&](const Origin& line) { return covers(unused, finding.id, line); });
      });
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

/// The column in characters of UTF-8, for one in bytes.
std::uint32_t character_column(std::string_view text, std::uint32_t column) {
  std::uint32_t characters = 1;
  for (const char c : text.substr(0, column - 1)) {
    if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++characters;
  }
  return characters;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return grouped(count) + ' ' + std::string(count == 1 ? one : many);
}

}  // namespace

std::size_t Review::count(State state) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const ReviewFinding& finding) { return finding.state == state; }));
}

void allow(Review& review, std::span<const SourceAllowance> allowances) {
  std::vector<bool> used(allowances.size(), false);
  for (ReviewFinding& finding : review.findings) {
    auto reason = reason_for(finding, allowances, used);
    if (!reason || finding.state != State::open) continue;
    finding.state = State::allowed;
    finding.reason = std::move(*reason);
    finding.in_source = true;
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i] && is_own(review, allowances[i])) review.unused.push_back(allowances[i]);
  }
}

void allow_new(Review& review, std::span<const SourceAllowance> before,
               std::span<const SourceAllowance> after) {
  std::vector<SourceAllowance> fresh;
  for (const SourceAllowance& one : after) {
    const bool is_old = std::any_of(before.begin(), before.end(), [&](const SourceAllowance& old) {
      return old.id == one.id && old.reason == one.reason;
    });
    if (!is_old) {
      fresh.push_back(one);
    } else if (is_own(review, one)) {
      review.unused.push_back(one);
    }
  }
  allow(review, fresh);
}

void compare_with(Review& review, const Baseline& baseline) {
  review.has_baseline = true;
  std::map<std::pair<std::string_view, std::string_view>, bool> entries;
  for (const BaselineEntry& entry : baseline.entries) {
    entries[{entry.id, entry.fingerprint}] = false;
  }
  for (ReviewFinding& finding : review.findings) {
    const auto known = entries.find({finding.id, finding.fingerprint});
    if (known == entries.end()) continue;
    known->second = true;
    if (finding.state == State::open) finding.state = State::known;
  }
  for (const BaselineEntry& entry : baseline.entries) {
    if (!entries[{entry.id, entry.fingerprint}]) review.stale.push_back(entry);
  }
}

Baseline baseline_of(const Review& review) {
  Baseline baseline{review.verb, {}};
  for (const ReviewFinding& finding : review.findings) {
    if (finding.state == State::allowed) continue;
    baseline.entries.push_back({finding.id, finding.fingerprint, finding.message});
  }
  std::sort(baseline.entries.begin(), baseline.entries.end(),
            [](const BaselineEntry& a, const BaselineEntry& b) {
              return std::tie(a.id, a.text, a.fingerprint) < std::tie(b.id, b.text, b.fingerprint);
            });
  return baseline;
}

std::string baseline_json(const Baseline& baseline) {
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.baseline/1").set("verb", baseline.verb);
  JsonValue list = JsonValue::array();
  for (const BaselineEntry& entry : baseline.entries) {
    JsonValue item = JsonValue::object();
    item.set("id", entry.id).set("fingerprint", entry.fingerprint).set("text", entry.text);
    list.push(std::move(item));
  }
  document.set("findings", std::move(list));
  return document.dump() + '\n';
}

void read_lines(Review& review,
                const std::function<std::optional<std::string>(const ReviewPlace&)>& text_of) {
  std::map<std::pair<std::string, std::string>, unsigned> counts;  // by file and hash
  std::map<std::pair<std::string, std::uint32_t>, std::string> known;
  const auto put_characters = [&](ReviewPlace& place) -> std::optional<std::string> {
    if (place.line == 0) return std::nullopt;
    auto text = text_of(place);
    if (text && place.column > 0) place.column = character_column(*text, place.column);
    return text;
  };
  for (ReviewFinding& finding : review.findings) {
    for (ReviewPlace& place : finding.related) put_characters(place);
    if (!finding.place) continue;
    const auto text = put_characters(*finding.place);
    if (!text) continue;
    std::string& hash = known[{finding.place->file, finding.place->line}];
    if (hash.empty()) {
      hash = fingerprint(trimmed(*text));
      hash += ':' + std::to_string(++counts[{finding.place->file, hash}]);
    }
    finding.line_hash = hash;
  }
}

std::string review_notes(const Review& review, const SourceNames& sources) {
  std::string text;
  if (const std::size_t known = review.count(State::known); known > 0) {
    text += counted(known, "is", "are") + " known from the baseline and not shown\n";
  }
  const auto in_source = static_cast<std::size_t>(std::count_if(
      review.findings.begin(), review.findings.end(),
      [](const ReviewFinding& f) { return f.state == State::allowed && f.in_source; }));
  if (in_source > 0) {
    text += counted(in_source, "is", "are") + " allowed by comments in the source and not shown\n";
  }
  for (const SourceAllowance& unused : review.unused) {
    text += visible(sources.place(unused.comment)) + ": halfopen:allow " + unused.id +
            (meets_a_finding(review, unused)
                 ? " stood there before the change: it accepts only the change that it comes "
                   "with; write a new one\n"
                 : " matches nothing any more: remove it\n");
  }
  for (const BaselineEntry& stale : review.stale) {
    text += "the baseline has what is not there any more: " +
            visible(stale.id + ' ' + stale.fingerprint + ": " + stale.text) + '\n';
  }
  return text;
}

JsonValue unused_allowances_json(const Review& review, const SourceNames& sources) {
  JsonValue list = JsonValue::array();
  for (const SourceAllowance& one : review.unused) {
    JsonValue item = JsonValue::object();
    item.set("id", one.id).set("reason", one.reason).set("place", sources.place(one.comment));
    list.push(std::move(item));
  }
  return list;
}

JsonValue stale_baseline_json(const Review& review) {
  JsonValue list = JsonValue::array();
  for (const BaselineEntry& one : review.stale) {
    JsonValue item = JsonValue::object();
    item.set("id", one.id).set("fingerprint", one.fingerprint).set("text", one.text);
    list.push(std::move(item));
  }
  return list;
}

std::string to_text(const ReviewPlace& place) {
  std::string text = place.file;
  if (place.line == 0) return text;
  text += ':' + std::to_string(place.line);
  return place.column == 0 ? text : text + ':' + std::to_string(place.column);
}

}  // namespace halfopen
