// SPDX-License-Identifier: Apache-2.0
// The page and the engine in one file, compiled in.
#pragma once

#include <string_view>

namespace halfopen {

/// What `make page` made of the page and the engine's WebAssembly module: one file that asks for
/// nothing else, its block `halfopen-session` empty. Empty if it was not made when the program was
/// built. Lives as long as the program.
std::string_view report_page();

}  // namespace halfopen
