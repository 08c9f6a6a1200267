// SPDX-License-Identifier: Apache-2.0
// Reads the inputs that the command line names.
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/ingest/load.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/serve/loaded_sources.hpp"

namespace halfopen::cli {

/// The whole of a file, or of stdin for "-".
Result<std::string> read_whole(const std::string& path);

/// The same as UTF-8, as inputs are read; UTF-16 is turned into it.
Result<std::string> read_text(const std::string& path);

/// Loads files and folders (with their sub-folders; hidden files are left out), in a fixed order.
/// Of `options` only the side of Terraform plans and the values for parameters of templates count.
/// Nothing if no input was understood; `diagnostics` of the result tell why.
struct Inputs {
  Loader::Loaded loaded;
  bool any_read = false;
  bool has_plan = false;
};
Inputs load_inputs(const Options& options, const std::vector<std::string>& paths);

/// The same, with the texts themselves, for what reads them once more.
Inputs load_inputs(const Options& options, const std::vector<std::string>& paths,
                   std::vector<NamedText>& texts);

/// "N files were not read ..." and the like, for stderr.
std::string diagnostics_text(const Loader::Loaded& loaded, const Style& style);

}  // namespace halfopen::cli
