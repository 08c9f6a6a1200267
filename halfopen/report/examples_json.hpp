// SPDX-License-Identifier: Apache-2.0
// The starting problems as JSON: schema halfopen.examples/1 (docs/schema/examples.schema.json).
#pragma once

#include <string>

namespace halfopen {

/// The whole document, ending in a newline. The table is data/examples.json, the texts are those of
/// the folder examples/, compiled in.
std::string examples_json();

}  // namespace halfopen
