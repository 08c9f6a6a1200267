// SPDX-License-Identifier: Apache-2.0
// Single values of a template, as short texts.
#pragma once

#include <string>
#include <utility>

#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/cfn_foreach.hpp"
#include "halfopen/ingest/cfn_reader.hpp"
#include "halfopen/ingest/cfn_template.hpp"
#include "halfopen/ingest/json_document.hpp"
#include "halfopen/ingest/yaml_reader.hpp"

namespace halfopen::tests {

/// 'text', [list], {map}, <symbol>, ?unresolved?, null.
inline std::string shown(const Document& document, std::uint32_t index) {
  const DocumentNode& node = document.at(index);
  std::string text;
  switch (node.kind) {
    case NodeKind::null: return "null";
    case NodeKind::text: return '\'' + node.text + '\'';
    case NodeKind::symbol: return '<' + node.text + '>';
    case NodeKind::unresolved: return '?' + node.text + '?';
    case NodeKind::list:
      for (const std::uint32_t item : node.items) {
        text += (text.empty() ? "" : ", ") + shown(document, item);
      }
      return '[' + text + ']';
    case NodeKind::map:
      for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
        text += (text.empty() ? "" : ", ") + document.at(node.items[i]).text + ": " +
                shown(document, node.items[i + 1]);
      }
      return '{' + text + '}';
  }
  return text;
}

/// A template that was read, and what was said of it.
class Evaluated {
 public:
  explicit Evaluated(const std::string& text,
                     std::map<std::string, std::string, std::less<>> values = {}, bool json = false)
      : document_(json ? read_json(SourceText("t", text), 1) : read_yaml(SourceText("t", text), 1)),
        parameters_{std::move(values), {}},
        sections_(document_),
        evaluator_(sections_, parameters_, out_, diagnostics_) {
    sound_ = !document_.failure && read_outline(sections_, diagnostics_) &&
             (write_out_loops(sections_, evaluator_, diagnostics_), true) &&
             read_resources(sections_, diagnostics_);
  }

  bool sound() const { return sound_; }

  /// The property of a resource.
  std::string property(const std::string& resource, const std::string& name) {
    const auto at = sections_.resource_index.find(resource);
    if (at == sections_.resource_index.end()) return "no resource";
    const auto properties = sections_.resources[at->second].properties;
    const auto node = properties ? document_.member(*properties, name) : std::nullopt;
    return node ? shown(out_, evaluator_.value(*node)) : "no property";
  }

  /// "true", "false", or "open: REASON".
  std::string condition(const std::string& name) {
    const CfnDecision& found = evaluator_.condition(name, {});
    if (!found.value) return "open: " + found.reason;
    return *found.value ? "true" : "false";
  }

  std::string resources() const {
    std::string names;
    for (const CfnResource& resource : sections_.resources) names += resource.id + ' ';
    return names;
  }

  /// All diagnostics, a line each.
  std::string said() const {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics_) {
      text += std::to_string(diagnostic.origin.line) + ": " + diagnostic.text + '\n';
    }
    return text;
  }

 private:
  Document document_;
  Document out_;
  Diagnostics diagnostics_;
  TemplateParameters parameters_;
  CfnTemplate sections_;
  CfnEvaluator evaluator_;
  bool sound_ = false;
};

constexpr const char* kFrame = R"(Parameters:
  Text: {Type: String, Default: abc}
  Open: {Type: String}
  Number: {Type: Number, Default: 8}
  List: {Type: CommaDelimitedList, Default: "a, b ,c"}
  OpenList: {Type: "List<AWS::EC2::Subnet::Id>"}
  Secret: {Type: "AWS::SSM::Parameter::Value<String>", Default: /net/cidr}
Mappings:
  Blocks:
    eu-west-1: {Vpc: 10.0.0.0/16, Names: [x, y]}
Conditions:
  Yes: !Equals [!Ref Text, abc]
  No: !Not [!Condition Yes]
  Maybe: !Equals [!Ref Open, prod]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.1.0.0/16}
  Gone: {Type: AWS::EC2::VPC, Condition: No}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !GetAtt Vpc.CidrBlock}}
  Group: {Type: AWS::EC2::SecurityGroup}
  Address: {Type: AWS::EC2::EIP}
  Nested: {Type: AWS::CloudFormation::Stack}
  R:
    Type: T
    Properties:
      X: )";

/// The value of an expression in a template with the names above.
inline std::string evaluated(const std::string& expression,
                             std::map<std::string, std::string, std::less<>> values = {}) {
  Evaluated text(kFrame + expression + '\n', std::move(values));
  return text.property("R", "X") + (text.said().empty() ? "" : " !" + text.said());
}

}  // namespace halfopen::tests
