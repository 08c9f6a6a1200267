// SPDX-License-Identifier: Apache-2.0
// Flow logs on disk: files, folders in the layout of S3, stdin; plain, gzip or zstd.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/flowlog/log_reader.hpp"

namespace halfopen::cli {

/// The files of paths, folders with all that is in them. In the order of the times in their names
/// (`…_20260102T0305Z_…`), as flow logs in S3 have them, over all paths if every file has one; else
/// path by path, files of a folder by their paths.
struct LogFiles {
  std::vector<std::string> files;
  std::uint64_t bytes = 0;  ///< on disk; 0 where it is not known
  std::vector<std::string> problems;
};
LogFiles find_log_files(const std::vector<std::string>& paths);

/// Reads all of them: plain files from mapped memory, the others unpacked on a thread of its own
/// beside the reader. `progress` is told how many bytes of the files were read. What goes wrong
/// with a file is one line of the result; the rest is read all the same.
std::vector<std::string> read_log_files(const LogFiles& files, LogReader& reader,
                                        const std::function<void(std::uint64_t)>& progress);
/// The same with a bar on stderr, unless `quiet`.
std::vector<std::string> read_log_files(const LogFiles& files, LogReader& reader, bool quiet);

}  // namespace halfopen::cli
