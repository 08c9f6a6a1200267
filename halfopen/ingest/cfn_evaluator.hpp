// SPDX-License-Identifier: Apache-2.0
// Works out the values of a template: references, functions, conditions (CloudFormation Template
// Reference, Intrinsic function reference). What the text does not tell becomes a symbol (a value
// under a name of its own) or unresolved (with the reason); nothing is guessed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/cfn_function.hpp"
#include "halfopen/ingest/cfn_parameters.hpp"
#include "halfopen/ingest/cfn_template.hpp"
#include "halfopen/ingest/document.hpp"

namespace halfopen {

/// What a condition comes to; no value: it hangs on something that nobody tells here.
struct CfnDecision {
  std::optional<bool> value;
  std::string reason;  ///< of an open one: "it hangs on the parameter Stage, which has no value"
  std::string hint;    ///< "give it: --param Stage=VALUE"
};

/// Evaluates nodes of a template into nodes of another document. Wrong uses of functions are
/// diagnostics, each once, and unresolved. Bounded: nesting by kMostDepth, the result by kMostNodes
/// nodes and kMostBytes of text; what goes beyond is one diagnostic, and unresolved. Borrows
/// everything; the template may grow between calls.
class CfnEvaluator {
 public:
  static constexpr int kMostDepth = 120;
  static constexpr std::size_t kMostNodes = 1'000'000;
  static constexpr std::size_t kMostBytes = std::size_t{1} << 26;

  CfnEvaluator(const CfnTemplate& source, const TemplateParameters& parameters, Document& out,
               Diagnostics& diagnostics)
      : source_(source), parameters_(parameters), out_(out), diagnostics_(diagnostics) {}

  /// The value of a node, as a node of the result. AWS::NoValue is null, and takes its element or
  /// member with it.
  std::uint32_t value(std::uint32_t node);

  /// Decides a named condition. Each is worked out once.
  const CfnDecision& condition(const std::string& name, const Origin& origin);

  /// What stands before messages: the resource at hand.
  void set_subject(std::string subject) { subject_ = std::move(subject); }

  /// Parameters without a value that some value came from, as a whole.
  const std::set<std::string>& used_symbols() const { return used_symbols_; }

  const Document& result() const { return out_; }

 private:
  friend class CfnDepth;

  // cfn_evaluator.cpp
  std::uint32_t plain(std::uint32_t node);
  std::uint32_t map_of(std::uint32_t node);
  std::uint32_t list_of(std::uint32_t node);
  std::uint32_t call(const CfnCall& call, const Origin& origin);
  std::uint32_t reference(const std::string& name, const Origin& origin);
  std::uint32_t pseudo(const std::string& name, const Origin& origin);
  std::uint32_t parameter(const std::string& name, std::uint32_t body, const Origin& origin);
  std::uint32_t argument(const CfnCall& call);
  std::vector<std::uint32_t> arguments(const CfnCall& call) const;
  std::uint32_t node(NodeKind kind, const Origin& origin, std::string text, std::string tag = "");
  std::uint32_t text(const Origin& origin, std::string text);
  std::uint32_t symbol(const Origin& origin, std::string name, std::string hint);
  std::uint32_t unresolved(const Origin& origin, std::string reason, std::string hint = "");
  std::uint32_t list(const Origin& origin, std::vector<std::uint32_t> items);
  std::uint32_t wrong(const Origin& origin, std::string what, std::string hint);
  bool is_gone(std::uint32_t node) const;
  bool is_open(std::uint32_t node) const;
  bool exhausted(const Origin& origin);

  // cfn_texts.cpp
  std::uint32_t sub(const CfnCall& call, const Origin& origin);
  std::uint32_t sub_variable(const std::string& name, std::optional<std::uint32_t> own,
                             const Origin& origin);
  std::uint32_t join(const CfnCall& call, const Origin& origin);
  std::uint32_t split(const CfnCall& call, const Origin& origin);
  std::uint32_t joined(const std::vector<std::uint32_t>& parts, const std::string& separator,
                       const Origin& origin, CfnFunction function);

  // cfn_lists.cpp
  std::uint32_t select(const CfnCall& call, const Origin& origin);
  std::uint32_t cidr(const CfnCall& call, const Origin& origin);
  std::uint32_t find_in_map(const CfnCall& call, const Origin& origin);
  std::uint32_t get_azs(const CfnCall& call, const Origin& origin);
  std::uint32_t import_value(const CfnCall& call, const Origin& origin);
  std::uint32_t length(const CfnCall& call, const Origin& origin);
  std::optional<std::int64_t> number(std::uint32_t node) const;

  // cfn_attributes.cpp
  std::uint32_t get_att(const CfnCall& call, const Origin& origin);
  std::uint32_t attribute(const std::string& resource, const std::string& attribute,
                          const Origin& origin);
  std::uint32_t property(const CfnResource& resource, const std::string& name,
                         std::uint32_t property, const Origin& origin);
  bool exists(const CfnResource& resource, const Origin& origin);

  // cfn_conditions.cpp
  CfnDecision decide(std::uint32_t node);
  CfnDecision decide_call(const CfnCall& call, const Origin& origin);
  CfnDecision equals(const CfnCall& call, const Origin& origin);
  CfnDecision all_of(const std::vector<std::uint32_t>& parts, bool wanted);
  CfnDecision same(std::uint32_t a, std::uint32_t b) const;
  CfnDecision misuse(const Origin& origin, std::string what, std::string hint);
  std::uint32_t choose(const CfnCall& call, const Origin& origin);

  const CfnTemplate& source_;
  const TemplateParameters& parameters_;
  Document& out_;
  Diagnostics& diagnostics_;
  std::string subject_;
  int depth_ = 0;
  std::size_t bytes_ = 0;
  bool too_large_ = false;
  std::map<std::string, CfnDecision> decisions_;
  std::set<std::string> deciding_;
  std::set<std::string> reading_;  ///< properties that GetAtt follows at the moment
  std::set<std::string> used_symbols_;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string>> told_;
};

/// Counts one level of nesting while it lives.
class CfnDepth {
 public:
  explicit CfnDepth(CfnEvaluator& evaluator) : depth_(evaluator.depth_) { ++depth_; }
  ~CfnDepth() { --depth_; }
  CfnDepth(const CfnDepth&) = delete;
  CfnDepth& operator=(const CfnDepth&) = delete;

 private:
  int& depth_;
};

}  // namespace halfopen
