// SPDX-License-Identifier: Apache-2.0
// Inputs for an engine that lacks the libraries of this one.
#pragma once

#include "halfopen/serve/loaded_sources.hpp"

namespace halfopen {

/// The input as the engine in a page can read it: templates in YAML carry their tree
/// (halfopen/ingest/yaml_tree.hpp), all else stays as it is. Linear.
NamedText portable_source(const NamedText& source);

}  // namespace halfopen
