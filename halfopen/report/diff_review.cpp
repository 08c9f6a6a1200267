// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/diff_review.hpp"

#include <algorithm>
#include <utility>

#include "halfopen/base/fingerprint.hpp"
#include "halfopen/report/change_text.hpp"
#include "halfopen/report/diff_report.hpp"

namespace halfopen {
namespace {

Severity severity_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::lost:
    case ChangeKind::half_open: return Severity::error;
    case ChangeKind::gained:
    case ChangeKind::unknown: return Severity::warning;
    case ChangeKind::healed:
    case ChangeKind::closed: break;
  }
  return Severity::note;
}

ReviewRule rule_of(ChangeKind kind) {
  const auto rule = [&](const char* title, const char* help) {
    return ReviewRule{change_id(kind), severity_of(kind), title, help};
  };
  switch (kind) {
    case ChangeKind::gained:
      return rule("Connections that did not work work now",
                  "The request was denied before the change; now it passes, and so does the reply. "
                  "Check that everybody named may talk to this service.");
    case ChangeKind::lost:
      return rule("Connections that worked are denied now",
                  "The request passed before the change and is denied now. If somebody still needs "
                  "the connection, put back the rule that allowed it.");
    case ChangeKind::half_open:
      return rule("Requests arrive and their replies are lost",
                  "The request passes and the reply is denied, which was not so before: clients "
                  "hang until they time out. Network ACLs keep no state; allow the client ports in "
                  "the other direction.");
    case ChangeKind::healed:
      return rule("Replies that were lost arrive now",
                  "The request passed all along; with the change the reply passes as well.");
    case ChangeKind::closed:
      return rule("Requests that nobody could answer are denied now",
                  "The connection was half-open for every client port; now the request is denied. "
                  "Nothing that worked is lost.");
    case ChangeKind::unknown: break;
  }
  return rule("What becomes of connections is unknown",
              "It rests on rows that could not be read; the diagnostics say which. Mend them and "
              "compare again.");
}

ReviewRule not_compared_rule() {
  return {
      std::string(kNotCompared), Severity::warning, "Not compared",
      "Something stands on one side of the change only, or its rules are not loaded, so nothing "
      "can be said about it."};
}

ReviewPlace place_of(const DecidingRule& rule, const SourceNames& sources, std::string note) {
  return {sources.name(rule.origin.source), rule.origin.line, rule.origin.column, std::move(note)};
}

bool is_known(const std::optional<DecidingRule>& rule, const SourceNames& sources) {
  return rule && !sources.name(rule->origin.source).empty();
}

/// The cause that the finding is shown at: the first that a line of the new files stands for, a
/// rule rather than the lack of one.
const ChangeCause* shown_cause(const ConnectionChange& change, const ChangeSources& sources) {
  const ChangeCause* best = nullptr;
  int best_rank = 0;
  for (const ChangeCause& cause : change.causes) {
    int rank = is_known(cause.before, sources.before) ? 1 : 0;
    if (is_known(cause.after, sources.after)) rank = cause.after->rule == "*" ? 2 : 3;
    if (rank > best_rank) {
      best = &cause;
      best_rank = rank;
    }
  }
  return best;
}

void put_places(ReviewFinding& finding, const ConnectionChange& change,
                const ChangeSources& sources) {
  const ChangeCause* shown = shown_cause(change, sources);
  for (const ChangeCause& cause : change.causes) {
    if (is_known(cause.after, sources.after)) {
      auto place = place_of(*cause.after, sources.after, after_text(*cause.after));
      if (&cause == shown) {
        finding.subject = to_string(*cause.after);
        finding.place = std::move(place);
      } else {
        finding.related.push_back(std::move(place));
      }
    }
    if (!is_known(cause.before, sources.before)) continue;
    auto place = place_of(*cause.before, sources.before, before_text(*cause.before));
    if (&cause == shown && !finding.place) {
      finding.subject = to_string(*cause.before);
      finding.place = std::move(place);
    } else {
      finding.related.push_back(std::move(place));
    }
  }
}

/// Every line of the new files that makes the change; none if something else does, too.
std::vector<Origin> lines_of(const ConnectionChange& change) {
  std::vector<Origin> lines;
  for (const ChangeCause& cause : change.causes) {
    if (change.more_causes || !cause.after || cause.after->origin.line == 0) return {};
    lines.push_back(cause.after->origin);
  }
  return lines;
}

std::string identity_of(const ConnectionChange& change) {
  std::string text = "diff\n" + change_id(change.kind) + '\n' + change_line(change);
  for (const ChangeSide* side : {&change.from, &change.to}) {
    for (const std::string& place : side->places) text += '\n' + place;
    text += '\n' + to_string(side->rest);
  }
  return change.cut ? text + '\n' + std::string(to_string(*change.cut)) : text;
}

ReviewFinding finding_of(const ConnectionChange& change, const ChangeSources& sources) {
  ReviewFinding finding;
  finding.id = change_id(change.kind);
  finding.severity = severity_of(change.kind);
  finding.message = finding.id + ": " + change_line(change);
  for (const ChangeCause& cause : change.causes) {
    finding.details.push_back(to_text(cause, sources));
  }
  if (change.more_causes) finding.details.push_back("there may be other causes");
  put_places(finding, change, sources);
  finding.lines = lines_of(change);
  return finding;
}

}  // namespace

std::string change_id(ChangeKind kind) {
  return kind == ChangeKind::half_open ? "half-open" : std::string(to_string(kind));
}

Review review_of(const SnapshotDiff& diff, const ChangeSources& sources) {
  Review review;
  review.verb = "diff";
  review.file = sources.after.name(1);
  for (const ChangeKind kind : kChangeKinds) review.rules.push_back(rule_of(kind));
  review.rules.push_back(not_compared_rule());
  FingerprintCounter fingerprints;
  for (const ConnectionChange& change : diff.changes) {
    review.findings.push_back(finding_of(change, sources));
    review.findings.back().fingerprint = fingerprints.next(identity_of(change));
  }
  for (const std::string& sentence : diff.not_compared) {
    ReviewFinding finding;
    finding.id = kNotCompared;
    finding.message = finding.id + ": " + sentence;
    finding.fingerprint = fingerprints.next("diff\n" + finding.message);
    review.findings.push_back(std::move(finding));
  }
  return review;
}

std::string open_summary(const SnapshotDiff& open, const Review& review) {
  if (!open.same_behaviour() || review.findings.empty()) return diff_summary(open);
  return "No change in behaviour beside those that are known or allowed.";
}

SnapshotDiff open_part(const SnapshotDiff& diff, const Review& review) {
  SnapshotDiff open;
  const auto is_open = [&](std::size_t i) {
    return review.findings[i].state == ReviewFinding::State::open;
  };
  for (std::size_t i = 0; i < diff.changes.size(); ++i) {
    if (is_open(i)) open.changes.push_back(diff.changes[i]);
  }
  for (std::size_t i = 0; i < diff.not_compared.size(); ++i) {
    if (is_open(diff.changes.size() + i)) open.not_compared.push_back(diff.not_compared[i]);
  }
  return open;
}

}  // namespace halfopen
