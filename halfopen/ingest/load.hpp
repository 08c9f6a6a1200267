// SPDX-License-Identifier: Apache-2.0
// From any mix of inputs to one snapshot.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/source_allowance.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/ingest/source_text.hpp"
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

  struct Loaded {
    Snapshot snapshot;
    SourceNames sources;
    Diagnostics diagnostics;                  ///< in the order of the inputs, then of the whole
    std::vector<SourceAllowance> allowances;  ///< comments that accept findings
  };

  /// Checks everything together. The loader is used up.
  Loaded finish() &&;

 private:
  SnapshotDraft draft_;
  SourceNames sources_;
  Diagnostics diagnostics_;
  std::vector<SourceAllowance> allowances_;
  bool any_read_ = false;
};

}  // namespace halfopen
