// SPDX-License-Identifier: Apache-2.0
#include "cli/input_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "halfopen/report/diagnostic_text.hpp"

namespace halfopen::cli {
namespace {

namespace fs = std::filesystem;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Everything that can still be read, with room behind it for the JSON reader.
Result<std::string> read_stream(std::FILE* file, const std::string& path, std::size_t expected) {
  std::string bytes;
  bytes.reserve(expected + SourceText::kPadding + 1);
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  while (true) {
    const std::size_t before = bytes.size();
    const std::size_t room = bytes.capacity() - before;
    const std::size_t want = room > SourceText::kPadding ? room - SourceText::kPadding : kChunk;
    bytes.resize(before + want);
    const std::size_t got = std::fread(bytes.data() + before, 1, want, file);
    bytes.resize(before + got);
    if (got == 0) break;
  }
  if (std::ferror(file) != 0) return fail(path + " cannot be read: " + std::strerror(errno));
  return bytes;
}

/// The files of a folder and its sub-folders, sorted by path.
std::vector<std::string> files_below(const fs::path& folder, std::vector<std::string>& failed) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    const bool hidden = it->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (hidden && it->is_directory(ignored)) it.disable_recursion_pending();
    if (!hidden && it->is_regular_file(ignored)) found.push_back(it->path().string());
  }
  if (error) failed.push_back(folder.string() + ": " + error.message());
  std::sort(found.begin(), found.end());
  return found;
}

/// Text has no NUL byte; what has one is an image, an archive or the like.
bool is_binary(const std::string& bytes) {
  return std::string_view(bytes).substr(0, 4096).find('\0') != std::string_view::npos;
}

void add_file(Loader& loader, const std::string& path, bool listed) {
  auto bytes = read_whole(path);
  if (!bytes) {
    loader.add_unreadable(path, bytes.error().what);
  } else if (listed || !is_binary(*bytes)) {
    loader.add(SourceText(path == "-" ? "stdin" : path, std::move(*bytes)), listed);
  }
}

}  // namespace

Result<std::string> read_whole(const std::string& path) {
  if (path == "-") return read_stream(stdin, "stdin", 0);
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rb"));
  if (!file) return fail(path + " cannot be opened: " + std::strerror(errno));
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return read_stream(file.get(), path, error ? 0 : static_cast<std::size_t>(size));
}

Inputs load_inputs(const std::vector<std::string>& paths) {
  Loader loader;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      add_file(loader, path, true);
      continue;
    }
    std::vector<std::string> failed;
    const auto files = files_below(path, failed);
    for (const std::string& reason : failed) loader.add_unreadable(path, reason);
    for (const std::string& file : files) add_file(loader, file, false);
    if (files.empty() && failed.empty()) loader.add_unreadable(path, path + " holds no files");
  }
  const bool any_read = loader.any_read();
  return {std::move(loader).finish(), any_read};
}

std::string diagnostics_text(const Loader::Loaded& loaded, const Style& style) {
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    text += diagnostic_text(diagnostic, loaded.sources, style);
  }
  return text;
}

}  // namespace halfopen::cli
