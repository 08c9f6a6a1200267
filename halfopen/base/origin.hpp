// SPDX-License-Identifier: Apache-2.0
// Where in the input an object stands, small enough to be kept by every rule of an account.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace halfopen {

/// A place in an input text. `source` indexes SourceNames; line and column count from 1 in bytes,
/// 0 means "not known". A column beyond 2^32-1 saturates.
struct Origin {
  std::uint32_t source = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// The names of the inputs, in the order in which they were given. Index 0 is "no input".
class SourceNames {
 public:
  /// Adds a name and returns its index (never 0). Equal names get separate indices.
  std::uint32_t add(std::string name);

  /// The name of a source, or an empty text for index 0 and for unknown indices.
  const std::string& name(std::uint32_t source) const;

  /// How many names there are; the last one has this index.
  std::uint32_t count() const { return static_cast<std::uint32_t>(names_.size() - 1); }

  /// `FILE:LINE:COL`, as much of it as is known; empty if nothing is.
  std::string place(const Origin& origin) const;

 private:
  std::vector<std::string> names_{std::string{}};
};

}  // namespace halfopen
