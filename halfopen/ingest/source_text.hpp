// SPDX-License-Identifier: Apache-2.0
// The bytes of one input, with the slack behind them that the JSON reader needs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace halfopen {

/// A named input. Invariant: at least kPadding bytes are allocated behind the text, so a reader may
/// look beyond the end without faulting.
class SourceText {
 public:
  static constexpr std::size_t kPadding = 64;

  SourceText(std::string name, std::string bytes)
      : name_(std::move(name)), bytes_(std::move(bytes)) {
    bytes_.reserve(bytes_.size() + kPadding);
  }

  const std::string& name() const { return name_; }
  std::string_view bytes() const { return bytes_; }
  std::size_t capacity() const { return bytes_.capacity(); }

 private:
  std::string name_;
  std::string bytes_;
};

}  // namespace halfopen
