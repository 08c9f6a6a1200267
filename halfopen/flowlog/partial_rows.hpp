// SPDX-License-Identifier: Apache-2.0
// The rows of a file with partial results: words parted by tabs, one kind of row a line.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/ip_address.hpp"

namespace halfopen {

/// Writes rows. Tabs, line ends and percent signs in texts are written as %09 and so on.
class PartialWriter {
 public:
  PartialWriter& row(std::string_view kind);
  PartialWriter& add(std::string_view text);
  template <std::integral T>
  PartialWriter& add(T number) {
    return add(std::string_view(std::to_string(number)));
  }
  PartialWriter& add(const IpAddress& address) { return add(std::string_view(to_string(address))); }
  /// Everything, the last row ended.
  std::string finish();

 private:
  std::string text_;
};

/// Reads them. The first error stays; what is read after it is empty or zero.
class PartialReader {
 public:
  explicit PartialReader(std::string_view text) : rest_(text) {}

  /// Goes to the next row. False at the end, and after an error.
  bool next();
  std::string_view kind() const { return kind_; }

  std::string text();
  std::int64_t number(std::int64_t least, std::int64_t most);
  /// A number, or a value of an enumeration, from 0 to `most`.
  template <class T>
  T number_of(T most) {
    return static_cast<T>(number(0, static_cast<std::int64_t>(most)));
  }
  std::uint64_t count() {
    return static_cast<std::uint64_t>(number(0, std::numeric_limits<std::int64_t>::max()));
  }
  std::int64_t time() {
    return number(std::numeric_limits<std::int64_t>::min(),
                  std::numeric_limits<std::int64_t>::max());
  }
  IpAddress address();

  bool failed() const { return !error_.what.empty(); }
  void fail(std::string what);
  /// With the line.
  const Error& error() const { return error_; }

 private:
  bool word(std::string_view& word);

  std::string_view rest_;
  std::string_view row_;
  bool row_has_more_ = false;
  std::string_view kind_;
  std::size_t line_ = 0;
  Error error_;
};

}  // namespace halfopen
