// SPDX-License-Identifier: Apache-2.0
// Verbs about one connection.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/explain.hpp"
#include "halfopen/analysis/fix.hpp"
#include "halfopen/analysis/question.hpp"
#include "halfopen/report/check_json.hpp"
#include "halfopen/report/explain_json.hpp"
#include "halfopen/report/fix_report.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen::api {
namespace {

/// Each is an answer of its own, of several kilobytes.
constexpr std::size_t kMostServices = 1000;

/// A question about what is judged, both resolved.
struct Asked {
  std::shared_ptr<Account> account;
  CheckQuestion question;
};

Result<Asked> read_asked(Session& session, const ApiRequest& request) {
  auto account = read_account(session, request);
  if (!account) return tl::unexpected<Error>(account.error());
  const QuestionWords& words = request.question;
  if (words.from.empty() || words.to.empty() || words.port.empty()) {
    return fail("a question needs from, to and port");
  }
  auto question = read_question((*account)->snapshot(), words);
  if (!question) return tl::unexpected<Error>(question.error());
  if (question->services.size() > kMostServices) {
    return fail("a request asks about " + std::to_string(kMostServices) + " services at most",
                "ask in parts, or `halfopen check`");
  }
  return Asked{std::move(*account), std::move(*question)};
}

/// What `answer` makes of the question, a Result with a document, or the refusal.
template <class Answer>
ApiAnswer answered_question(Session& session, const ApiRequest& request, const Answer& answer) {
  const auto asked = read_asked(session, request);
  if (!asked) return refused(asked.error(), asked_account(session, request).get());
  return answered(answer(*asked->account, asked->question), *asked->account);
}

}  // namespace

ApiAnswer check_verb(Session& session, const ApiRequest& request) {
  return answered_question(session, request, [](Account& account, const CheckQuestion& question) {
    const Loader::Loaded& loaded = account.loaded();
    return check(account.model(), question).map([&](const std::vector<Connection>& answers) {
      return check_json(loaded.snapshot, answers, loaded.sources, loaded.diagnostics);
    });
  });
}

ApiAnswer explain_verb(Session& session, const ApiRequest& request) {
  return answered_question(session, request, [&](Account& account, const CheckQuestion& question) {
    const Loader::Loaded& loaded = account.loaded();
    return check(account.model(), question).map([&](const std::vector<Connection>& answers) {
      std::vector<Explanation> walks;
      for (const Connection& connection : answers) {
        walks.push_back(explain(account.model(), connection, request.client_port));
      }
      return explain_json(loaded.snapshot, walks, loaded.sources, loaded.diagnostics);
    });
  });
}

ApiAnswer fix_verb(Session& session, const ApiRequest& request) {
  return answered_question(session, request, [](Account& account, const CheckQuestion& question) {
    const Loader::Loaded& loaded = account.loaded();
    return fix(account.model(), question).map([&](const Fix& found) {
      return fix_json(loaded.snapshot, found, loaded.sources, loaded.diagnostics);
    });
  });
}

}  // namespace halfopen::api
