// SPDX-License-Identifier: Apache-2.0
// Whole templates, through the loader.
#include <doctest/doctest.h>

#include "halfopen/ingest/cfn_reader.hpp"
#include "loaded.hpp"

using namespace halfopen;
using halfopen::tests::codes;
using halfopen::tests::rules;

namespace {

constexpr const char* kNet = R"(Parameters:
  Stage: {Type: String}
  Block: {Type: String, Default: 10.0.0.0/16}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Block}}
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [0, !Cidr [!Ref Block, 2, 8]]}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !GetAtt Vpc.VpcId}}
)";
constexpr const char* kEntry = R"(  In:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: "100", Protocol: 6, RuleAction: allow,
                 Egress: "false", CidrBlock: 0.0.0.0/0, PortRange: {From: '443', To: 443}}
)";
constexpr const char* kJoin = R"(  Join:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: {SubnetId: !Ref A, NetworkAclId: !Ref Acl}
)";

Loader::Loaded load(const std::string& text,
                    const std::vector<std::pair<std::string, std::string>>& values = {}) {
  Loader loader;
  for (const auto& [name, value] : values) loader.give_parameter(name, value);
  loader.add(SourceText("t.yaml", text), true);
  return std::move(loader).finish();
}

std::string with_condition(std::string text) {
  const std::size_t at = text.find("    Properties");
  return text.insert(at, "    Condition: Prod\n");
}

}  // namespace

