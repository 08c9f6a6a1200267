// SPDX-License-Identifier: Apache-2.0
// What is found at which path: the page's files, and the API.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "halfopen/http/http_message.hpp"
#include "halfopen/http/session_pool.hpp"

namespace halfopen {

/// The headers of every answer, errors included: nothing of the page comes from, goes to, or is
/// shown inside another site.
std::vector<std::pair<std::string, std::string>> safety_headers();

/// Answers requests that refusal_of() lets pass. Safe for several threads at once.
class PageSite {
 public:
  /// `with_page`: false for the API alone.
  PageSite(SessionPool& sessions, bool with_page) : sessions_(sessions), with_page_(with_page) {}

  HttpAnswer answer(const HttpHead& head, std::string_view body);

 private:
  SessionPool& sessions_;
  bool with_page_;
};

}  // namespace halfopen
