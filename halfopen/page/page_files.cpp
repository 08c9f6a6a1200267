// SPDX-License-Identifier: Apache-2.0
#include "halfopen/page/page_files.hpp"

#include <algorithm>
#include <vector>

namespace halfopen {

std::span<const PageFile> page_files() {
  static const std::vector<PageFile> files = {
#include "page_rows.inc"
  };
  return files;
}

const PageFile* find_page_file(std::string_view path) {
  if (path == "/") path = "/index.html";
  const auto files = page_files();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const PageFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace halfopen
