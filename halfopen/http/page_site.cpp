// SPDX-License-Identifier: Apache-2.0
#include "halfopen/http/page_site.hpp"

#include "halfopen/http/request_guard.hpp"
#include "halfopen/page/page_files.hpp"
#include "halfopen/report/api_error_json.hpp"
#include "halfopen/serve/api.hpp"

namespace halfopen {

std::vector<std::pair<std::string, std::string>> safety_headers() {
  return {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
       "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
       "frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Embedder-Policy", "require-corp"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "no-store"},
  };
}

HttpAnswer PageSite::answer(const HttpHead& head, std::string_view body) {
  if (is_api_path(head.path)) {
    constexpr std::string_view kApi = "/api/";
    const std::string_view verb = std::string_view(head.path).substr(kApi.size());
    const SessionPool::Lease session = sessions_.take();
    ApiAnswer answer = respond(*session, verb, body);
    return {answer.status, "application/json", std::move(answer.json)};
  }
  const PageFile* file = with_page_ ? find_page_file(head.path) : nullptr;
  if (file == nullptr) return {404, "application/json", api_error_json({"nothing is here", ""})};
  return {200, std::string(file->type), std::string(file->bytes)};
}

}  // namespace halfopen
