// SPDX-License-Identifier: Apache-2.0
// Findings as a reviewer meets them, whatever verb they come from: at a line of a file, with a name
// that stays, and perhaps known or accepted already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/baseline.hpp"
#include "halfopen/analysis/source_allowance.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/json_value.hpp"

namespace halfopen {

/// A kind of finding. `id` never changes its meaning.
struct ReviewRule {
  std::string id;
  Severity severity = Severity::warning;
  std::string title;  ///< a few words
  std::string help;   ///< sentences
};

/// A line of a file that the user gave.
struct ReviewPlace {
  std::string file;
  std::uint32_t line = 0;    ///< 0: the file as a whole
  std::uint32_t column = 0;  ///< 0: the line as a whole
  std::string note;          ///< what stands there; may be empty
};

struct ReviewFinding {
  enum class State : std::uint8_t {
    open,     ///< counts
    known,    ///< stands in the baseline
    allowed,  ///< accepted by a comment or the configuration
  };

  std::string id;
  Severity severity = Severity::warning;
  std::string subject;               ///< a name that stays: "web/ingress/100"; may be empty
  std::string message;               ///< one line
  std::vector<std::string> details;  ///< a line each
  std::optional<ReviewPlace> place;
  std::vector<ReviewPlace> related;
  std::string fingerprint;
  std::string line_hash;  ///< of the text of the line at `place`; empty if it is not known

  /// The lines that must all carry a comment for the finding to be allowed; none: it cannot be.
  std::vector<Origin> lines;
  State state = State::open;
  std::string reason;      ///< why it is allowed
  bool in_source = false;  ///< … and whether a comment says so, or the configuration
};

struct Review {
  std::string verb;  ///< "diff" or "lint"
  std::string file;  ///< the first input, for findings that have no place
  std::vector<ReviewRule> rules;
  std::vector<ReviewFinding> findings;
  std::vector<SourceAllowance> unused;  ///< comments that allowed nothing
  std::vector<BaselineEntry> stale;     ///< entries of the baseline that matched nothing
  bool has_baseline = false;

  std::size_t count(ReviewFinding::State state) const;
};

/// Marks open findings that comments accept. Comments whose id is none of this review's rules are
/// left alone. `unused` gets the rest.
void allow(Review& review, std::span<const SourceAllowance> allowances);

/// The same for a change: a comment accepts only the change that it comes with, so one with an id
/// and reason that stand on the side before, too, accepts nothing.
void allow_new(Review& review, std::span<const SourceAllowance> before,
               std::span<const SourceAllowance> after);

/// Marks open findings that the baseline knows. `stale` gets the entries that match no finding.
void compare_with(Review& review, const Baseline& baseline);

/// The open and known findings, in the order of id and text.
Baseline baseline_of(const Review& review);

/// The baseline as a document (schema halfopen.baseline/1).
std::string baseline_json(const Baseline& baseline);

/// Turns columns from bytes into characters, and fills `line_hash`, with the help of the text of
/// each line, as far as somebody knows it. Lines that are equal are counted in the order of the
/// findings.
void read_lines(Review& review,
                const std::function<std::optional<std::string>(const ReviewPlace&)>& text_of);

/// "2 are known from the baseline, 1 is allowed in the source.", and what is out of date: lines
/// that each end in a newline; empty if there is nothing to say.
std::string review_notes(const Review& review, const SourceNames& sources);

/// The lists `unused_allowances` and `stale_baseline` of the documents.
JsonValue unused_allowances_json(const Review& review, const SourceNames& sources);
JsonValue stale_baseline_json(const Review& review);

/// "FILE:LINE:COL".
std::string to_text(const ReviewPlace& place);

}  // namespace halfopen
