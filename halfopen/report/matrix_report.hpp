// SPDX-License-Identifier: Apache-2.0
// A matrix as text, Markdown, CSV and JSON (schema halfopen.matrix/1).
#pragma once

#include <string>

#include "halfopen/analysis/matrix_rows.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// What the reports say: the rows asked for and the count over all pairs.
struct MatrixReport {
  const Snapshot& snapshot;
  Matrix& matrix;
  const MatrixRows& rows;
  MatrixSummary summary;
  bool half_open = false;  ///< the rows list lost replies, worst first
};

std::string matrix_text(const MatrixReport& report, const Style& style);
std::string matrix_markdown(const MatrixReport& report);
/// from,to,family,protocol,works,partial,half_open,denied,unknown,reply_range: for echo the verdict
/// stands in its column as `echo`.
std::string matrix_csv(const MatrixReport& report);
std::string matrix_json(const MatrixReport& report, const SourceNames& sources,
                        const Diagnostics& diagnostics);

}  // namespace halfopen
