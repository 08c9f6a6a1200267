// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/diff_report.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "halfopen/ports/service_port.hpp"
#include "halfopen/report/change_text.hpp"
#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

std::vector<const ConnectionChange*> of_kind(std::span<const ConnectionChange> changes,
                                             ChangeKind kind) {
  std::vector<const ConnectionChange*> found;
  for (const ConnectionChange& change : changes) {
    if (change.kind == kind) found.push_back(&change);
  }
  return found;
}

/// Who stops the witness on the side where it does not work.
std::string reason(const ConnectionChange& change) {
  const ChangeWitness& w = change.witness;
  const auto word = [&](Verdict verdict) {
    const bool one_way = w.service.icmp.has_value() && verdict == Verdict::works;
    return one_way ? std::string("passes") : std::string(to_string(verdict));
  };
  std::string text = word(w.before);
  if (!w.denied_before.empty()) text += " (" + w.denied_before + ')';
  text += " -> " + word(w.after);
  if (!w.denied_after.empty()) text += " (" + w.denied_after + ')';
  return text;
}

/// What becomes of connections that are established while the change is made.
std::string_view cut_text(Cut cut) {
  switch (cut) {
    case Cut::network_acl:
      return "network ACLs keep no state: every packet is judged by the new rules";
    case Cut::no_way:
      return "routes keep no state: packets take the new way, and it does not lead there";
    case Cut::untracked:
      return "the security group did not track them: the rule was for everywhere, and every port "
             "was "
             "allowed back";
    case Cut::tracked: break;
  }
  return "security groups track them: established ones go on until they are idle";
}

std::string_view cuts_word(Cut cut) { return cuts_established(cut) ? "established" : "new-only"; }

/// "; cuts: established (…)", with a reason where it is not the usual one.
std::string cuts_text(const ConnectionChange& change) {
  if (!change.cut) return "";
  std::string text = "; cuts: " + std::string(cuts_word(*change.cut));
  if (*change.cut != Cut::network_acl) text += " (" + std::string(cut_text(*change.cut)) + ')';
  return text;
}

/// "rule: …" for each cause, as many as a screen takes.
std::string rule_lines(const ConnectionChange& change, const ChangeSources& sources) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < change.causes.size() && i < kMost; ++i) {
    text += "            rule: " + to_text(change.causes[i], sources) + '\n';
  }
  if (change.causes.size() > kMost) {
    text += "            rule: and " + grouped(change.causes.size() - kMost) +
            " more: --format json lists them\n";
  } else if (change.more_causes) {
    text += "            rule: there may be others\n";
  }
  return text;
}

JsonValue side_json(const ChangeSide& side) {
  JsonValue item = JsonValue::object();
  item.set("anywhere", side.anywhere);
  JsonValue places = JsonValue::array();
  for (const std::string& place : side.places) places.push(place);
  item.set("places", std::move(places));
  if (!side.rest.empty()) item.set("addresses", to_string(side.rest));
  return item;
}

JsonValue witness_json(const ChangeWitness& witness) {
  JsonValue item = JsonValue::object();
  item.set("from", to_string(witness.client)).set("to", to_string(witness.server));
  item.set("protocol", to_string(witness.service.protocol));
  if (has_ports(witness.service.protocol)) item.set("client_port", witness.client_port);
  if (witness.service.port) item.set("server_port", *witness.service.port);
  if (witness.service.icmp) {
    JsonValue icmp = JsonValue::object();
    icmp.set("type", int{witness.service.icmp->type}).set("code", int{witness.service.icmp->code});
    item.set("icmp", std::move(icmp));
  }
  if (!witness.client_place.empty()) item.set("from_place", witness.client_place);
  if (!witness.server_place.empty()) item.set("to_place", witness.server_place);
  if (witness.service.icmp) item.set("one_way", true);
  item.set("before", to_string(witness.before)).set("after", to_string(witness.after));
  if (!witness.denied_before.empty()) item.set("denied_before", witness.denied_before);
  if (!witness.denied_after.empty()) item.set("denied_after", witness.denied_after);
  return item;
}

JsonValue change_json(const ConnectionChange& change) {
  JsonValue item = JsonValue::object();
  item.set("text", change_line(change));
  item.set("from", side_json(change.from)).set("to", side_json(change.to));
  item.set("family", to_string(change.family));
  item.set("protocol", change.protocol ? to_string(*change.protocol) : std::string("other"));
  if (change.protocol && is_icmp(*change.protocol)) {
    item.set("messages", messages_text(change.server_ports));
  } else if (change.protocol && filters_ports(*change.protocol)) {
    item.set("server_ports", to_string(change.server_ports));
    item.set("client_ports", to_string(change.client_ports));
    JsonValue services = JsonValue::array();
    for (const ServicePortRow* row : services_in(change.server_ports, *change.protocol)) {
      services.push(row->name);
    }
    item.set("services", std::move(services));
  }
  if (change.cut) {
    item.set("cuts", cuts_word(*change.cut)).set("cuts_by", to_string(*change.cut));
    item.set("cuts_text", cut_text(*change.cut));
  }
  item.set("witness", witness_json(change.witness));
  return item;
}

