// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/allowance_comments.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "halfopen/analysis/diff.hpp"
#include "halfopen/analysis/lint.hpp"
#include "halfopen/ingest/plain_text.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kMarker = "halfopen:allow";
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Where a comment may begin: at the marker's own `#` or `//`.
bool is_comment_line(std::string_view line) {
  const std::string_view text = trimmed(line);
  return text.empty() || text.starts_with("//") || text == "#" || text.starts_with("# ") ||
         text.starts_with("#\t") || text.starts_with("#halfopen:");
}

/// Past the quoted text that begins at `at`; npos if the line does not end it.
std::size_t after_quotes(std::string_view line, std::size_t at) {
  const char quote = line[at];
  for (++at; at < line.size(); ++at) {
    if (quote == '"' && line[at] == '\\') {
      ++at;
    } else if (line[at] == quote) {
      if (quote == '"' || at + 1 == line.size() || line[at + 1] != quote) return at + 1;
      ++at;  // '' is an apostrophe
    }
  }
  return std::string_view::npos;
}

/// The first `#` or `//` that begins the line or stands behind white space, outside quotes; npos if
/// there is none. Quotes begin where a value may: an apostrophe in a word is none.
std::size_t comment_start(std::string_view line) {
  constexpr std::string_view kBeforeValues = " \t[{,:";
  for (std::size_t at = 0; at < line.size();) {
    const char before = at == 0 ? ' ' : line[at - 1];
    const bool apart = before == ' ' || before == '\t';
    if (apart && (line[at] == '#' || line.substr(at).starts_with("//"))) return at;
    const bool quote = line[at] == '"' || line[at] == '\'';
    at = quote && kBeforeValues.find(before) != std::string_view::npos ? after_quotes(line, at)
                                                                       : at + 1;
  }
  return std::string_view::npos;
}

/// Where the `#` or `//` directly before the marker stands; npos if there is none.
std::size_t mark_before(std::string_view line, std::size_t marker) {
  const std::size_t behind = marker + kMarker.size();
  if (behind < line.size() && kBlanks.find(line[behind]) == std::string_view::npos) {
    return std::string_view::npos;
  }
  std::size_t start = marker;
  while (start > 0 && (line[start - 1] == ' ' || line[start - 1] == '\t')) --start;
  if (start > 0 && line[start - 1] == '#') {
    --start;
  } else if (start > 1 && line[start - 1] == '/' && line[start - 2] == '/') {
    start -= 2;
  } else {
    return std::string_view::npos;
  }
  // In YAML a `#` in the middle of a word is none of a comment.
  const bool apart = start == 0 || line[start - 1] == ' ' || line[start - 1] == '\t';
  return apart ? start : std::string_view::npos;
}

/// The last word, which is cut off the text.
std::string_view take_last_word(std::string_view& text) {
  text = trimmed(text);
  const std::size_t blank = text.find_last_of(kBlanks);
  const std::size_t start = blank == std::string_view::npos ? 0 : blank + 1;
  const std::string_view word = text.substr(start);
  text = text.substr(0, start);
  return word;
}

/// How far the node is indented whose value is a block scalar of YAML that begins behind this line
/// (`key: |`, `- >-`, `key: !Sub |2`); nothing if none begins. The scalar's lines are indented
/// deeper. A line that begins with `|` is one of a table.
std::optional<std::size_t> block_scalar(std::string_view line) {
  std::string_view text = line.substr(0, comment_start(line));
  std::string_view word = take_last_word(text);
  if (word.empty() || (word[0] != '|' && word[0] != '>')) return std::nullopt;
  if (word.find_first_not_of("+-0123456789", 1) != std::string_view::npos) return std::nullopt;
  do {
    word = take_last_word(text);  // past tags and anchors
  } while (word.starts_with('!') || word.starts_with('&'));
  const bool item = word == "-";
  if ((!item && !word.ends_with(':')) || trimmed(line).front() == '|') return std::nullopt;
  std::size_t indent = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == ' ') continue;
    indent = at;
    // The key in `- key: |` stands behind the dash; in `- |` the dash itself counts.
    const bool dash = line[at] == '-' && at + 1 < line.size() && line[at + 1] == ' ';
    const bool last = item && line.substr(at + 1).find("- ") == std::string_view::npos;
    if (!dash || last) break;
  }
  return indent;
}

