// SPDX-License-Identifier: Apache-2.0
// A heat map as JSON: schema halfopen.heatmap/1 (docs/schema/heatmap.schema.json).
#pragma once

#include <string>

#include "halfopen/analysis/heatmap.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// What was asked, with the answer. Borrows all of it.
struct HeatmapReport {
  const Snapshot& snapshot;
  const Matrix& matrix;
  const Heatmap& map;
  const ServiceSpec& service;
  IpFamily family = IpFamily::v4;
};

/// The whole document, ending in a newline.
std::string heatmap_json(const HeatmapReport& report, const SourceNames& sources,
                         const Diagnostics& diagnostics);

}  // namespace halfopen
