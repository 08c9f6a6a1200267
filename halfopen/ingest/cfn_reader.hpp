// SPDX-License-Identifier: Apache-2.0
// Reads CloudFormation templates, JSON or YAML with short tags.
#pragma once

#include <cstdint>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/cfn_parameters.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// True if a text is a template, whole or broken: it has the key AWSTemplateFormatVersion at its
/// top, or a section Resources with types like AWS::EC2::VPC. `json` says that it begins like JSON.
/// Texts beyond 8 MiB are none (AWS takes 1 MB; User Guide, CloudFormation quotas).
bool looks_like_template(const SourceText& source, bool json);

/// Adds the resources of a template to `draft`, as if all of them were created by it. What the text
/// does not tell is unknown, and named; `parameters.declared` gets the names of its parameters.
/// Adds nothing if the text is broken or has not the shape of a template; every reason is told.
ReadOutcome read_cloudformation(const SourceText& source, std::uint32_t source_index, bool json,
                                TemplateParameters& parameters, SnapshotDraft& draft,
                                Diagnostics& diagnostics);

/// Warns of values that no template asked for.
void report_unused_parameters(const TemplateParameters& parameters, Diagnostics& diagnostics);

}  // namespace halfopen
