// SPDX-License-Identifier: Apache-2.0
// Any bytes as a CloudFormation template in YAML or JSON, and as a file of parameters: it ends,
// nothing is read in half, and what was read can be asked everything.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "ask_all.hpp"
#include "halfopen/ingest/cfn_reader.hpp"

namespace {

using halfopen::fuzz::require;

void read_parameters(const std::string& bytes) {
  halfopen::TemplateParameters parameters;
  halfopen::Diagnostics diagnostics;
  const halfopen::SourceText source("fuzzed.params", bytes);
  const bool sound = read_parameter_file(source, 1, parameters, diagnostics);
  require(sound || (parameters.values.empty() && !diagnostics.empty()),
          "a refused file of parameters was used, or refused without a word");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using halfopen::ReadOutcome;
  const std::string bytes(data, data + size);
  read_parameters(bytes);
  const halfopen::SourceText source("fuzzed.template", bytes);
  const bool json = bytes.starts_with('{') || bytes.starts_with('[');
  looks_like_template(source, json);
  halfopen::SourceNames sources;
  halfopen::TemplateParameters parameters{{{"Stage", "prod"}, {"AWS::Region", "eu-west-1"}}, {}};
  halfopen::SnapshotDraft draft;
  halfopen::Diagnostics diagnostics;
  const ReadOutcome outcome =
      read_cloudformation(source, sources.add(source.name()), json, parameters, draft, diagnostics);
  for (const halfopen::Diagnostic& diagnostic : diagnostics) {
    require(!diagnostic.text.empty(), "a diagnostic without words");
  }
  if (outcome != ReadOutcome::read) {
    require(!diagnostics.empty(), "refused without a word");
    require(draft.vpcs.empty() && draft.subnets.empty() && draft.acls.empty() &&
                draft.additions.rows.empty() && !draft.acls_doubtful,
            "a refused text was read in half");
    return 0;
  }
  attach_additions(draft, diagnostics);
  const auto snapshot = halfopen::Snapshot::build(std::move(draft), diagnostics);
  halfopen::fuzz::ask_all(snapshot, sources, diagnostics, bytes);
  return 0;
}
