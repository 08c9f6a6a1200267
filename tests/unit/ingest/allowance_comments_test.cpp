// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/allowance_comments.hpp"

#include <doctest/doctest.h>

#include <string>

namespace halfopen {
namespace {

/// "lost@4(why)": ids, covered lines and reasons; then "!" and the line of each diagnostic.
std::string found(std::string_view text) {
  Diagnostics diagnostics;
  std::string all;
  for (const SourceAllowance& one : allowance_comments(text, 7, diagnostics)) {
    CHECK(one.source == 7);
    all += one.id + '@' + std::to_string(one.line) + '(' + one.reason + ')';
  }
  for (const Diagnostic& diagnostic : diagnostics) {
    CHECK(diagnostic.code == DiagnosticCode::bad_allowance);
    CHECK(diagnostic.severity == Severity::warning);
    all += '!' + std::to_string(diagnostic.origin.line) + ':' +
           std::to_string(diagnostic.origin.column);
  }
  return all;
}

TEST_CASE("comments that accept: behind something they cover their line, alone the next one") {
  CHECK(found("a # halfopen:allow lost reason=why") == "lost@1(why)");
  CHECK(found("# halfopen:allow lost reason=why\nrule") == "lost@2(why)");
  CHECK(found("\n  #halfopen:allow lost reason=why so\r\n\r\n# x\n#\n // y\n  rule\nrule") ==
        "lost@7(why so)");
  CHECK(found("# halfopen:allow lost reason=a\n# halfopen:allow gained reason=b\nrule") ==
        "lost@3(a)gained@3(b)");
  CHECK(found("Rule: // halfopen:allow half-open reason=y") == "half-open@1(y)");
  CHECK(found("\xef\xbb\xbf# halfopen:allow lost reason=y\nr") == "lost@2(y)");
  CHECK(found("# halfopen:allow lost reason=y") == "lost@0(y)");  // nothing follows
}

TEST_CASE("comments that accept: ids and reasons") {
  CHECK(found("r # halfopen:allow lost,gained shadowed-rule reason=x; y, z=1") ==
        "lost@1(x; y, z=1)gained@1(x; y, z=1)shadowed-rule@1(x; y, z=1)");
  CHECK(found("r # halfopen:allow lost reason=\" quoted \"") == "lost@1(quoted)");
  CHECK(found("r # halfopen:allow lost") == "!1:3");
  CHECK(found("r # halfopen:allow lost reason=  ") == "!1:3");
  CHECK(found("r # halfopen:allow reason=x") == "!1:3");
  CHECK(found("\nr # halfopen:allow lots,lost,half_open reason=x") == "lost@2(x)!2:3!2:3");
}

TEST_CASE("comments that accept: what is none") {
  CHECK(found("halfopen:allow lost reason=x").empty());
  CHECK(found("name: a# halfopen:allow lost reason=x").empty());
  CHECK(found("# halfopen:allowed lost reason=x").empty());
  CHECK(found("# see halfopen:allow lost reason=x").empty());
  CHECK(find_allowance_comment("ingress 1 allow # halfopen:allow x") == 16);
}

TEST_CASE("comments that accept: quotes of YAML hold data") {
  CHECK(found("Name: \"x # halfopen:allow lost reason=y\"").empty());
  CHECK(found("Name: 'it''s # halfopen:allow lost reason=y'").empty());
  CHECK(found("Name: \"a \\\" # halfopen:allow lost reason=y\"").empty());
  CHECK(found("Tags: [\"x # halfopen:allow lost reason=y\"]").empty());
  CHECK(found("Name: \"not closed # halfopen:allow lost reason=y").empty());
  CHECK(found("Name: \"x\" # halfopen:allow lost reason=y") == "lost@1(y)");
  CHECK(found("Name: 'it''s' # halfopen:allow lost reason=\"y\"") == "lost@1(y)");
  CHECK(found("Name: \"# halfopen:allow gained reason=n\" # halfopen:allow lost reason=y") ==
        "lost@1(y)");
  CHECK(found("Name: Bob's rule # halfopen:allow lost reason=y") == "lost@1(y)");
  CHECK(found("a # the 'first # halfopen:allow lost reason=y") == "lost@1(y)");
}

TEST_CASE("comments that accept: block scalars of YAML hold data") {
  const std::string comment = "# halfopen:allow lost reason=y\n";
  for (const char* const head : {"  a: |", "  a: >-", "  a: |2+", "  a: !Sub |", "  a: &x !Sub |-",
                                 "  a: |  # why", "- a: |", "  - |", "- - >", "  a: |\r"}) {
    CAPTURE(head);
    const std::string start = std::string(head) + '\n';
    CHECK(found(start + "    x\n\n    " + comment + "     " + comment + "   y\n").empty());
    CHECK(found(start + "    x\n  " + comment + "  b: c\n") == "lost@4(y)");
  }
  CHECK(found("a: | # halfopen:allow lost reason=y\n  x") == "lost@1(y)");
  CHECK(found(comment + "a: |\n  x\nb: c") == "lost@2(y)");
  // Words that only look like the beginning of one.
  CHECK(found("a: b |\n  " + comment + "  c") == "lost@3(y)");
  CHECK(found("a: \"|\"\n  " + comment + "  c") == "lost@3(y)");
  CHECK(found("a: |x\n  " + comment + "  c") == "lost@3(y)");
}

TEST_CASE("comments that accept: tables are no block scalars") {
  CHECK(found("| Rule: |\n  | 100 | # halfopen:allow lost reason=y") == "lost@2(y)");
  CHECK(found("Rule | Type: |\n100 | tcp | # halfopen:allow lost reason=y") == "lost@2(y)");
}

}  // namespace
}  // namespace halfopen
