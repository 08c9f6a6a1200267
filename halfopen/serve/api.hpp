// SPDX-License-Identifier: Apache-2.0
// The questions of the page, answered with the documents of the command line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/serve/session.hpp"

namespace halfopen {

/// An answer, whatever carries it. 200: the document of the verb. 400: the body is not what the
/// verb takes. 404: no such verb. 413: the body is too large. 422: the engine refuses the question.
/// All but 200 are {"error": {"what", "mend"}}, with "diagnostics" where inputs could not be read.
struct ApiAnswer {
  int status = 200;
  std::string json;  ///< one document, ending in a newline
};

/// Bodies that are larger are refused unread.
inline constexpr std::size_t kMostRequestBytes = std::size_t{8} << 20;

/// Answers one question. Pure: no socket, no file, no clock; the answer hangs on the arguments
/// alone, what the session remembers only saves time. docs/formats.md lists verbs and members.
ApiAnswer respond(Session& session, std::string_view verb, std::string_view body);

/// The names of the verbs, sorted.
std::vector<std::string_view> api_verbs();

}  // namespace halfopen
