// SPDX-License-Identifier: Apache-2.0
// Each function by the wording of its page in the CloudFormation Template Reference (Intrinsic
// function reference).
#include <doctest/doctest.h>

#include "cfn_evaluated.hpp"

using halfopen::tests::Evaluated;
using halfopen::tests::evaluated;

TEST_SUITE("ingest: CloudFormation functions") {
  TEST_CASE("Ref of parameters: defaults, given values, lists, what nobody tells") {
    CHECK(evaluated("!Ref Text") == "'abc'");
    CHECK(evaluated("{Ref: Text}") == "'abc'");
    CHECK(evaluated("!Ref Text", {{"Text", "given"}}) == "'given'");
    CHECK(evaluated("!Ref Text", {{"Text", ""}}) == "''");
    CHECK(evaluated("!Ref Number") == "'8'");
    CHECK(evaluated("!Ref List") == "['a', 'b', 'c']");
    CHECK(evaluated("!Ref OpenList", {{"OpenList", "subnet-1,subnet-2"}}) ==
          "['subnet-1', 'subnet-2']");
    CHECK(evaluated("!Ref Open") == "<Open>");
    CHECK(evaluated("!Ref OpenList") == "<OpenList>");
    // Parameters page, SSM parameter types: the value stands in the Parameter Store.
    CHECK(evaluated("!Ref Secret") == "<Secret>");
    CHECK(evaluated("!Ref Secret", {{"Secret", "/other"}}) == "<Secret>");
  }

  TEST_CASE("Ref of resources and pseudo parameters") {
    CHECK(evaluated("!Ref Vpc") == "'Vpc'");
    CHECK(evaluated("!Ref Gone") == "?Gone is not created: its condition No is false?");
    CHECK(evaluated("!Ref AWS::Region") == "<AWS::Region>");
    CHECK(evaluated("!Ref AWS::Region", {{"AWS::Region", "eu-west-1"}}) == "'eu-west-1'");
    CHECK(evaluated("!Ref Nothing").find("there is no parameter and no resource 'Nothing'") !=
          std::string::npos);
    CHECK(evaluated("!Ref AWS::Nothing").find("no pseudo parameter") != std::string::npos);
    CHECK(evaluated("!Ref [a]").find("Ref takes one name") != std::string::npos);
  }

  TEST_CASE("AWS::NoValue takes its member or element with it") {
    CHECK(evaluated("{a: !Ref AWS::NoValue, b: 1}") == "{b: '1'}");
    CHECK(evaluated("[!Ref AWS::NoValue, 1, !If [No, 2, !Ref AWS::NoValue]]") == "['1']");
  }

  TEST_CASE("GetAtt: own ids, properties, what AWS makes or chooses, other stacks") {
    CHECK(evaluated("!GetAtt Vpc.VpcId") == "'Vpc'");
    CHECK(evaluated("!GetAtt [Subnet, SubnetId]") == "'Subnet'");
    CHECK(evaluated("{Fn::GetAtt: [Group, GroupId]}") == "'Group'");
    CHECK(evaluated("{Fn::GetAtt: Address.AllocationId}") == "'Address'");
    CHECK(evaluated("!GetAtt Vpc.CidrBlock") == "'10.1.0.0/16'");
    CHECK(evaluated("!GetAtt Subnet.CidrBlock") == "'10.1.0.0/16'");
    CHECK(evaluated("!GetAtt Subnet.VpcId") == "'Vpc'");
    CHECK(evaluated("!GetAtt Vpc.DefaultNetworkAcl") == "'Vpc.DefaultNetworkAcl'");
    CHECK(evaluated("!GetAtt Vpc.DefaultSecurityGroup") == "'Vpc.DefaultSecurityGroup'");
    CHECK(evaluated("!GetAtt Vpc.Ipv6CidrBlocks") ==
          "?AWS chooses Vpc.Ipv6CidrBlocks when it makes the resource?");
    CHECK(evaluated("!GetAtt Nested.Outputs.Vpc") == "<Nested.Outputs.Vpc>");
    CHECK(evaluated("!GetAtt Gone.VpcId").front() == '?');
    CHECK(evaluated("!GetAtt Nobody.Id").find("there is no resource 'Nobody'") !=
          std::string::npos);
    CHECK(evaluated("!GetAtt Vpc").find("takes a resource and an attribute") != std::string::npos);
  }

  TEST_CASE("Sub: names, attributes, own names, the literal form") {
    CHECK(evaluated("!Sub '${Text}-${Vpc}-${Vpc.CidrBlock}'") == "'abc-Vpc-10.1.0.0/16'");
    CHECK(evaluated("!Sub 'a ${!Literal} b'") == "'a ${Literal} b'");
    CHECK(evaluated("!Sub ['${Own}/${Text}', {Own: !Ref Number}]") == "'8/abc'");
    CHECK(evaluated("{Fn::Sub: '${Text}'}") == "'abc'");
    CHECK(evaluated("!Sub 'no names, $5 and ${'") == "'no names, $5 and ${'");
    // One symbol and nothing else is that symbol; with more it is a symbol of its own.
    CHECK(evaluated("!Sub '${Open}'") == "<Open>");
    CHECK(evaluated("!Sub '${Open}-vpc'") == "<${Open}-vpc>");
    CHECK(evaluated("!Sub '${Vpc.Ipv6CidrBlocks}'").front() == '?');
    CHECK(evaluated("!Sub '${List}'").find("joins texts") != std::string::npos);
    CHECK(evaluated("!Sub {a: b}").find("Fn::Sub takes") != std::string::npos);
  }

  TEST_CASE("Join and Split") {
    CHECK(evaluated("!Join ['', [!Ref Text, /16]]") == "'abc/16'");
    CHECK(evaluated("!Join [',', !Ref List]") == "'a,b,c'");
    CHECK(evaluated("!Join ['-', [a, !Ref Open]]") == "<a-${Open}>");
    CHECK(evaluated("!Join [a]").find("Fn::Join takes") != std::string::npos);
    CHECK(evaluated("!Split ['|', 'a||c|']") == "['a', '', 'c', '']");
    CHECK(evaluated("!Split ['', 'a']").find("Fn::Split takes") != std::string::npos);
  }

  TEST_CASE("Select: from 0, no element outside the list, parts of what nobody tells") {
    CHECK(evaluated("!Select [1, !Ref List]") == "'b'");
    CHECK(evaluated("!Select ['2', [a, b, c]]") == "'c'");
    CHECK(evaluated("!Select [0, !Split ['/', 10.0.0.0/16]]") == "'10.0.0.0'");
    CHECK(evaluated("!Select [0, !Ref OpenList]") == "<OpenList[0]>");
    CHECK(evaluated("!Select [0, !GetAZs '']") == "<AZ 0 of AWS::Region>");
    CHECK(evaluated("!Select [1, {Fn::GetAZs: eu-west-1}]") == "<AZ 1 of eu-west-1>");
    CHECK(evaluated("!Select [3, !Ref List]").find("has 3 elements") != std::string::npos);
    CHECK(evaluated("!Select [-1, !Ref List]").find("no number from 0") != std::string::npos);
    CHECK(evaluated("!Select [0, text]").find("here is none") != std::string::npos);
  }

  TEST_CASE("Cidr: cidrBits are the bits of the hosts") {
    // The example of the page: six /27 in a /24.
    CHECK(evaluated("!Cidr [192.168.0.0/24, 6, 5]") ==
          "['192.168.0.0/27', '192.168.0.32/27', '192.168.0.64/27', '192.168.0.96/27', "
          "'192.168.0.128/27', '192.168.0.160/27']");
    CHECK(evaluated("!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 2, !Ref Number]]") ==
          "'10.1.1.0/24'");
    CHECK(evaluated("!Cidr ['2001:db8::/56', 2, 64]") == "['2001:db8::/64', '2001:db8:0:1::/64']");
    CHECK(evaluated("!Cidr [10.0.0.0/24, 1, 8]") == "['10.0.0.0/24']");
    CHECK(evaluated("!Cidr [0.0.0.0/0, 1, 32]") == "['0.0.0.0/0']");
    CHECK(evaluated("!Cidr ['::/0', 1, 128]") == "['::/0']");
    CHECK(evaluated("!Cidr [10.0.0.0/24, 2, 8]").find("do not fit") != std::string::npos);
    CHECK(evaluated("!Cidr [10.0.0.0/24, 1, 9]").find("do not fit") != std::string::npos);
    CHECK(evaluated("!Cidr [10.0.0.0/8, 257, 8]").find("not 1 to 256") != std::string::npos);
    CHECK(evaluated("!Cidr [10.0.0.0/8, 1, 33]").find("not 1 to 32") != std::string::npos);
    CHECK(evaluated("!Cidr [nonsense, 1, 8]").find("Fn::Cidr") != std::string::npos);
    CHECK(evaluated("!Cidr [!Ref Open, 2, 8]") == "<Cidr(Open, 2, 8)>");
    CHECK(evaluated("!Select [1, !Cidr [!Ref Open, 2, 8]]") == "<Cidr(Open, 2, 8)[1]>");
  }

  TEST_CASE("FindInMap, with the DefaultValue of the language extensions") {
    CHECK(evaluated("!FindInMap [Blocks, eu-west-1, Vpc]") == "'10.0.0.0/16'");
    CHECK(evaluated("!FindInMap [Blocks, eu-west-1, Names]") == "['x', 'y']");
    CHECK(evaluated("!FindInMap [Blocks, !Ref AWS::Region, Vpc]") == "<Blocks[AWS::Region][Vpc]>");
    CHECK(evaluated("!FindInMap [Blocks, !Ref AWS::Region, Vpc]", {{"AWS::Region", "eu-west-1"}}) ==
          "'10.0.0.0/16'");
    CHECK(evaluated("!FindInMap [Blocks, us-east-1, Vpc, {DefaultValue: 10.9.0.0/16}]") ==
          "'10.9.0.0/16'");
    CHECK(evaluated("!FindInMap [Blocks, us-east-1, Vpc]").find("no Blocks[us-east-1][Vpc]") !=
          std::string::npos);
  }

  TEST_CASE("If: decided, open with equal branches, open with different ones") {
    CHECK(evaluated("!If [Yes, 1, 2]") == "'1'");
    CHECK(evaluated("!If [No, 1, 2]") == "'2'");
    CHECK(evaluated("!If [Maybe, 1, 1]") == "'1'");
    CHECK(evaluated("!If [Maybe, 1, 2]") ==
          "?the condition Maybe is open: it hangs on Open, which has no value here?");
    CHECK(evaluated("!If [Maybe, 1, 2]", {{"Open", "prod"}}) == "'1'");
    CHECK(evaluated("!If [Maybe, !Ref AWS::NoValue, !Ref AWS::NoValue]") == "null");
    CHECK(evaluated("!If [Nobody, 1, 2]").find("no condition 'Nobody'") != std::string::npos);
  }

  TEST_CASE("the rest") {
    CHECK(evaluated("!Length [a, b]") == "'2'");
    CHECK(evaluated("!Length {Ref: List}") == "'3'");
    CHECK(evaluated("!ImportValue net-vpc") == "<ImportValue net-vpc>");
    CHECK(evaluated("{Fn::ImportValue: !Sub '${Open}-vpc'}") == "<ImportValue ${Open}-vpc>");
    CHECK(evaluated("!Base64 {Ref: Text}").front() == '?');
    CHECK(evaluated("!Transform {Name: AWS::Include}").front() == '?');
    CHECK(evaluated("!Equals [a, b]").find("belongs to Conditions") != std::string::npos);
    CHECK(evaluated("!Nonsense [a]").find("does not know") != std::string::npos);
    CHECK(evaluated("{Fn::Nonsense: a}").find("does not know") != std::string::npos);
    CHECK(evaluated("{Ref: Text, Other: 1}").find("among other keys") != std::string::npos);
    // A dynamic reference is a value of another service.
    CHECK(evaluated("'{{resolve:ssm:/net/cidr}}'") == "<{{resolve:ssm:/net/cidr}}>");
    // A key of IAM policies, and no function outside Conditions.
    CHECK(evaluated("{Condition: Yes}") == "{Condition: 'Yes'}");
  }

  TEST_CASE("circles and depth end") {
    Evaluated circle(
        "Resources:\n  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !GetAtt B.CidrBlock}}\n"
        "  B: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !GetAtt A.CidrBlock}}\n");
    CHECK(circle.property("A", "CidrBlock").front() == '?');
    CHECK(circle.said().find("refers to itself") != std::string::npos);
    Evaluated alias("Resources:\n  A: {Type: T, Properties: {X: &x [*x, *x]}}\n");
    alias.property("A", "X");
    CHECK(alias.said().find("too deep") != std::string::npos);
    std::string bomb = "Metadata:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
      const std::string inner = "*a" + std::to_string(i - 1);
      bomb += "  a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
      for (int n = 0; n < 10; ++n) bomb += (n == 0 ? "" : ", ") + inner;
      bomb += "]\n";
    }
    Evaluated large(bomb + "Resources:\n  A: {Type: T, Properties: {X: *a11}}\n");
    large.property("A", "X");
    CHECK(large.said().find("too large") != std::string::npos);
  }
}
