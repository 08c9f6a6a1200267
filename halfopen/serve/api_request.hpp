// SPDX-License-Identifier: Apache-2.0
// The body of a request, read from JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/question.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/serve/loaded_sources.hpp"

namespace halfopen {

/// Every member that some verb knows. What was not told is empty.
struct ApiRequest {
  std::optional<std::vector<NamedText>> sources;  ///< judged instead of what is loaded
  std::vector<NamedText> changed;                 ///< the side after of a change
  QuestionWords question;
  std::optional<std::uint16_t> client_port;
  std::string acl;
  std::optional<std::size_t> limit;
  bool half_open = false;
  std::optional<std::size_t> seed;   ///< practice
  std::optional<std::size_t> level;  ///< practice
  std::optional<std::size_t> count;  ///< practice
  std::string topic;                 ///< practice
};

/// Members beyond the common ones (sources, from, to, port, clients, family, client_port), which
/// every verb takes, so that one body can be sent to several. To be joined by `|`.
namespace api_member {
inline constexpr unsigned kChanged = 1;
inline constexpr unsigned kAcl = 2;
inline constexpr unsigned kLimit = 4;
inline constexpr unsigned kHalfOpen = 8;
inline constexpr unsigned kSeed = 1U << 16;
inline constexpr unsigned kQuestions = 1U << 17;  ///< level, topic, count
}  // namespace api_member

/// Reads one JSON object. Fails on anything that is not one, on members that are not among `more`
/// or the common ones, on repeated ones, and on values of a wrong type. One pass.
Result<ApiRequest> read_api_request(std::string_view body, unsigned more);

}  // namespace halfopen
