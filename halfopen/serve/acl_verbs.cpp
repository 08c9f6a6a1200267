// SPDX-License-Identifier: Apache-2.0
// Verbs about rule lists.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/exposure.hpp"
#include "halfopen/analysis/lint_suppression.hpp"
#include "halfopen/analysis/question.hpp"
#include "halfopen/analysis/shortened_acl.hpp"
#include "halfopen/minimise/minimise.hpp"
#include "halfopen/report/exposure_report.hpp"
#include "halfopen/report/lint_report.hpp"
#include "halfopen/report/lint_review.hpp"
#include "halfopen/report/minimise_report.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen::api {
namespace {

/// Rules of a direction that lint and minimise take here: their time grows with more than the
/// square, and whoever asks the page waits. EC2 allows 40.
constexpr std::size_t kMostRules = 200;

std::optional<Error> too_long(const Snapshot& snapshot, const std::vector<std::uint32_t>& asked) {
  for (std::uint32_t i = 0; i < snapshot.acls().size(); ++i) {
    if (!asked.empty() && std::find(asked.begin(), asked.end(), i) == asked.end()) continue;
    const NetworkAcl& acl = snapshot.acls()[i];
    for (const Direction direction : {Direction::ingress, Direction::egress}) {
      if (acl.entries(direction).size() <= kMostRules) continue;
      return Error{
          acl.id() + " has more than " + std::to_string(kMostRules) + " rules in a direction",
          "EC2 allows 40 at most; ask the command line, which takes its time"};
    }
  }
  return std::nullopt;
}

/// An account with at least one network ACL, and those of them that are meant; none: all.
struct AskedAcls {
  std::shared_ptr<Account> account;
  std::vector<std::uint32_t> acls;
};

Result<AskedAcls> read_acls(Session& session, const ApiRequest& request) {
  auto account = read_account(session, request);
  if (!account) return tl::unexpected<Error>(account.error());
  const Snapshot& snapshot = (*account)->snapshot();
  if (snapshot.acls().empty()) {
    return fail("no network ACL is loaded", "add what describe-network-acls prints");
  }
  auto acls = acls_meant(snapshot, request.acl);
  if (!acls) return tl::unexpected<Error>(acls.error());
  return AskedAcls{std::move(*account), std::move(*acls)};
}

/// What `answer` makes of the ACLs, a Result with a document, or the refusal.
template <class Answer>
ApiAnswer answered_acls(Session& session, const ApiRequest& request, const Answer& answer) {
  const auto asked = read_acls(session, request);
  if (!asked) return refused(asked.error(), asked_account(session, request).get());
  return answered(answer(*asked->account, asked->acls), *asked->account);
}

/// Nothing is suppressed but what comments accept; notes are counted, not listed.
Result<std::string> lint_document(Account& account, const std::vector<std::uint32_t>& acls,
                                  const ApiRequest& request) {
  if (auto error = too_long(account.snapshot(), acls)) return tl::unexpected<Error>(*error);
  const auto clients = read_clients(request.question.clients);
  if (!clients) return tl::unexpected<Error>(clients.error());
  const Loader::Loaded& loaded = account.loaded();
  SuppressionResult result = suppress(loaded.snapshot, lint(account.model(), {acls, *clients}), {});
  Review review = review_of(loaded.snapshot, result, loaded.sources);
  allow(review, loaded.allowances);
  if (!acls.empty() || !clients->empty()) review.unused.clear();
  const std::size_t milder = leave_out_milder(result, review, Severity::warning);
  return lint_json({loaded.snapshot, result, milder, &review}, loaded.sources, loaded.diagnostics);
}

Result<std::string> minimise_document(Account& account, const std::vector<std::uint32_t>& acls) {
  const Loader::Loaded& loaded = account.loaded();
  if (acls.empty() && loaded.snapshot.acls().size() > 1) {
    return fail("several network ACLs are loaded", "name one by `acl`");
  }
  const std::uint32_t index = acls.empty() ? 0 : acls.front();
  const NetworkAcl& acl = loaded.snapshot.acls()[index];
  if (auto error = too_long(loaded.snapshot, {index})) return tl::unexpected<Error>(*error);
  const MinimiseResult rules = minimise(acl);
  if (!behaves_like(acl, rules)) {
    return fail("the shorter list would not behave the same: this is a defect of halfopen");
  }
  const SnapshotDiff change = diff_of_shortened(loaded.snapshot, index, rules);
  return minimise_json(acl.id(), rules, change.changes, loaded.diagnostics, loaded.sources);
}

}  // namespace

ApiAnswer lint_verb(Session& session, const ApiRequest& request) {
  return answered_acls(session, request, [&](Account& account, const auto& acls) {
    return lint_document(account, acls, request);
  });
}

ApiAnswer exposure_verb(Session& session, const ApiRequest& request) {
  return answered_acls(session, request, [](Account& account, const auto& acls) {
    const Loader::Loaded& loaded = account.loaded();
    return Result<std::string>(exposure_json(loaded.snapshot, exposure(account.model(), acls),
                                             loaded.sources, loaded.diagnostics));
  });
}

ApiAnswer minimise_verb(Session& session, const ApiRequest& request) {
  return answered_acls(session, request, [](Account& account, const auto& acls) {
    return minimise_document(account, acls);
  });
}

}  // namespace halfopen::api
