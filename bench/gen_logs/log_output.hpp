// SPDX-License-Identifier: Apache-2.0
// Where the lines go: one file or stdout, or many files in the layout of S3.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "halfopen/base/result.hpp"

namespace halfopen::bench {

struct LogOutputOptions {
  std::string path = "-";   ///< a file, `-`, or with `files` a folder
  std::uint32_t files = 0;  ///< 0: one file; else that many below `path`, in the layout of S3
  bool gzip = false;
  std::int64_t start = 0;  ///< of the log
  std::int64_t duration = 0;
  std::string header;  ///< at the beginning of each file; may be empty
};

/// Gzip, in one member; a door to the library that does it.
class GzipWriter {
 public:
  virtual ~GzipWriter() = default;
  virtual void write(std::string_view text, bool last, std::string& packed) = 0;
};
std::unique_ptr<GzipWriter> make_gzip_writer();

class LogOutput {
 public:
  static Result<LogOutput> open(LogOutputOptions options);
  LogOutput(LogOutput&& other) noexcept;
  LogOutput& operator=(LogOutput&&) = delete;
  ~LogOutput();

  /// Lines that were delivered at `time`, in ascending order of times. False if they cannot be
  /// written.
  bool write(std::string_view lines, std::int64_t time);
  bool close();

 private:
  explicit LogOutput(LogOutputOptions options) : options_(std::move(options)) {}
  bool begin_file(std::uint32_t number);
  bool end_file();
  bool put(std::string_view text, bool last);

  LogOutputOptions options_;
  std::FILE* file_ = nullptr;
  std::unique_ptr<GzipWriter> gzip_;
  std::string packed_;
  std::uint32_t number_ = 0;
};

}  // namespace halfopen::bench
