// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/report/matrix_report.hpp"

namespace halfopen::cli {
namespace {

Result<MatrixFilter> filter_of(const Snapshot& snapshot, const Options& options) {
  MatrixFilter filter;
  filter.verdicts = options.verdicts;
  filter.half_open = options.half_open;
  filter.limit = options.limit.value_or(100'000);
  auto services = read_matrix_services(options.services);
  if (!services) return fail("--" + services.error().what, services.error().hint);
  filter.services = std::move(*services);
  for (const std::string& name : options.places) {
    const auto ends = resolve_where(snapshot, name);
    if (!ends) return fail("--subnet: " + ends.error().what, ends.error().hint);
    for (const Endpoint& end : *ends) filter.places.push_back(end.location);
  }
  return filter;
}

std::string rendered(const MatrixReport& report, const Options& options,
                     const Loader::Loaded& loaded) {
  switch (options.format) {
    case Format::json: return matrix_json(report, loaded.sources, loaded.diagnostics);
    case Format::csv: return matrix_csv(report);
    case Format::markdown: return matrix_markdown(report);
    case Format::junit:
    case Format::github:
    case Format::sarif:
    case Format::text: break;
  }
  return matrix_text(report, style_for(STDOUT_FILENO, options.colour));
}

}  // namespace

int run_matrix(const Options& options) {
  const Inputs inputs = read_inputs(options, options.inputs);
  const Loader::Loaded& loaded = inputs.loaded;
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const auto filter = filter_of(loaded.snapshot, options);
  if (!filter) return refuse(filter.error());
  const auto clients = clients_of(options);
  if (!clients) return refuse(clients.error());
  CompiledSnapshot model(loaded.snapshot);
  Matrix matrix(model, matrix_ends(loaded.snapshot), *clients);
  const bool grouped = options.format == Format::text || options.format == Format::markdown;
  const MatrixRows rows = grouped ? group_rows(matrix, *filter) : pair_rows(matrix, *filter);
  const MatrixReport report{loaded.snapshot, matrix, rows, matrix.summary(), options.half_open};
  if (!write_out(rendered(report, options, loaded))) {
    return refuse({"the output cannot be written", ""});
  }
  // With --half-open every row that is found loses replies, echo and rows beyond --limit included.
  const bool lost = options.half_open && rows.found > 0;
  return lost && !options.soft_fail ? kFindings : kClean;
}

}  // namespace halfopen::cli
