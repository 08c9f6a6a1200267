// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/review.hpp"

#include <doctest/doctest.h>

#include "halfopen/report/diagnostic_text.hpp"
#include "halfopen/report/github_annotations.hpp"
#include "halfopen/report/review_junit.hpp"
#include "halfopen/report/sarif.hpp"
#include "halfopen/report/table_text.hpp"
#include "halfopen/report/visible_text.hpp"

namespace halfopen {
namespace {

using State = ReviewFinding::State;

ReviewFinding finding(std::string id, std::string print, std::vector<Origin> lines) {
  ReviewFinding one;
  one.id = std::move(id);
  one.message = one.id + " here";
  one.fingerprint = std::move(print);
  one.lines = std::move(lines);
  return one;
}

Review review() {
  Review all;
  all.verb = "diff";
  all.file = "a.txt";
  all.rules = {{"lost", Severity::error, "Lost", "Help."},
               {"gained", Severity::warning, "Gained", ""}};
  all.findings = {finding("lost", "1", {{1, 5, 0}}), finding("gained", "2", {{1, 5, 3}, {1, 6, 0}}),
                  finding("gained", "3", {})};
  return all;
}

SourceAllowance allowance(std::string id, std::uint32_t line, std::string reason) {
  return {1, line, {1, line, 1}, std::move(id), std::move(reason)};
}

TEST_CASE("review: a comment accepts only if every line of the finding has one") {
  Review one = review();
  allow(one, std::vector{allowance("gained", 5, "a"), allowance("shadowed-rule", 5, "x"),
                         allowance("lost", 9, "y")});
  CHECK(one.count(State::allowed) == 0);
  REQUIRE(one.unused.size() == 1);  // another verb's id is left alone
  CHECK(one.unused[0].id == "lost");
  Review two = review();
  allow(two, std::vector{allowance("gained", 5, "a"), allowance("gained", 6, "b")});
  CHECK(two.findings[1].state == State::allowed);
  CHECK(two.findings[1].reason == "a; b");
  CHECK(two.findings[2].state == State::open);  // without lines it cannot be accepted
  CHECK(two.unused.empty());
}

TEST_CASE("review: a comment of before accepts nothing") {
  Review one = review();
  const std::vector old{allowance("lost", 3, "a")};
  allow_new(one, old, std::vector{allowance("lost", 5, "a")});
  CHECK(one.count(State::allowed) == 0);
  CHECK(one.unused.size() == 1);
  const auto says = [](const Review& all, const char* part) {
    return review_notes(all, SourceNames()).find(part) != std::string::npos;
  };
  CHECK(says(one, "halfopen:allow lost stood there before the change"));
  CHECK_FALSE(says(one, "remove it"));
  Review three = review();
  allow_new(three, old, std::vector{allowance("lost", 7, "a")});  // at no finding
  CHECK(says(three, "halfopen:allow lost matches nothing any more: remove it"));
  Review two = review();
  allow_new(two, old, std::vector{allowance("lost", 5, "b")});
  CHECK(two.count(State::allowed) == 1);
}

TEST_CASE("review: a baseline knows by id and fingerprint") {
  Review one = review();
  compare_with(one, {"diff", {{"lost", "1", ""}, {"lost", "2", ""}, {"gained", "9", "gone"}}});
  CHECK(one.findings[0].state == State::known);
  CHECK(one.count(State::known) == 1);
  REQUIRE(one.stale.size() == 2);
  CHECK(one.stale[1].text == "gone");
  CHECK(baseline_of(one).entries.size() == 3);
}

TEST_CASE("review: lines are hashed by their content, columns counted in characters") {
  Review one = review();
  for (std::size_t i = 0; i < 3; ++i) {
    one.findings[i].place = ReviewPlace{"a", static_cast<std::uint32_t>(i + 1), 5, ""};
  }
  read_lines(one, [](const ReviewPlace& place) -> std::optional<std::string> {
    return place.line == 2 ? "x\xc3\xa4\xc3\xb6 y" : "  rule ";
  });
  CHECK(one.findings[0].line_hash.ends_with(":1"));
  CHECK(one.findings[2].line_hash.ends_with(":2"));
  CHECK(one.findings[0].line_hash.substr(0, 16) == one.findings[2].line_hash.substr(0, 16));
  CHECK(one.findings[1].line_hash.substr(0, 16) != one.findings[0].line_hash.substr(0, 16));
  CHECK(one.findings[0].place->column == 5);
  CHECK(one.findings[1].place->column == 4);
}

TEST_CASE("review: paths as URI references") {
  CHECK(uri_of("a/b.txt") == "a/b.txt");
  CHECK(uri_of("./a b") == "a%20b");
  CHECK(uri_of(".//a") == "a");
  CHECK(uri_of("/a/b") == "file:///a/b");
  CHECK(uri_of("../a") == "../a");
  CHECK(uri_of("a:b%#?\xc3\xbc") == "a%3Ab%25%23%3F%C3%BC");
}

TEST_CASE("review: nothing breaks out of a workflow command") {
  CHECK(github_data("a%b\r\nc::d") == "a%25b%0D%0Ac::d");
  CHECK(github_property("a%b:c,d\n") == "a%25b%3Ac%2Cd%0A");
  Review one = review();
  one.findings[0].message = "x\n::error::y";
  const std::string text = github_annotations(one, "::stop\nand\n::stop");
  std::size_t commands = text.starts_with("::") ? 1 : 0;
  for (std::size_t at = text.find("\n::"); at != std::string::npos;
       at = text.find("\n::", at + 1)) {
    ++commands;
  }
  CHECK(commands == 3);
}

TEST_CASE("review: no line of the summary is a workflow command") {
  Review none;
  CHECK(github_annotations(none, "a\n") == "a\n");
  CHECK(github_annotations(none, " \t::stop\n  ::x::\nb ::c") == " \\t::stop\n|   ::x::\nb ::c\n");
  CHECK(github_annotations(none, "a\r::x\n\xc2\xa0::y\n\x1b[0m") ==
        "a\\r::x\n| \xc2\xa0::y\n\\x1b[0m\n");
  CHECK(github_annotations(none, "a ##[error]b") == "a ## [error]b\n");
}

TEST_CASE("review: values in the notes start no line of their own") {
  Review one = review();
  compare_with(one, {"diff", {{"lo\nst", "1\r", "x\n  ::error::y"}}});
  const std::string notes = review_notes(one, SourceNames());
  CHECK(notes == "the baseline has what is not there any more: lo\\nst 1\\r: x\\n  ::error::y\n");
}

TEST_CASE("review: a diagnostic is one line, and its hint another") {
  SourceNames sources;
  const std::uint32_t source = sources.add("a\nb.txt");
  const Diagnostic diagnostic{DiagnosticCode::bad_allowance,
                              Severity::warning,
                              {source, 2, 0},
                              "x\n::error::y\x1b[2J\x7f",
                              "do\r\tthis"};
  CHECK(diagnostic_text(diagnostic, sources, Style{}) ==
        "a\\nb.txt:2: warning HO6001: x\\n::error::y\\x1b[2J\\x7f\n  mend: do\\r\\tthis\n");
}

TEST_CASE("review: control characters are shown") {
  CHECK(visible("plain \xc3\xa4 \\n") == "plain \xc3\xa4 \\n");
  CHECK(visible(std::string("a\0b\n", 4)) == "a\\x00b\\n");
  CHECK(visible("\xc2\x9b"
                "1m\xc2\xa0") == "\\u009b1m\xc2\xa0");
  CHECK(visible("\xc2") == "\xc2");
}

TEST_CASE("review: a finding without a place stands at the first input") {
  const std::string text = sarif(review(), "1.2.3");
  CHECK(text.find("\"uri\": \"a.txt\"") != std::string::npos);
  CHECK(text == sarif(review(), "1.2.3"));
}

TEST_CASE("review: Markdown that is no markup") {
  CHECK(markdown_text("a|b<c>&`*_\n#1 @me") == "a\\|b&lt;c>&amp;\\`\\*\\_ #<!-- -->1 @<!-- -->me");
  CHECK(markdown_lines("a\nb\n", 100) == "- a\n- b\n");
  CHECK(markdown_lines("a\nbbbbbbbb\n", 8) == "- a\n- and more\n");
  MarkdownTable table({"a", "b"});
  const std::size_t size = table.text().size();
  CHECK_FALSE(table.add_within({"1", "2"}, size + 9));
  CHECK(table.add_within({"1", "2"}, size + 10));
}

TEST_CASE("review: what fails a test") {
  ReviewFinding one;
  const auto outcome = [&](const char* id, Severity severity) {
    one.id = id;
    one.severity = severity;
    return usual_outcome(one);
  };
  using Outcome = JunitCase::Outcome;
  CHECK(outcome("lost", Severity::error) == Outcome::failed);
  CHECK(outcome("gained", Severity::warning) == Outcome::passed);
  CHECK(outcome("unknown", Severity::warning) == Outcome::error);
  CHECK(outcome("not-compared", Severity::warning) == Outcome::error);
  CHECK(outcome("shadowed-rule", Severity::warning) == Outcome::failed);
  CHECK(outcome("quota-near", Severity::note) == Outcome::passed);
}

}  // namespace
}  // namespace halfopen