/// What a review says of a change.
void set_review(JsonValue& item, const ReviewFinding& finding) {
  item.set("fingerprint", finding.fingerprint).set("severity", to_string(finding.severity));
  if (finding.state == ReviewFinding::State::known) item.set("known", true);
  if (finding.state == ReviewFinding::State::allowed) item.set("allowed", finding.reason);
}

}  // namespace

ChangeWords words_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::gained: return {'+', Tone::doubtful, "gained", "gained"};
    case ChangeKind::lost: return {'-', Tone::bad, "lost", "lost"};
    case ChangeKind::half_open: return {'~', Tone::bad, "half-open", "became half-open"};
    case ChangeKind::healed: return {'+', Tone::good, "healed", "healed"};
    case ChangeKind::closed: return {'-', Tone::quiet, "closed", "closed (were half-open)"};
    case ChangeKind::unknown: break;
  }
  return {'?', Tone::doubtful, "unknown", "unknown"};
}

std::string diff_summary(const SnapshotDiff& diff) {
  if (diff.same_behaviour()) return "No change in behaviour.";
  std::string text;
  for (const ChangeKind kind : kChangeKinds) {
    const auto found = of_kind(diff.changes, kind);
    if (found.empty()) continue;
    text += (text.empty() ? "" : ", ") + grouped(found.size()) + ' ' +
            std::string(words_of(kind).counted);
  }
  if (text.empty()) return "No change in behaviour among what could be compared.";
  return "Connections: " + text + '.';
}

std::string change_reason(const ConnectionChange& change) {
  return reason(change) + cuts_text(change);
}

std::string diff_text(const SnapshotDiff& diff, const Style& style) {
  return diff_text(diff, style, nullptr, diff_summary(diff));
}

std::string diff_text(const SnapshotDiff& diff, const Style& style, const ChangeSources* sources,
                      const std::string& summary) {
  std::string text = style.paint(summary, Tone::strong) + '\n';
  for (const ChangeKind kind : kChangeKinds) {
    const ChangeWords words = words_of(kind);
    for (const ConnectionChange* change : of_kind(diff.changes, kind)) {
      std::string head = std::string(1, words.sign) + ' ' + std::string(words.title);
      head.resize(std::max<std::size_t>(head.size(), 11), ' ');
      text += style.paint(head, words.tone) + ' ' + change_line(*change) + '\n';
      if (sources != nullptr) text += rule_lines(*change, *sources);
      text += "            e.g. " + to_text(change->witness) + ": " + change_reason(*change) + '\n';
    }
  }
  for (const std::string& note : diff.not_compared) text += "not compared: " + note + '\n';
  return text;
}

JsonValue changes_json(std::span<const ConnectionChange> changes) {
  JsonValue list = JsonValue::array();
  for (const ConnectionChange& change : changes) list.push(change_json(change));
  return list;
}

std::string diff_json(const SnapshotDiff& diff, const SourceNames& before_sources,
                      const Diagnostics& before, const SourceNames& after_sources,
                      const Diagnostics& after, const Review* review) {
  const ChangeSources sources{before_sources, after_sources};
  JsonValue document = JsonValue::object();
  document.set("schema", "halfopen.diff/1");
  document.set("summary", diff_summary(diff)).set("same_behaviour", diff.same_behaviour());
  for (const ChangeKind kind : kChangeKinds) {
    JsonValue list = JsonValue::array();
    for (const ConnectionChange* change : of_kind(diff.changes, kind)) {
      JsonValue item = change_json(*change);
      item.set("causes", causes_json(change->causes, sources));
      if (change->more_causes) item.set("more_causes", true);
      if (review != nullptr) {
        set_review(item, review->findings[static_cast<std::size_t>(change - diff.changes.data())]);
      }
      list.push(std::move(item));
    }
    document.set(to_string(kind), std::move(list));
  }
  JsonValue notes = JsonValue::array();
  for (const std::string& note : diff.not_compared) notes.push(note);
  document.set("not_compared", std::move(notes));
  if (review != nullptr) {
    document.set("known", static_cast<std::int64_t>(review->count(ReviewFinding::State::known)));
    document.set("allowed",
                 static_cast<std::int64_t>(review->count(ReviewFinding::State::allowed)));
    document.set("unused_allowances", unused_allowances_json(*review, after_sources));
    document.set("stale_baseline", stale_baseline_json(*review));
  }
  document.set("diagnostics_before", diagnostics_json(before, before_sources));
  document.set("diagnostics_after", diagnostics_json(after, after_sources));
  return document.dump() + '\n';
}

}  // namespace halfopen
