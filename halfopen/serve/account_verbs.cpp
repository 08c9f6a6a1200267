// SPDX-License-Identifier: Apache-2.0
// Verbs about everything that is loaded.
#include "halfopen/report/examples_json.hpp"
#include "halfopen/report/overview_json.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen::api {

/// Answers even where nothing could be read: the diagnostics say why.
ApiAnswer overview_verb(Session& session, const ApiRequest& request) {
  const Account& account = asked_account(session, request);
  const Loader::Loaded& loaded = account.loaded();
  return {200, overview_json(loaded.snapshot, account.sources().any_read, loaded.sources,
                             loaded.diagnostics)};
}

ApiAnswer examples_verb(Session&, const ApiRequest&) { return {200, examples_json()}; }

}  // namespace halfopen::api
