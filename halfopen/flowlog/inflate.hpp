// SPDX-License-Identifier: Apache-2.0
// Compressed bytes to text, piece by piece.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "halfopen/base/result.hpp"

namespace halfopen {

/// Gets the text, in pieces that live until it returns.
using TakeText = std::function<void(std::string_view)>;

/// One compressed file: gzip members or zstd frames, one after the other.
class Inflater {
 public:
  virtual ~Inflater() = default;
  /// The next bytes of the file, of any number. Fails for bytes that are no such file; what was
  /// told before stays told.
  virtual Result<bool> feed(std::string_view bytes, const TakeText& take) = 0;
  /// The end of the file: an Error if it is cut short.
  virtual Result<bool> finish() = 0;
};

/// For a file that begins with these bytes; null for what is not compressed, as far as we know.
/// Four bytes tell.
std::unique_ptr<Inflater> inflater_for(std::string_view first_bytes);

}  // namespace halfopen
