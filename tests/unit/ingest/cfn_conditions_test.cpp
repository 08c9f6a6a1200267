// SPDX-License-Identifier: Apache-2.0
// Condition functions (CloudFormation Template Reference) and loops.
#include <doctest/doctest.h>

#include "cfn_evaluated.hpp"

using halfopen::tests::Evaluated;

namespace {

/// A condition over A (true), B (false) and O (open).
std::string decided(const std::string& condition,
                    std::map<std::string, std::string, std::less<>> values = {}) {
  Evaluated text(
      "Parameters:\n  P: {Type: String}\n  Q: {Type: String}\n  D: {Type: String, Default: true}\n"
      "Conditions:\n  A: !Equals [x, x]\n  B: !Equals [x, y]\n  O: !Equals [!Ref P, x]\n  C: " +
          condition + "\nResources: {}\n",
      std::move(values));
  return text.condition("C") + (text.said().empty() ? "" : " !" + text.said());
}

constexpr const char* kOpen = "open: it hangs on P, which has no value here";

}  // namespace

TEST_SUITE("ingest: CloudFormation conditions") {
  TEST_CASE("Equals") {
    CHECK(decided("!Equals [a, a]") == "true");
    CHECK(decided("!Equals [a, A]") == "false");
    CHECK(decided("!Equals [true, !Ref D]") == "true");
    CHECK(decided("!Equals [!Ref P, !Ref P]") == "true");  // whatever it is
    CHECK(decided("!Equals [!Ref P, !Ref Q]") == kOpen);
    CHECK(decided("!Equals [!Ref P, x]") == kOpen);
    CHECK(decided("!Equals [!Ref P, x]", {{"P", "x"}}) == "true");
    // Without quotes True is true, with them it is another text: nobody knows here.
    CHECK(decided("!Equals [True, true]").starts_with("open: "));
    CHECK(decided("!Equals [a]").find("takes two values") != std::string::npos);
  }

  TEST_CASE("And, Or and Not: an open part matters only where it decides") {
    CHECK(decided("!And [!Condition A, !Condition A]") == "true");
    CHECK(decided("!And [!Condition A, {Condition: B}]") == "false");
    CHECK(decided("!And [!Condition O, !Condition B]") == "false");
    CHECK(decided("!And [!Condition A, !Condition O]") == kOpen);
    CHECK(decided("!Or [!Condition O, !Condition A]") == "true");
    CHECK(decided("!Or [!Condition B, !Condition B]") == "false");
    CHECK(decided("!Or [!Condition O, !Condition B]") == kOpen);
    CHECK(decided("!Not [!Condition A]") == "false");
    CHECK(decided("!Not [!Condition O]") == kOpen);
    CHECK(decided("{Fn::Not: [{Fn::Or: [{Condition: B}, {Condition: B}]}]}") == "true");
    CHECK(decided("!And [!Condition A]").find("2 to 10") != std::string::npos);
    CHECK(decided("!Not !Condition").starts_with("open: "));
    CHECK(decided("!Join ['', [a]]").find("is no condition") != std::string::npos);
    CHECK(decided("[a]").find("a condition is Fn::Equals") != std::string::npos);
  }

  TEST_CASE("circles are open, and told") {
    CHECK(decided("!Not [!Condition C]").find("refers to itself") != std::string::npos);
  }

  TEST_CASE("ForEach is written out, in keys and values, with loops in loops") {
    const std::string text =
        "Transform: AWS::LanguageExtensions\n"
        "Parameters:\n  Blocks: {Type: CommaDelimitedList, Default: '10.0.0.0/24,10.0.1.0/24'}\n"
        "  Open: {Type: CommaDelimitedList}\n"
        "Resources:\n"
        "  Fn::ForEach::Outer:\n    - Zone\n    - [a, b]\n"
        "    - Vpc${Zone}: {Type: T, Properties: {X: !Ref Zone, Y: !Sub '${Zone}!'}}\n"
        "      Fn::ForEach::Inner:\n        - Block\n        - !Ref Blocks\n"
        "        - 'Net${Zone}&{Block}': {Type: T, Properties: {X: !Ref Block, Y: '${Zone}'}}\n";
    Evaluated found(text);
    CHECK(found.said() == "");
    CHECK(found.resources() == "Vpca Neta1000024 Neta1001024 Vpcb Netb1000024 Netb1001024 ");
    CHECK(found.property("Vpcb", "X") == "'b'");
    CHECK(found.property("Vpcb", "Y") == "'b!'");
    CHECK(found.property("Neta1001024", "X") == "'10.0.1.0/24'");
    CHECK(found.property("Neta1001024", "Y") == "'a'");
    Evaluated open(
        "Parameters:\n  Open: {Type: CommaDelimitedList}\n"
        "Resources:\n  Fn::ForEach::L: [N, !Ref Open, {'A${N}': {Type: T}}]\n  B: {Type: T}\n");
    CHECK(open.resources() == "B ");
    CHECK(open.said().find("a list that is not known") != std::string::npos);
    Evaluated wrong("Resources:\n  Fn::ForEach::L: [N, [a]]\n");
    CHECK(wrong.said().find("takes an identifier, a list and a map") != std::string::npos);
    Evaluated twice("Resources:\n  Fn::ForEach::L: [N, [a, b], {'A': {Type: T}}]\n");
    CHECK_FALSE(twice.sound());
    CHECK(twice.said().find("stands twice") != std::string::npos);
  }
}
