// SPDX-License-Identifier: Apache-2.0
// Fn::ForEach of the transform AWS::LanguageExtensions: a fragment once for each value of a list.
#pragma once

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/cfn_evaluator.hpp"
#include "halfopen/ingest/cfn_template.hpp"

namespace halfopen {

/// Writes out every loop in Resources and Conditions, in the template's own document: in keys and
/// values `${Identifier}` becomes the value, `&{Identifier}` its letters and digits, and a Ref to
/// the identifier the value (Template Reference, Fn::ForEach). Loops may hold loops. A loop whose
/// list is not known stays, and a warning names it. False if one of those makes resources.
bool write_out_loops(CfnTemplate& source, CfnEvaluator& evaluator, Diagnostics& diagnostics);

}  // namespace halfopen
