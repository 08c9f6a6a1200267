// SPDX-License-Identifier: Apache-2.0
// Exposure as text, Markdown and JSON (schema halfopen.exposure/1).
#pragma once

#include <string>

#include "halfopen/analysis/exposure.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/report/style.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

std::string exposure_text(const Snapshot& snapshot, const ExposureReport& report,
                          const Style& style);
std::string exposure_markdown(const Snapshot& snapshot, const ExposureReport& report);
std::string exposure_json(const Snapshot& snapshot, const ExposureReport& report,
                          const SourceNames& sources, const Diagnostics& diagnostics);

}  // namespace halfopen
