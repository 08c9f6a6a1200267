// SPDX-License-Identifier: Apache-2.0
// The files of the page, compiled in.
#pragma once

#include <span>
#include <string_view>

namespace halfopen {

struct PageFile {
  std::string_view path;   ///< "/page.js"
  std::string_view type;   ///< the media type
  std::string_view bytes;  ///< lives as long as the program
};

/// What stood in web/dist when the program was built, sorted by path. Empty if the page was not
/// built (`make page`).
std::span<const PageFile> page_files();

/// The file at a path, `/` being /index.html; null if there is none. Paths are compared as they
/// are: nothing is decoded, and no file of the machine is ever looked at.
const PageFile* find_page_file(std::string_view path);

}  // namespace halfopen
