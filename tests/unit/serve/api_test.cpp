// SPDX-License-Identifier: Apache-2.0
// The API without a socket: statuses, what it refuses, and that remembering changes no answer.
#include "halfopen/serve/api.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "halfopen/serve/session.hpp"

namespace halfopen {
namespace {

constexpr const char* kOpen =
    R"(acl: a\ningress 1 allow tcp 443 any\negress 1 allow tcp 1024-65535 any)";
constexpr const char* kShut = R"(acl: a\ningress 1 allow tcp 443 any\negress 1 allow tcp 443 any)";

std::string body_with(const std::string& text, const std::string& more = "") {
  return R"({"sources":[{"name":"a.txt","text":")" + text +
         R"("}],"from":"192.0.2.1","to":"a","port":"443")" + more + "}";
}

bool has(const ApiAnswer& answer, const std::string& text) {
  return answer.json.find(text) != std::string::npos;
}

TEST_CASE("serve: every verb answers, and each document names its schema") {
  Session session;
  const std::string changed =
      R"(,"changed":[{"name":"b.txt","text":")" + std::string(kShut) + R"("}])";
  const auto verbs = api_verbs();
  CHECK(std::is_sorted(verbs.begin(), verbs.end()));
  for (const std::string_view verb : verbs) {
    CAPTURE(verb);
    const bool two_sides = verb == "diff" || verb == "plan-apply";
    const ApiAnswer answer = respond(session, verb, body_with(kOpen, two_sides ? changed : ""));
    CHECK(answer.status == 200);
    CHECK(has(answer, "\"schema\": \"halfopen." + std::string(verb) + "/1\""));
    CHECK(answer.json.ends_with("}\n"));
  }
}

TEST_CASE("serve: what is asked wrongly is told from what cannot be answered") {
  Session session;
  CHECK(respond(session, "nothing", "{}").status == 404);
  CHECK(respond(session, "", "{}").status == 404);
  CHECK(respond(session, "check", "").status == 400);
  CHECK(respond(session, "check", "[]").status == 400);
  CHECK(respond(session, "check", R"({"limit":3})").status == 400);   // a member of matrix
  CHECK(respond(session, "matrix", R"({"limit":3})").status == 422);  // nothing is loaded
  CHECK(respond(session, "check", body_with(kOpen, R"(,"from":"x")")).status == 400);
  CHECK(respond(session, "check", body_with("hello")).status == 422);
  CHECK(has(respond(session, "check", body_with("hello")), "HO1003"));
  CHECK(respond(session, "check", body_with(kOpen, R"(,"clients":["amiga"])")).status == 422);
  CHECK(respond(session, "check", std::string(kMostRequestBytes + 1, ' ')).status == 413);
  CHECK(respond(session, "check", std::string(kMostRequestBytes, ' ')).status == 400);
}

TEST_CASE("serve: what would keep everybody waiting is refused") {
  std::string rules = "acl: long\\n";
  for (int i = 1; i <= 201; ++i) {
    rules += "ingress " + std::to_string(i) + " allow tcp " + std::to_string(i) + " any\\n";
  }
  const std::string sources = "{\"sources\": [{\"name\": \"a\", \"text\": \"" + rules + "\"}]}";
  Session session;
  CHECK(respond(session, "lint", sources).status == 422);
  CHECK(respond(session, "minimise", sources).status == 422);
  CHECK(respond(session, "overview", sources).status == 200);
  std::string blocks = "acl: wide\\n";
  for (int i = 1; i <= 2600; ++i) {
    blocks += "ingress " + std::to_string(i) + " allow tcp 1 10." + std::to_string(i / 250) + '.' +
              std::to_string(i % 250) + ".0/24\\n";
  }
  CHECK(
      respond(session, "heatmap",
              "{\"port\": \"443\", \"sources\": [{\"name\": \"a\", \"text\": \"" + blocks + "\"}]}")
          .status == 422);
}

TEST_CASE("serve: escapes and characters of every kind arrive as they were written") {
  Session session;
  const ApiAnswer answer = respond(
      session, "overview",
      R"({"sources":[{"name":"<b>\u0000\n\ud83d\ude00","text":"acl: \u00e4<script>\ningress 1 allow all all any"}]})");
  REQUIRE(answer.status == 200);
  CHECK(has(answer, R"("name": "<b>\u0000\n😀")"));
  CHECK(has(answer, R"("id": "ä<script>")"));
}

TEST_CASE("serve: what a session remembers changes no answer") {
  Session used;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 12; ++i) {  // more texts than are kept
      const std::string text =
          (i % 2 == 0 ? kOpen : kShut) + std::string("\\n# ") + std::to_string(i);
      for (const char* verb : {"check", "explain", "fix", "overview"}) {
        Session fresh;
        const ApiAnswer first = respond(fresh, verb, body_with(text));
        const ApiAnswer again = respond(used, verb, body_with(text));
        CHECK(first.status == again.status);
        CHECK(first.json == again.json);
      }
    }
  }
}

TEST_CASE("serve: the same text is read once, another one or another side is not the same") {
  Session session;
  const std::vector<NamedText> one{{"a", "acl: a\ningress 1 allow all all any\n"}};
  const auto first = session.account(one);
  CHECK(session.account(one) == first);
  CHECK(session.account({{"b", "acl: a\n"}}) != first);
  CHECK(session.account({{"a", "acl: b\n"}}) != first);
  CHECK(session.account(one, PlanSide::before) != first);
  CHECK(session.account(one) == first);
  for (std::size_t i = 0; i < Session::kMostKept; ++i) session.account({{std::to_string(i), ""}});
  CHECK(session.account(one) != first);
  CHECK(first->sources().any_read);  // who holds it may go on
}

TEST_CASE("serve: what is loaded is asked unless the request brings inputs") {
  const auto loaded = std::make_shared<const LoadedSources>(
      read_sources({{"a", "acl: a\ningress 1 allow tcp 443 any\negress 1 allow tcp 443 any\n"}}));
  Session session(loaded);
  const std::string question = R"({"from":"192.0.2.1","to":"a","port":"443")";
  CHECK(has(respond(session, "check", question + "}"), "\"half-open\""));
  CHECK(has(respond(session, "check", body_with(kOpen)), "\"works\""));
  CHECK(respond(session, "check", question + R"(,"sources":[]})").status == 422);
}

}  // namespace
}  // namespace halfopen
