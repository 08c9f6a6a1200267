// SPDX-License-Identifier: Apache-2.0
// The JSON of `terraform show -json`, taken apart: what of it can matter to a network stands in
// one document, the rest was passed over.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/declared_resource.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// A resource instance as the planned values or the state before list it.
struct TerraformInstance {
  std::string address;  ///< module.net[0].aws_subnet.a["x"]
  std::string module;   ///< module.net[0], empty for the root
  std::string type;
  std::string name;
  std::string key;  ///< see TerraformStep
  bool is_data = false;
  std::optional<std::uint32_t> values;  ///< a map of the document
  Origin origin;
};

/// An element of `resource_changes`, or of `deferred_changes`.
struct TerraformChange {
  std::string address;
  std::string previous_address;  ///< before a `moved` block; empty without one
  std::string type;
  bool is_data = false;
  bool is_deposed = false;  ///< about an object that a failed replacement left behind
  bool is_deferred = false;
  bool forgets = false;  ///< Terraform only stops managing the object
  PlannedAction action = PlannedAction::none;
  std::optional<std::uint32_t> before;         ///< read if TerraformText::want_before
  std::optional<std::uint32_t> after;          ///< read if planned_values does not come first
  std::optional<std::uint32_t> after_unknown;  ///< a map of the document
  Origin origin;
};

/// A module of the configuration: one for each call, whatever its count.
struct TerraformModule {
  struct Resource {
    std::optional<std::uint32_t> expressions;
    std::optional<std::uint32_t> repetition;  ///< the expression of count or for_each
    bool has_count = false;
  };
  struct Call {
    std::optional<std::uint32_t> expressions;
    std::optional<std::uint32_t> repetition;
    std::unique_ptr<TerraformModule> module;
  };
  std::map<std::string, Resource> resources;  ///< by `aws_vpc.a`, `data.aws_vpc.a`
  std::map<std::string, Call> calls;
  std::map<std::string, std::uint32_t> outputs;   ///< expressions
  std::map<std::string, std::uint32_t> defaults;  ///< of variables
};

struct TerraformText {
  Document document;
  bool is_plan = false;  ///< else a state
  bool has_configuration = false;
  bool has_prior_state = false;
  bool errored = false;
  bool complete = true;
  std::vector<TerraformInstance> planned;  ///< of a state: what it holds
  std::vector<TerraformInstance> prior;
  std::vector<TerraformChange> changes;
  TerraformModule configuration;
  std::map<std::string, std::uint32_t> variables;  ///< values of the root module's variables
  std::size_t unnamed = 0;                         ///< resources without address or type
};

/// True if the text may be a plan or state of Terraform: read_terraform_text then decides.
bool may_be_terraform(std::string_view text);

/// Reads plans and states of the formats 0.x and 1.x (OpenTofu writes the same). Another major
/// version, a raw state file and broken JSON are errors, and nothing of the text must then be used.
/// Only resources that some builder reads become trees. One pass; a second one over
/// `resource_changes` if a plan with changes holds no `prior_state`.
ReadOutcome read_terraform_text(const SourceText& source, std::uint32_t source_index,
                                TerraformText& text, Diagnostics& diagnostics);

}  // namespace halfopen
