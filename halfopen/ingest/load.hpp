// SPDX-License-Identifier: Apache-2.0
// From any mix of inputs to one snapshot.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/source_allowance.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/ingest/cfn_parameters.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/ingest/terraform_plan.hpp"
#include "halfopen/vpc/planned_change.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// True if the text is a CloudFormation template in YAML.
bool is_yaml_template(const SourceText& source);

/// Gathers inputs one by one and builds the snapshot at the end. The kind of each input is told by
/// its content: a Terraform plan or state, a CloudFormation template in JSON or YAML, other JSON an
/// AWS export, other text a rule table.
class Loader {
 public:
  /// Gives a parameter of the templates that follow a value, over one that it has already.
  void give_parameter(const std::string& name, const std::string& value);

  /// Likewise all values of a file. If it cannot be read, nothing counts as read any more: every
  /// answer would hang on values that somebody meant to give.
  void add_parameter_file(const SourceText& source);

  /// A file of values that could not even be opened.
  void add_broken_parameters(const std::string& name, const std::string& reason);

  /// Adds one text. `listed` says that the user named it; a text that merely lay in a named folder
  /// and is of no known kind is only noted.
  void add(const SourceText& source, bool listed);

  /// Adds an input that could not even be opened.
  void add_unreadable(const std::string& name, const std::string& reason);

  /// Notes a file of a folder that is no input.
  void add_foreign(const std::string& name, const std::string& reason);

  /// True if some input was understood.
  bool any_read() const { return any_read_ && !parameters_broken_; }

  /// True if some input is a Terraform plan, which has two sides.
  bool has_plan() const { return has_plan_; }

  struct Loaded {
    Snapshot snapshot;
    SourceNames sources;
    Diagnostics diagnostics;                  ///< in the order of the inputs, then of the whole
    std::vector<SourceAllowance> allowances;  ///< comments that accept findings
  };

  /// Puts the plans over what the other inputs say, and checks everything together. The loader is
  /// used up.
  Loaded finish(PlanSide side = PlanSide::after) &&;

 private:
  /// Tells the kind of a text by its content and reads it.
  ReadOutcome read(const SourceText& source, std::uint32_t index);
  ReadOutcome read_plan(const SourceText& source, std::uint32_t index);

  SnapshotDraft draft_;
  std::vector<TerraformPlan> plans_;
  SourceNames sources_;
  Diagnostics diagnostics_;
  TemplateParameters parameters_;
  bool parameters_broken_ = false;
  std::vector<SourceAllowance> allowances_;
  bool any_read_ = false;
  bool has_plan_ = false;
};

}  // namespace halfopen