TEST_SUITE("ingest: CloudFormation templates") {
  TEST_CASE("a VPC, a subnet, a network ACL and its rule") {
    const auto loaded = load(std::string(kNet) + kEntry + kJoin);
    CHECK(codes(loaded) == "");
    const Snapshot& snapshot = loaded.snapshot;
    REQUIRE(snapshot.subnets().size() == 1);
    CHECK(to_string(snapshot.subnets()[0].cidrs[0]) == "10.0.0.0/24");
    REQUIRE(snapshot.acls().size() == 1);
    CHECK(snapshot.acls()[0].id() == "Acl");
    CHECK(snapshot.acls()[0].vpc_id() == "Vpc");
    CHECK(rules(snapshot.acls()[0], Direction::ingress) == "100 allow 6 443 0.0.0.0/0\n");
    CHECK(snapshot.acls()[0].entries(Direction::ingress)[0].origin.line == 12);  // of `In:`
    CHECK(snapshot.binding(0).source == AclBinding::Source::associated);
  }

  TEST_CASE("a subnet that nobody associates has the default network ACL of its new VPC") {
    const auto loaded = load(std::string(kNet) + kEntry);
    CHECK(codes(loaded) == "");
    REQUIRE(loaded.snapshot.acls().size() == 2);
    CHECK(loaded.snapshot.acls()[1].id() == "Vpc.DefaultNetworkAcl");
    CHECK(loaded.snapshot.binding(0).source == AclBinding::Source::implied_default);
  }

  TEST_CASE("a false condition: the resource is not there; a true one: it is") {
    const std::string text = std::string(kNet) + with_condition(kEntry) + kJoin;
    CHECK(rules(load(text, {{"Stage", "test"}}).snapshot.acls()[0], Direction::ingress) == "");
    CHECK(rules(load(text, {{"Stage", "prod"}}).snapshot.acls()[0], Direction::ingress) ==
          "100 allow 6 443 0.0.0.0/0\n");
  }

  TEST_CASE("an open condition makes a rule unknown, and names the way out") {
    const auto loaded = load(std::string(kNet) + with_condition(kEntry) + kJoin);
    const auto entries = loaded.snapshot.acls()[0].entries(Direction::ingress);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].action == RuleAction::unknown);
    const auto names_it = [](const Diagnostic& each) {
      return each.code == DiagnosticCode::template_parameter &&
             each.severity == Severity::warning &&
             each.text.find("Prod is open") != std::string::npos &&
             each.text.find("In") != std::string::npos &&
             each.hint == "give it: --param Stage=VALUE";
    };
    CHECK(std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(), names_it) == 1);
  }

  TEST_CASE("an open condition makes the ACL of a subnet unknown") {
    const auto loaded = load(std::string(kNet) + kEntry + with_condition(kJoin));
    const auto source = loaded.snapshot.binding(0).source;
    CHECK(source != AclBinding::Source::associated);
    CHECK(source != AclBinding::Source::implied_default);
  }

  TEST_CASE("a nested stack that is told of a subnet may give it another network ACL") {
    const std::string nested =
        "  More: {Type: AWS::CloudFormation::Stack, Properties: {Parameters: {Nets: !Join [',', "
        "[!Ref A]]}}}\n";
    const auto loaded = load(std::string(kNet) + kEntry + nested);
    CHECK(loaded.snapshot.binding(0).source != AclBinding::Source::implied_default);
    CHECK(codes(loaded) == "HO5001@16");
  }

  TEST_CASE("one number twice in a network ACL and direction") {
    std::string second = kEntry;
    second.replace(second.find("In:"), 3, "Im:");
    CHECK(codes(load(std::string(kNet) + kEntry + second + kJoin)) == "HO2001@16");
    second.replace(second.find("From: '443'"), 11, "From: '442'");
    CHECK(codes(load(std::string(kNet) + kEntry + second + kJoin)) == "HO2002@16");
    second.replace(second.find("\"false\""), 7, "\"true\"");
    CHECK(codes(load(std::string(kNet) + kEntry + second + kJoin)) == "");
  }

  TEST_CASE("values outside AllowedValues, and values that no template asks for") {
    const std::string text =
        "Parameters:\n  P: {Type: String, AllowedValues: [a, b]}\n"
        "Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n";
    CHECK(codes(load(text, {{"P", "a"}})) == "");
    CHECK(codes(load(text, {{"P", "c"}})) == "HO5004@2");
    CHECK(codes(load(text, {{"Q", "c"}})) == "HO5004@0");
    CHECK(codes(load(text, {{"AWS::Region", "eu-west-1"}})) == "");
  }

  TEST_CASE("what is wrong is told at once, with its place; nothing is half read") {
    const auto loaded = load(
        "AWSTemplateFormatVersion: 2010-09-09\n"
        "Parameters:\n  P: text\n"
        "Resources:\n"
        "  A: {Type: AWS::EC2::VPC, Type: AWS::EC2::VPC}\n"
        "  B: {Properties: {}}\n"
        "  C: text\n"
        "  D: {Type: AWS::EC2::VPC, Properties: text}\n"
        "  D: {Type: AWS::EC2::VPC, Condition: [x]}\n");
    CHECK(loaded.snapshot.vpcs().empty());
    std::set<std::uint32_t> lines;
    for (const Diagnostic& each : loaded.diagnostics) {
      CHECK(each.code == DiagnosticCode::bad_template);
      CHECK(each.severity == Severity::error);
      CHECK_FALSE(each.hint.empty());
      lines.insert(each.origin.line);
    }
    CHECK(lines == std::set<std::uint32_t>{3, 5, 6, 7, 8, 9});
  }

  TEST_CASE("broken texts: the reason and the place") {
    const std::string head = "AWSTemplateFormatVersion: 2010-09-09\n";
    CHECK(codes(load(head + "Resources:\n\tA: {}\n")) == "HO4001@3");
    CHECK(codes(load(head + "Resources: {}\n---\nResources: {}\n")) == "HO4001@3");
    CHECK(codes(load(head + "Resources: [")).starts_with("HO4001"));
    CHECK(codes(load(head)) == "HO5003@1");
    CHECK(codes(load(head + "Resources: []\n")) == "HO5003@2");
    CHECK(codes(load("{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {"))
              .starts_with("HO1002"));
    CHECK(codes(load(head + "Resources:\n  A: {Type: AWS::EC2::VPC, Properties: !Sub x}\n")) ==
          "HO5003@3");
  }

  TEST_CASE("macros are named; the language extensions and AWS SAM add nothing to a network") {
    const auto severity = [](const std::string& transform) {
      const auto loaded = load("Transform: " + transform +
                               "\nResources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: "
                               "10.0.0.0/16}}\n");
      return loaded.diagnostics.empty() ? "none"
                                        : std::string(to_string(loaded.diagnostics[0].severity));
    };
    CHECK(severity("AWS::LanguageExtensions") == "none");
    CHECK(severity("[AWS::Serverless-2016-10-31]") == "note");
    CHECK(severity("[MyMacro]") == "warning");
    CHECK(severity("{Name: AWS::Include, Parameters: {Location: s3://x}}") == "warning");
  }

  TEST_CASE("what is a template") {
    const auto looks = [](const std::string& text) {
      const bool json = !text.empty() && text[0] == '{';
      return looks_like_template(SourceText("x", text), json);
    };
    CHECK(looks("AWSTemplateFormatVersion: 2010-09-09\n"));
    CHECK(looks("---\n\"AWSTemplateFormatVersion\" : '2010-09-09'\n"));
    CHECK(looks("Resources:\n  A:\n    Type: AWS::EC2::VPC\n"));
    CHECK(looks("# first\nResources:\n  A: {Type: 'Custom::Thing'}\n"));
    CHECK(looks(R"({"AWSTemplateFormatVersion": "2010-09-09"})"));
    CHECK(looks(
        R"({"Outputs": {}, "Resources": {"A": {"Properties": {}, "Type": "AWS::EC2::VPC"}}})"));
    CHECK(looks(R"({"AWSTemplateFormatVersion": "2010-09-09", )"));
    CHECK_FALSE(looks("apiVersion: v1\nkind: Pod\nspec:\n  resources:\n    limits: {cpu: 1}\n"));
    CHECK_FALSE(looks("resources:\n  Resources:\n    A: {Type: AWS::EC2::VPC}\n"));
    CHECK_FALSE(looks("version: 1\nexpectations: []\n"));
    CHECK_FALSE(looks("acl: web\ningress 100 allow tcp 443 any\n"));
    CHECK_FALSE(looks("Resources:\n  cpu: 1\n"));
    CHECK_FALSE(looks(R"({"NetworkAcls": [{"Tags": [{"Key": "Resources"}]}]})"));
    CHECK_FALSE(looks(R"({"Resources": [{"Type": "AWS::EC2::VPC"}]})"));
    CHECK_FALSE(looks(R"({"Resources": {}})"));
    CHECK_FALSE(looks(""));
  }
}
