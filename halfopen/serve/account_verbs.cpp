// SPDX-License-Identifier: Apache-2.0
// Verbs about everything that is loaded.
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/heatmap.hpp"
#include "halfopen/analysis/matrix_rows.hpp"
#include "halfopen/analysis/question.hpp"
#include "halfopen/report/examples_json.hpp"
#include "halfopen/report/heatmap_json.hpp"
#include "halfopen/report/matrix_report.hpp"
#include "halfopen/report/overview_json.hpp"
#include "halfopen/serve/api_verbs.hpp"

namespace halfopen::api {
namespace {

/// As on the command line.
constexpr std::size_t kMostRows = 100'000;
/// Ends of a heat map: its answer grows with their square.
constexpr std::size_t kMostEnds = 2'500;

Result<std::string> heatmap_document(Account& account, const ApiRequest& request) {
  const auto service = read_heatmap_service(request.question.port);
  if (!service) return tl::unexpected<Error>(service.error());
  auto clients = read_clients(request.question.clients);
  if (!clients) return tl::unexpected<Error>(clients.error());
  const Loader::Loaded& loaded = account.loaded();
  const IpFamily family = request.question.family.value_or(IpFamily::v4);
  std::vector<Endpoint> ends = matrix_ends(loaded.snapshot);
  if (ends.size() > kMostEnds) {
    return fail("a heat map takes " + std::to_string(kMostEnds) + " ends; here are " +
                    std::to_string(ends.size()),
                "ask matrix for the pairs, or load a part of the account");
  }
  Matrix matrix(account.model(), std::move(ends), std::move(*clients));
  const Heatmap map = heatmap(matrix, family, *service);
  return heatmap_json({loaded.snapshot, matrix, map, *service, family}, loaded.sources,
                      loaded.diagnostics);
}

Result<std::string> matrix_document(Account& account, const ApiRequest& request) {
  MatrixFilter filter;
  filter.half_open = request.half_open;
  filter.limit = request.limit.value_or(kMostRows);
  auto services = read_matrix_services(request.question.port);
  if (!services) return tl::unexpected<Error>(services.error());
  filter.services = std::move(*services);
  auto clients = read_clients(request.question.clients);
  if (!clients) return tl::unexpected<Error>(clients.error());
  const Loader::Loaded& loaded = account.loaded();
  Matrix matrix(account.model(), matrix_ends(loaded.snapshot), std::move(*clients));
  const MatrixRows rows = pair_rows(matrix, filter);
  return matrix_json({loaded.snapshot, matrix, rows, matrix.summary(), filter.half_open},
                     loaded.sources, loaded.diagnostics);
}

}  // namespace

/// Answers even where nothing could be read: the diagnostics say why.
ApiAnswer overview_verb(Session& session, const ApiRequest& request) {
  const auto account = asked_account(session, request);
  const Loader::Loaded& loaded = account->loaded();
  return {200, overview_json(loaded.snapshot, account->sources().any_read, loaded.sources,
                             loaded.diagnostics)};
}

ApiAnswer examples_verb(Session&, const ApiRequest&) { return {200, examples_json()}; }

ApiAnswer heatmap_verb(Session& session, const ApiRequest& request) {
  const auto account = read_account(session, request);
  if (!account) return refused(account.error(), asked_account(session, request).get());
  return answered(heatmap_document(**account, request), **account);
}

ApiAnswer matrix_verb(Session& session, const ApiRequest& request) {
  const auto account = read_account(session, request);
  if (!account) return refused(account.error(), asked_account(session, request).get());
  return answered(matrix_document(**account, request), **account);
}

}  // namespace halfopen::api
