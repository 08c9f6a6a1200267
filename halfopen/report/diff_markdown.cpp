// SPDX-License-Identifier: Apache-2.0
// A difference as a comment of a pull request.
#include <utility>
#include <vector>

#include "halfopen/report/change_text.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/number_text.hpp"
#include "halfopen/report/table_text.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kMostDiffTable = 40'000;  ///< the rest is for the rules
constexpr std::size_t kMostDiffNotes = 10'000;
constexpr std::size_t kReserve = 400;  ///< for the sentences that say what was left out

std::string rule_cell(const ConnectionChange& change, const ChangeSources& sources) {
  if (change.causes.empty()) return "";
  const std::size_t more = change.causes.size() - 1;
  std::string text = to_text(change.causes[0], sources);
  return more == 0 ? text : text + " (and " + grouped(more) + " more)";
}

/// "- **lost** …" with the causes below it.
std::string rule_item(const ConnectionChange& change, const ChangeSources& sources) {
  std::string text = "- **" + std::string(words_of(change.kind).title) + "** " +
                     markdown_text(change_line(change)) + '\n';
  for (const ChangeCause& cause : change.causes) {
    text += "  - " + markdown_text(to_text(cause, sources)) + '\n';
  }
  if (change.more_causes) text += "  - there may be others\n";
  return text + "  - e.g. " +
         markdown_text(to_text(change.witness) + ": " + change_reason(change)) + '\n';
}

std::string left_out(std::size_t count, std::string_view what) {
  return "\n" + grouped(count) + ' ' + std::string(what) + (count == 1 ? " is" : "s are") +
         " left out, as a comment holds no more. `halfopen diff --format json` lists all.\n";
}

/// The rules of every change, folded away.
std::string folded_rules(const SnapshotDiff& diff, const ChangeSources& sources, std::size_t most) {
  std::string text = "\n<details><summary>Rules and examples</summary>\n\n";
  const std::string end = "\n</details>\n";
  std::size_t told = 0;
  for (const ConnectionChange& change : diff.changes) {
    const std::string item = rule_item(change, sources);
    if (text.size() + item.size() + end.size() + kReserve > most) break;
    text += item;
    ++told;
  }
  if (told == 0) return "";
  const std::size_t rest = diff.changes.size() - told;
  return text + (rest > 0 ? left_out(rest, "change") : "") + end;
}

}  // namespace

std::string diff_markdown(const SnapshotDiff& diff) {
  return diff_markdown(diff, nullptr, diff_summary(diff), "");
}

std::string diff_markdown(const SnapshotDiff& diff, const ChangeSources* sources,
                          const std::string& summary, std::string_view notes) {
  std::string text = "## " + summary + "\n\n" + markdown_lines(notes, kMostDiffNotes);
  if (!notes.empty()) text += '\n';
  std::vector<std::string> head{"", "from", "to", "service", "client ports", "before -> after"};
  if (sources != nullptr) head.emplace_back("rule");
  MarkdownTable table(head);
  std::size_t rows = 0;
  for (const ConnectionChange& change : diff.changes) {
    const ChangeWords words = words_of(change.kind);
    std::vector<std::string> cells{std::string(1, words.sign) + ' ' + std::string(words.title),
                                   to_text(change.from),
                                   to_text(change.to),
                                   service_text(change),
                                   client_ports_text(change),
                                   change_reason(change)};
    if (sources != nullptr) cells.push_back(rule_cell(change, *sources));
    if (sources != nullptr && !table.add_within(cells, kMostDiffTable)) break;
    if (sources == nullptr) table.add(cells);
    ++rows;
  }
  if (!diff.changes.empty()) text += table.text();
  if (rows < diff.changes.size()) text += left_out(diff.changes.size() - rows, "change");
  std::size_t sentences = 0;
  for (const std::string& note : diff.not_compared) {
    const std::string line = "\nNot compared: " + markdown_text(note) + '\n';
    if (sources != nullptr && text.size() + line.size() + kReserve > kMostMarkdown) break;
    text += line;
    ++sentences;
  }
  if (sentences < diff.not_compared.size()) {
    text += left_out(diff.not_compared.size() - sentences, "thing that was not compared");
  }
  if (sources != nullptr && !diff.changes.empty() && text.size() + kReserve < kMostMarkdown) {
    text += folded_rules(diff, *sources, kMostMarkdown - text.size());
  }
  return text;
}

}  // namespace halfopen
