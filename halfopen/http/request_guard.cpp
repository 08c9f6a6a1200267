// SPDX-License-Identifier: Apache-2.0
#include "halfopen/http/request_guard.hpp"

#include <algorithm>

#include "halfopen/net/ip_address.hpp"
#include "halfopen/report/api_error_json.hpp"
#include "halfopen/serve/api.hpp"

namespace halfopen {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// The host of HOST[:PORT] in lower case, without brackets; empty if it is neither.
std::string host_name(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && end == std::string_view::npos) return "";
  const std::string_view name =
      bracketed ? text.substr(1, end - 1) : text.substr(0, std::min(end, text.size()));
  std::string_view rest =
      end == std::string_view::npos ? std::string_view() : text.substr(end + (bracketed ? 1 : 0));
  if (!rest.empty()) {
    if (!rest.starts_with(':')) return "";
    rest.remove_prefix(1);
    const bool digits =
        std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (rest.empty() || rest.size() > 5 || !digits) return "";
  }
  if (bracketed) {
    const auto address = parse_ip_address(name);
    if (!address || address->family() != IpFamily::v6) return "";
  }
  return lower_case(name);
}

bool is_loopback(std::string_view name) {
  if (name == "localhost") return true;
  const auto address = parse_ip_address(name);
  if (!address) return false;
  return address->family() == IpFamily::v4 ? to_string(*address).starts_with("127.")
                                           : to_string(*address) == "::1";
}

HttpAnswer refusal(int status, std::string what, std::string mend) {
  return {status, "application/json", api_error_json({std::move(what), std::move(mend)})};
}

/// "application/json", perhaps with a charset, which must be UTF-8.
bool is_json(std::string_view type) {
  const std::string text = lower_case(type);
  std::string plain;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '"') plain += c;
  }
  return plain == "application/json" || plain == "application/json;charset=utf-8";
}

std::optional<HttpAnswer> wrong_origin(const HttpHead& head, const HostRule& hosts) {
  if (head.hosts.size() != 1 || !hosts.allows(head.hosts[0])) {
    return refusal(421, "this server is not known by that name",
                   "open the address that `halfopen serve` printed");
  }
  const bool own = head.origins.empty() ||
                   (head.origins.size() == 1 &&
                    lower_case(head.origins[0]) == "http://" + lower_case(head.hosts[0]));
  const bool cross_site =
      head.method == "POST" &&
      !std::all_of(head.fetch_sites.begin(), head.fetch_sites.end(),
                   [](const std::string& site) { return site == "same-origin" || site == "none"; });
  if (own && !cross_site) return std::nullopt;
  return refusal(403, "pages of other sites may not ask", "open the page of this server itself");
}

std::optional<HttpAnswer> wrong_body(const HttpHead& head) {
  if (head.content_types.size() != 1 || !is_json(head.content_types[0])) {
    return refusal(415, "the body is not declared as JSON", "send Content-Type: application/json");
  }
  if (!head.content_encodings.empty()) {
    return refusal(415, "the body is compressed", "send it as it is");
  }
  if (head.content_length == HttpHead::kNoLength) {
    return refusal(400, "Content-Length is not one number", "send the length of the body in bytes");
  }
  if (head.content_length && *head.content_length > kMostRequestBytes) {
    return refusal(413, "the request is larger than 8 MiB", "send fewer inputs");
  }
  return std::nullopt;
}

}  // namespace

HostRule::HostRule(std::string_view listen) : listen_(lower_case(listen)) {
  const auto address = parse_ip_address(listen_);
  if (address) listen_ = to_string(*address);
  every_address_ = listen_ == "0.0.0.0" || listen_ == "::";
}

bool HostRule::allows(std::string_view host) const {
  const std::string name = host_name(host);
  if (name.empty()) return false;
  const auto address = parse_ip_address(name);
  if (is_loopback(name)) return true;
  if (address) return every_address_ || to_string(*address) == listen_;
  return name == listen_;
}

std::optional<HttpAnswer> refusal_of(const HttpHead& head, const HostRule& hosts) {
  if (auto wrong = wrong_origin(head, hosts)) return wrong;
  const bool api = is_api_path(head.path);
  const bool allowed = api ? head.method == "POST" : head.method == "GET" || head.method == "HEAD";
  if (!allowed) {
    HttpAnswer answer =
        refusal(405, "this is not asked by " + head.method, api ? "send a POST" : "send a GET");
    answer.headers.emplace_back("Allow", api ? "POST" : "GET, HEAD");
    return answer;
  }
  return api ? wrong_body(head) : std::nullopt;
}

bool is_api_path(std::string_view path) { return path.starts_with("/api/"); }

}  // namespace halfopen
