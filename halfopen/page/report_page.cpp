// SPDX-License-Identifier: Apache-2.0
#include "halfopen/page/report_page.hpp"

#include <vector>

#include "halfopen/page/page_files.hpp"

namespace halfopen {

std::string_view report_page() {
  static const std::vector<PageFile> files = {
#include "report_page_rows.inc"
  };
  return files.empty() ? std::string_view() : files.front().bytes;
}

}  // namespace halfopen