bool is_known_id(std::string_view id) {
  if (find_lint_rule(id) != nullptr) return true;
  return std::any_of(std::begin(kChangeKinds), std::end(kChangeKinds), [&](ChangeKind kind) {
    return kind == ChangeKind::half_open ? id == "half-open" : id == to_string(kind);
  });
}

class CommentReader {
 public:
  CommentReader(std::uint32_t source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  void line(std::string_view text, std::uint32_t number) {
    if (in_block_scalar(text)) return;
    block_ = block_scalar(text);
    const std::size_t start = find_allowance_comment(text);
    if (start == std::string_view::npos) {
      if (!waiting_.empty() && !is_comment_line(text)) cover(number);
      return;
    }
    const bool alone = trimmed(text.substr(0, start)).empty();
    auto found = comment(text.substr(text.find(kMarker, start) + kMarker.size()),
                         {source_, number, static_cast<std::uint32_t>(start + 1)});
    waiting_.insert(waiting_.end(), found.begin(), found.end());
    if (!alone) cover(number);
  }

  std::vector<SourceAllowance> take() {
    // At the end of the text there is nothing to cover: they are told as unused.
    cover(0);
    return std::move(found_);
  }

 private:
  /// What looks like a comment there is text.
  bool in_block_scalar(std::string_view text) const {
    if (!block_) return false;
    return trimmed(text).empty() || text.find_first_not_of(' ') > *block_;
  }

  void cover(std::uint32_t number) {
    for (SourceAllowance& one : waiting_) {
      one.line = number;
      found_.push_back(std::move(one));
    }
    waiting_.clear();
  }

  void warn(const Origin& place, std::string what, std::string hint) {
    diagnostics_.push_back({DiagnosticCode::bad_allowance, Severity::warning, place,
                            std::move(what), std::move(hint)});
  }

  /// What stands behind the marker.
  std::vector<SourceAllowance> comment(std::string_view text, const Origin& place) {
    constexpr std::string_view kReason = "reason=";
    const std::size_t at = text.find(kReason);
    std::string_view ids = trimmed(text.substr(0, at));
    std::string_view reason =
        at == std::string_view::npos ? "" : trimmed(text.substr(at + kReason.size()));
    if (reason.size() > 1 && reason.front() == '"' && reason.back() == '"') {
      reason = trimmed(reason.substr(1, reason.size() - 2));
    }
    std::vector<SourceAllowance> found;
    if (reason.empty()) {
      warn(place, "halfopen:allow without a reason: nothing is allowed",
           "write # halfopen:allow ID reason=WHY");
      return found;
    }
    if (ids.empty()) {
      warn(place, "halfopen:allow without an id: nothing is allowed",
           "write # halfopen:allow ID reason=WHY");
    }
    while (!ids.empty()) {
      const std::size_t cut = ids.find_first_of(", \t");
      const std::string_view id = ids.substr(0, cut);
      ids = cut == std::string_view::npos ? "" : ids.substr(cut + 1);
      if (id.empty()) continue;
      if (is_known_id(id)) {
        found.push_back({source_, 0, place, std::string(id), std::string(reason)});
      } else {
        warn(place, in_quotes(id) + " is the id of no finding: nothing is allowed",
             "ids of lint stand in docs/formats.md; of diff: gained, lost, half-open, healed, "
             "closed, unknown");
      }
    }
    return found;
  }

  std::uint32_t source_;
  Diagnostics& diagnostics_;
  std::optional<std::size_t> block_;      ///< the indentation of the block scalar's node
  std::vector<SourceAllowance> waiting_;  ///< for the next line that says something
  std::vector<SourceAllowance> found_;
};

}  // namespace

std::size_t find_allowance_comment(std::string_view line) {
  std::size_t marker = line.find(kMarker);
  if (marker == std::string_view::npos) return marker;
  const std::size_t comment = comment_start(line);
  while (marker != std::string_view::npos) {
    const std::size_t start = mark_before(line, marker);
    // Inside quotes a mark is data; within a comment quotes mean nothing.
    if (start != std::string_view::npos && start >= comment) return start;
    marker = line.find(kMarker, marker + kMarker.size());
  }
  return marker;
}

std::vector<SourceAllowance> allowance_comments(std::string_view text, std::uint32_t source,
                                                Diagnostics& diagnostics) {
  if (text.find(kMarker) == std::string_view::npos) return {};
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  CommentReader reader(source, diagnostics);
  std::uint32_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.line(text.substr(0, end), ++number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.take();
}

}  // namespace halfopen
