// SPDX-License-Identifier: Apache-2.0
// From any mix of inputs to one snapshot.
#pragma once

#include <string>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/vpc/planned_change.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// Gathers inputs one by one and builds the snapshot at the end. The kind of each input is told by
/// its content: JSON is an AWS export, other text a rule table.
class Loader {
 public:
  /// Adds one text. `listed` says that the user named it; a text that merely lay in a named folder
  /// and is of no known kind is only noted.
  void add(const SourceText& source, bool listed);

  /// Adds an input that could not even be opened.
  void add_unreadable(const std::string& name, const std::string& reason);

  /// Notes a file of a folder that is no input.
  void add_foreign(const std::string& name, const std::string& reason);

  /// True if some input was understood.
  bool any_read() const { return any_read_; }

  /// True if some input is a Terraform plan, which has two sides.
  bool has_plan() const { return has_plan_; }

  struct Loaded {
    Snapshot snapshot;
    SourceNames sources;
    Diagnostics diagnostics;  ///< in the order of the inputs, then of the whole
  };

  /// Puts the plans over what the other inputs say, and checks everything together. The loader is
  /// used up.
  Loaded finish(PlanSide side = PlanSide::after) &&;

 private:
  SnapshotDraft draft_;
  std::vector<PlannedChange> plans_;
  SourceNames sources_;
  Diagnostics diagnostics_;
  bool any_read_ = false;
  bool has_plan_ = false;
};

}  // namespace halfopen
