// SPDX-License-Identifier: Apache-2.0
// Values for the parameters of templates, from the command line and from files.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/ingest/source_text.hpp"

namespace halfopen {

/// The same values for every template. Pseudo parameters may have one, too ("AWS::Region").
struct TemplateParameters {
  std::map<std::string, std::string, std::less<>> values;
  std::set<std::string, std::less<>> declared;  ///< by some template; the reader adds to it
};

/// Reads "NAME=VALUE"; a value may be empty and may hold more `=`.
Result<std::pair<std::string, std::string>> parse_parameter(std::string_view text);

/// Adds the values of a file, JSON or YAML, over those that are there already. Forms: a list of
/// `{"ParameterKey", "ParameterValue"}` (AWS CLI), `{"Parameters": {NAME: VALUE}}` (CodePipeline),
/// `{NAME: VALUE}`, a list of "NAME=VALUE". A list of values is one value with commas. An entry
/// that keeps the stack's previous value (`UsePreviousValue`) adds nothing, and a note says so.
/// False if the file is none of these; a diagnostic then says why, and nothing was added.
bool read_parameter_file(const SourceText& source, std::uint32_t source_index,
                         TemplateParameters& parameters, Diagnostics& diagnostics);

}  // namespace halfopen
