// SPDX-License-Identifier: Apache-2.0
// Verbs about two sides of a change.
#include <memory>
#include <utility>
#include <vector>

#include "halfopen/analysis/apply_acls.hpp"
#include "halfopen/analysis/diff.hpp"
#include "halfopen/analysis/question.hpp"
#include "halfopen/report/apply_json.hpp"
#include "halfopen/report/diff_report.hpp"
#include "halfopen/report/diff_review.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen::api {
namespace {

struct Sides {
  std::shared_ptr<Account> before;
  std::shared_ptr<Account> after;
};

/// The inputs of the side before as texts; fails where they are loaded and were not kept.
Result<std::vector<NamedText>> texts_before(const Account& before) {
  const std::vector<NamedText>& texts = before.sources().texts;
  if (!texts.empty()) return texts;
  return fail("a plan is read together with what it changes, and those inputs are not kept",
              "send them as `sources`");
}

/// Nothing is changed by other inputs: a Terraform plan has two sides by itself.
Result<Sides> sides_of_plan(Session& session, const Account& account) {
  if (!account.sources().has_plan) {
    return fail("a change has two sides", "send the side after as `changed`");
  }
  const auto texts = texts_before(account);
  if (!texts) return tl::unexpected<Error>(texts.error());
  return Sides{session.account(*texts, PlanSide::before), session.account(*texts)};
}

/// As the command line reads two inputs: where the second is a plan and the first is not, the side
/// after is the first with the plan applied.
Result<Sides> read_api_sides(Session& session, const ApiRequest& request) {
  auto before = read_account(session, request);
  if (!before) return tl::unexpected<Error>(before.error());
  if (request.changed.empty()) return sides_of_plan(session, **before);
  Sides sides{std::move(*before), session.account(request.changed)};
  if (!sides.after->sources().any_read) {
    return fail("nothing could be read from `changed`", "send inputs of a known kind");
  }
  if (!sides.after->sources().has_plan || sides.before->sources().has_plan) return sides;
  auto both = texts_before(*sides.before);
  if (!both) return tl::unexpected<Error>(both.error());
  both->insert(both->end(), request.changed.begin(), request.changed.end());
  sides.after = session.account(*both);
  return sides;
}

Result<std::string> diff_document(Session& session, const ApiRequest& request) {
  const auto sides = read_api_sides(session, request);
  if (!sides) return tl::unexpected<Error>(sides.error());
  const auto clients = read_clients(request.question.clients);
  if (!clients) return tl::unexpected<Error>(clients.error());
  const Loader::Loaded& before = sides->before->loaded();
  const Loader::Loaded& after = sides->after->loaded();
  const SnapshotDiff found = diff(sides->before->model(), sides->after->model(), *clients);
  Review review = review_of(found, {before.sources, after.sources});
  allow_new(review, before.allowances, after.allowances);
  if (!clients->empty()) review.unused.clear();
  return diff_json(found, before.sources, before.diagnostics, after.sources, after.diagnostics,
                   &review);
}

Result<std::string> plan_apply_document(Session& session, const ApiRequest& request) {
  const auto sides = read_api_sides(session, request);
  if (!sides) return tl::unexpected<Error>(sides.error());
  const Loader::Loaded& before = sides->before->loaded();
  const Loader::Loaded& after = sides->after->loaded();
  ApplyQuestion question;
  question.acl = request.acl;
  return apply_acls(before.snapshot, after.snapshot, question).map([&](const ApplyAnswer& answer) {
    return apply_json(before.snapshot, answer, before.sources, before.diagnostics, after.sources,
                      after.diagnostics);
  });
}

/// Whose diagnostics explain a refusal: those of the side after where nothing of it could be read.
std::shared_ptr<Account> blamed(Session& session, const ApiRequest& request) {
  auto before = asked_account(session, request);
  if (!before->sources().any_read || request.changed.empty()) return before;
  auto after = session.account(request.changed);
  return after->sources().any_read ? before : after;
}

}  // namespace

ApiAnswer diff_verb(Session& session, const ApiRequest& request) {
  return answered(diff_document(session, request), *blamed(session, request));
}

ApiAnswer plan_apply_verb(Session& session, const ApiRequest& request) {
  return answered(plan_apply_document(session, request), *blamed(session, request));
}

}  // namespace halfopen::api
