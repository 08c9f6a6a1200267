// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "halfopen/base/result.hpp"

namespace halfopen::cli {

/// Writes a file whole or not at all: a reader sees what stood there before, or the new text, and
/// a failure leaves the old file as it was. The way there is a hidden file in the same folder. An
/// old file keeps its mode, a symbolic link stays and its target is replaced. What is no regular
/// file (a FIFO, a device, the standard output) is written to as it is.
/// The value means nothing.
Result<bool> write_whole(const std::string& path, std::string_view text);

}  // namespace halfopen::cli
