// SPDX-License-Identifier: Apache-2.0
// A request and its answer, free of the library that carries them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halfopen {

/// What a request says before its body. Headers that may stand once only are lists, so that a
/// second one is noticed.
struct HttpHead {
  std::string method;
  std::string path;  ///< decoded, without the query
  std::vector<std::string> hosts;
  std::vector<std::string> origins;
  std::vector<std::string> content_types;
  std::vector<std::string> content_encodings;
  std::vector<std::string> fetch_sites;         ///< Sec-Fetch-Site
  std::optional<std::uint64_t> content_length;  ///< none: chunked, or no body

  static constexpr std::uint64_t kNoLength = ~std::uint64_t{0};  ///< what is said is no length
};

struct HttpAnswer {
  int status = 200;
  std::string type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< beside those of every answer
};

}  // namespace halfopen
