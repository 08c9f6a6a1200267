// SPDX-License-Identifier: Apache-2.0
#include "halfopen/serve/api.hpp"

#include <algorithm>
#include <iterator>

#include "halfopen/report/api_error_json.hpp"
#include "halfopen/serve/api_request.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen {
namespace {

struct ApiVerb {
  std::string_view name;
  unsigned members;  ///< beyond the common ones
  ApiAnswer (*answer)(Session&, const ApiRequest&);
};

using namespace api_member;

/// Sorted by name.
constexpr ApiVerb kVerbs[] = {
    {"broken-lab", kSeed, api::broken_lab_verb},
    {"check", 0, api::check_verb},
    {"diff", kChanged, api::diff_verb},
    {"examples", 0, api::examples_verb},
    {"explain", 0, api::explain_verb},
    {"exposure", kAcl, api::exposure_verb},
    {"fix", 0, api::fix_verb},
    {"heatmap", 0, api::heatmap_verb},
    {"judge-lab", kSeed, api::judge_lab_verb},
    {"lint", kAcl, api::lint_verb},
    {"matrix", kLimit | kHalfOpen, api::matrix_verb},
    {"minimise", kAcl, api::minimise_verb},
    {"overview", 0, api::overview_verb},
    {"plan-apply", kChanged | kAcl, api::plan_apply_verb},
    {"practice", kSeed | kQuestions, api::practice_verb},
};

}  // namespace

ApiAnswer respond(Session& session, std::string_view verb, std::string_view body) {
  const ApiVerb* known = std::find_if(std::begin(kVerbs), std::end(kVerbs),
                                      [&](const ApiVerb& one) { return one.name == verb; });
  if (known == std::end(kVerbs)) {
    return {404, api_error_json({"there is no verb '" + std::string(verb) + "'", ""})};
  }
  if (body.size() > kMostRequestBytes) {
    return {413, api_error_json({"the request is larger than 8 MiB", "send fewer inputs"})};
  }
  const auto request = read_api_request(body, known->members);
  if (!request) return {400, api_error_json(request.error())};
  return known->answer(session, *request);
}

std::vector<std::string_view> api_verbs() {
  std::vector<std::string_view> names;
  for (const ApiVerb& verb : kVerbs) names.push_back(verb.name);
  return names;
}

namespace api {

ApiAnswer refused(const Error& error, const Account* account) {
  if (account == nullptr) return {422, api_error_json(error)};
  return {422, api_error_json(error, account->loaded().diagnostics, account->loaded().sources)};
}

ApiAnswer answered(const Result<std::string>& json, const Account& account) {
  return json ? ApiAnswer{200, *json} : refused(json.error(), &account);
}

std::shared_ptr<Account> asked_account(Session& session, const ApiRequest& request) {
  return request.sources ? session.account(*request.sources) : session.loaded();
}

Result<std::shared_ptr<Account>> read_account(Session& session, const ApiRequest& request) {
  auto account = asked_account(session, request);
  if (account->sources().any_read) return account;
  if (request.sources) return fail("no input could be read", "see the diagnostics");
  return fail("nothing is loaded", "send `sources`, or start `halfopen serve` with inputs");
}

}  // namespace api
}  // namespace halfopen
