// SPDX-License-Identifier: Apache-2.0
// A difference of behaviour as text, Markdown and JSON (schema halfopen.diff/1).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "halfopen/analysis/diff.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/cause_text.hpp"
#include "halfopen/report/json_value.hpp"
#include "halfopen/report/review.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// "Connections: 3 gained, 1 lost, 2 became half-open." or "No change in behaviour."
std::string diff_summary(const SnapshotDiff& diff);

/// Lines that begin with `+`, `-`, `~` or `?`, each whole in itself; below each the rules that make
/// the difference (with `sources`), and an example.
std::string diff_text(const SnapshotDiff& diff, const Style& style);
std::string diff_text(const SnapshotDiff& diff, const Style& style, const ChangeSources* sources,
                      const std::string& summary);

/// For a comment of a pull request: the summary, a table, and the rules folded away. At most
/// kMostMarkdown bytes: what does not fit is counted in a sentence.
/// `notes` are lines that stand below the summary.
std::string diff_markdown(const SnapshotDiff& diff);
std::string diff_markdown(const SnapshotDiff& diff, const ChangeSources* sources,
                          const std::string& summary, std::string_view notes);
inline constexpr std::size_t kMostMarkdown = 65'000;  ///< GitHub takes 65,536 characters

/// A list of changes as JSON.
JsonValue changes_json(std::span<const ConnectionChange> changes);

/// The whole document. Diagnostics of both inputs, each with the names of its sources. `review`
/// belongs to `diff`; without it changes have no fingerprints and are all new.
std::string diff_json(const SnapshotDiff& diff, const SourceNames& before_sources,
                      const Diagnostics& before, const SourceNames& after_sources,
                      const Diagnostics& after, const Review* review = nullptr);

/// What is said of one change in words: kind words, sign and examples.
struct ChangeWords {
  char sign;
  Tone tone;
  std::string_view title;
  std::string_view counted;  ///< in the summary line
};
ChangeWords words_of(ChangeKind kind);

/// "denied (web/ingress/*) -> works; cuts: established".
std::string change_reason(const ConnectionChange& change);

}  // namespace halfopen
