// SPDX-License-Identifier: Apache-2.0
// From the sections of a template to declared resources.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/cfn_template.hpp"
#include "halfopen/ingest/declared_resource.hpp"

namespace halfopen {

/// Works out the resources one by one. A resource whose condition is false is left out. One whose
/// condition is open may exist: what it adds to something else (a rule, an association, a route)
/// becomes unknown there, and an object of its own is kept; a warning names the condition. Borrows
/// everything.
class CfnDeclaration {
 public:
  CfnDeclaration(const CfnTemplate& source, CfnEvaluator& evaluator, Document& document,
                 Diagnostics& diagnostics)
      : source_(source), evaluator_(evaluator), document_(document), diagnostics_(diagnostics) {}

  /// All resources, in the order of the text.
  Declaration read();

  /// True if something that is not read may change network ACLs and associations.
  bool acls_doubtful() const { return acls_doubtful_; }
  /// True if something that is not read may add rules to network ACLs of the template.
  bool rules_doubtful() const { return rules_doubtful_; }

 private:
  void add(const CfnResource& resource, Declaration& into);
  std::uint32_t fields_of(const CfnResource& resource);
  void make_doubtful(const CfnResource& resource, const CfnDecision& decision,
                     std::uint32_t fields);
  void report_nested(const CfnResource& resource);
  bool names(std::string_view text, std::string_view type) const;
  void note_ids(std::uint32_t fields);
  void report_open_conditions();
  void report_ids();

  struct OpenCondition {
    CfnDecision decision;
    Origin origin;  ///< of the first resource
    std::vector<std::string> resources;
  };

  const CfnTemplate& source_;
  CfnEvaluator& evaluator_;
  Document& document_;
  Diagnostics& diagnostics_;
  std::map<std::string, OpenCondition> open_;
  bool acls_doubtful_ = false;
  bool rules_doubtful_ = false;
  std::set<std::string> ids_;  ///< parameters without a value that name an object
};

}  // namespace halfopen
